// A gateway in memory, for tests of the HTTP side: it takes letters in as the real one does, and keeps nothing but the answers.
import { createHash } from 'node:crypto'
import { acceptedBody } from '../../src/intake/accepted-body.ts'
import { checkDocument, sampleBytes } from '../../src/intake/check-document.ts'
import { checkTotals } from '../../src/intake/check-totals.ts'
import type { DocumentDraft } from '../../src/intake/letter-draft.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { readOverride } from '../../src/intake/read-override.ts'
import { readGrounds } from '../../src/intake/read-act.ts'
import type { DeadLetterGroup, Preview, ToldAction } from '../../src/letter/act.ts'
import type { AuditEntry } from '../../src/letter/audit.ts'
import type { Pause } from '../../src/letter/pause.ts'
import type { AcceptResult, DecideResult, GatewayPorts, IncomingDocument, Submission } from '../../src/http/ports.ts'
import type { Decision } from '../../src/letter/choice.ts'
import type { CostRow, LetterCost } from '../../src/letter/cost.ts'
import type { DayReport } from '../../src/letter/day-report.ts'
import type { LoggedEvent } from '../../src/letter/event.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { LetterDocument } from '../../src/letter/letter.ts'
import type { ToldOverride } from '../../src/letter/override.ts'
import type { CertificateStatus, RecipientCertificateStatus } from '../../src/letter/certificate-status.ts'
import type { LetterStatus } from '../../src/letter/letter-status.ts'
import type { Outlook } from '../../src/letter/outlook.ts'
import type { PrecheckAnswer } from '../../src/letter/precheck.ts'
import type { SimulationAnswer } from '../../src/letter/simulation.ts'
import type { Task } from '../../src/letter/task.ts'

/** The only letter that can be asked for. */
export const knownId = '0199f0a0-0000-7000-8000-000000000001'

/** The only sender. */
export const sender = '313000001'

const at = new Date('2026-03-01T08:00:00Z')
const sentence = { nb: 'Setning', nn: 'Setning', en: 'Sentence' }

/** A letter with one attempt. */
export const status: LetterStatus = {
  id: knownId, sender, reference: '2026/1', class: 'decision', state: 'dispatched', reason: { code: 'R1', sentence }, channel: 'eboks',
  acceptedAt: at, changedAt: at, deadline: { by: at, missedAt: null }, next: { step: 'follow', at },
  attempts: [{
    messageId: knownId, conversationId: knownId, letterId: knownId, ordinal: 1, channel: 'eboks', receiver: '922020175', state: 'handed_over',
    createdAt: at, fingerprint: 'AAAA', packageBytes: 12, handedOverAt: at
  }]
}

/** An event that says more than it should: `secret` is not in the schema. */
export const event: LoggedEvent = { number: 1, letterId: knownId, type: 'letter.received', at, data: { count: 1, ok: true, none: null, text: 'a' } }

/** A decision with everything in its choice that must not leave. */
export const decision: Decision = {
  ruleset: '1', rule: 'R1', sentence, evaluated: [{ rule: 'R0', matched: false }, { rule: 'R1', matched: true }],
  inputs: { isReserved: false, age: 3, note: null },
  choice: {
    kind: 'mailbox', channel: 'eboks', receiver: '922020175', mailboxAddress: 'ola.nordmann#1234', notifyEmail: 'ola@example.no', notifyMobile: '+4799999999',
    certificate: { pem: 'PEM', validFrom: at, validTo: at }
  }
}

/** What the letter costs. */
export const cost: LetterCost = {
  forecastOre: 84, actualOre: null, paperOre: 2255, isEstimate: true,
  lines: [{ attempt: 1, kind: 'digital', priceTable: 'p', forecastOre: 69, actualOre: null }, { attempt: 1, kind: 'transport', priceTable: 'p', forecastOre: 15, actualOre: null }]
}

/** What a precheck tells: of one who gets the letter, and one who does not. */
export const prechecked: PrecheckAnswer = {
  warnings: [{ code: 'title-long', sentence }],
  recipients: [
    { index: 0, channel: 'eboks', state: 'routed', rule: 'R1', sentence, warnings: [{ code: 'email-stale', sentence }], forecastOre: 84, paperOre: 2255, isEstimate: true },
    { index: 1, channel: null, state: 'undeliverable', rule: 'R2', sentence, warnings: [], forecastOre: null, paperOre: null, isEstimate: false }
  ],
  totals: {
    channels: { eboks: { recipients: 1, forecastOre: 84 }, digipost: { recipients: 0, forecastOre: 0 }, print: { recipients: 0, forecastOre: 0 } },
    needsDecision: 0, undeliverable: 1, unanswered: 0, forecastOre: 84, isEstimate: true
  }
}

/** What a draft policy would have changed. */
export const simulated: SimulationAnswer = {
  letters: 3, unchanged: 2, changed: 1, decidedByPeople: 1, unreadable: 0, isWhole: true,
  rules: [{ from: 'mailbox', to: 'policy-channel', letters: 1 }], channels: [{ from: 'eboks', to: 'print', letters: 1 }],
  cost: { beforeOre: 252, afterOre: 2423, isEstimate: true }
}

/** A line of the report, with a reference that a spreadsheet would run. */
export const costRow: CostRow = {
  sender, group: '=1+1,"a"', letters: 2, forecastOre: 168, paidLetters: 1, actualOre: 84, savedOre: 2171, isEstimate: true
}

/** What is ahead: one run, whose end is known, and channels whose end is not. */
export const outlook: Outlook = {
  at,
  lanes: [{ channel: null, waiting: 2, soon: 0, perMinute: 0.5, finishesAt: at }, { channel: 'eboks', waiting: 2, soon: 0, perMinute: 0, finishesAt: null }],
  windows: [{ id: 'tax', sender, class: null, from: at, to: at, expected: 10, accepted: 1, waiting: 2, finishesAt: null }]
}

/** What happened on a day. */
export const report: DayReport = {
  day: '2026-02-28',
  madeAt: at,
  senders: [{
    sender, accepted: 3, handedOver: { eboks: 2, digipost: 1, print: 0 }, late: 1, missingReceipts: [{ channel: 'eboks', count: 1 }],
    events: {
      'letter.delivered': 2, 'letter.opened': 1, 'letter.returned': 0, 'letter.held': 1, 'letter.needs_decision': 0, 'letter.undeliverable': 0,
      'letter.withdrawn': 0, 'deadline.missed': 1, 'receipt.missing': 1
    },
    states: [{ state: 'delivered', channel: 'eboks', count: 2 }, { state: 'held', channel: null, count: 1 }]
  }],
  outlook
}

/** What a person decided. */
export const override: ToldOverride = { ordinal: 1, action: 'route', channel: 'print', client: 'test', by: 'Kari', reason: 'Haster', at }

/** A mailbox operator's certificate. */
export const recipientCertificate: RecipientCertificateStatus = {
  fingerprint: 'c'.repeat(64), organization: '984661185', validFrom: at, validTo: at, daysLeft: 40, level: 'order', metAt: at, fault: null
}

/** A certificate that waits for its turn. */
export const certificate: CertificateStatus = {
  sender, fingerprint: 'a'.repeat(64), organization: sender, validFrom: at, validTo: at, daysLeft: 0, level: 'urgent', role: 'next', fault: null, rehearsal: null
}

/** The only action and the only pause. */
export const actionId = '0199f0a0-0000-7000-8000-0000000000aa'

const preview: Preview = { total: 3, can: 2, cannot: [{ state: 'sealed', attempt: { ordinal: 1, state: 'handing_over' }, letters: 1 }], needsApproval: true }

const action: ToldAction = {
  id: actionId, act: 'withdraw', selection: { batch: 'run-1', acceptedFrom: at }, senders: [sender], client: 'test', by: 'Kari', reason: 'Feil', state: 'waiting_approval',
  createdAt: at, preview, approval: null, finishedAt: null,
  progress: { waiting: 3, acted: 0, skipped: [{ state: 'sealed', code: 'ERR_ACTION_IN_DOUBT', letters: 0 }], failed: [{ state: null, code: 'ERR_STORE_KEY', letters: 0 }] }
}

const pause: Pause = { id: actionId, kind: 'person', channel: 'print', sender: null, class: null, reason: 'Flom i trykkeriet', by: 'Kari', since: at, until: null }

const group: DeadLetterGroup = {
  state: 'held', reasonCode: 'ERR_SEAL_ADDRESS', sentence, channel: 'print', sender, letters: 2, oldestSince: at, letterIds: [knownId]
}

const actions: GatewayPorts['actions'] = {
  preview: async () => ({ kind: 'answered', answer: preview }),
  start: async () => ({ kind: 'answered', answer: action }),
  list: async (_senders, state = action.state) => state === action.state ? [action] : [],
  read: async id => id === actionId ? action : undefined,
  approve: async (id, isApproved) => id === actionId
    ? { kind: 'answered', answer: { ...action, state: isApproved ? 'running' : 'refused', approval: { isApproved, by: 'Ola', reason: 'Sett', at } } }
    : undefined
}

/** An action as it is told, and the ports that tell of it. */
export const told = { action, actions }

/** A receipt that is missing. */
export const task: Task = {
  id: knownId, kind: 'receipt-missing', key: knownId, sender, letterId: knownId, openedAt: at, closedAt: null,
  data: { channel: 'print', receiver: '984661185', handedOverAt: at.toISOString() }
}

const auditChain = 'ab'.repeat(32)

/** The log as it is proved; the first was numbered before there was a chain. */
export const auditEntries: AuditEntry[] = [
  { number: 1, entry: `[1, "${knownId}", "letter.received", "2026-03-01T08:00:00.000000Z", {}]`, chain: null },
  { number: 2, entry: '[2, null, "receipt.parked", "2026-03-01T08:00:00.000000Z", {}]', chain: auditChain }
]

/** A gateway in memory. `overrides` replace single ports. */
export function fakePorts (overrides: Partial<GatewayPorts> = {}): GatewayPorts {
  const answers = new Map<string, { letterId: string, body: string }>()
  return {
    authenticate: key => key === 'sandbox' ? { name: 'test', senders: [sender] } : undefined,
    accept: submission => accept(submission, answers),
    precheck: async () => ({ kind: 'answered', answer: prechecked }),
    simulatePolicy: async () => ({ kind: 'answered', answer: simulated }),
    readLetter: async id => id === knownId ? status : undefined,
    readEvents: async id => id === knownId ? [event] : undefined,
    readDecision: async id => id === knownId ? decision : undefined,
    readOverrides: async () => [override],
    decide: async ({ letterId, input }) => letterId === knownId ? decideLike(input) : undefined,
    act: async (name, { letterId, input }) => {
      if (letterId !== knownId) return undefined
      const read = readGrounds(input)
      if (!read.ok) return { kind: 'refused', problems: read.problems }
      return { kind: 'decided', body: JSON.stringify({ letterId, state: 'held', ordinal: 1, action: name, from: 'sealed', client: 'test', ...read.asked, at }) }
    },
    redirect: async ({ letterId, input }) => letterId === knownId ? decideLike(input) : undefined,
    actions,
    pauses: {
      list: async (_senders, state) => state === 'ended' ? [{ ...pause, ended: { at, by: 'Kari', reason: 'Feil i vedlegget' } }] : [pause],
      start: async () => ({ kind: 'answered', answer: pause }),
      end: async id => id === actionId ? { kind: 'answered', answer: pause } : undefined
    },
    readDeadLetters: async () => [group],
    readCost: async id => id === knownId ? cost : undefined,
    reportCosts: async () => [costRow],
    readForecast: async () => outlook,
    readReport: async day => day === report.day ? report : undefined,
    findByReference: async reference => reference === status.reference ? [status] : [],
    readFeed: async after => ({ events: after === 0 ? [event] : [], last: Math.max(after, 1) }),
    audit: {
      entries: async (after, limit) => auditEntries.slice(after, after + limit),
      prove: async from => ({ outside: 0, end: 2, checked: from === undefined ? 1 : 2, chain: auditChain, broken: null })
    },
    listTasks: async state => state === 'open' ? [task] : [{ ...task, closedAt: at }],
    isReady: async () => ({ ready: true, checks: { database: 'ok' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: 'postbud_up 1\n' }),
    diagnose: async () => [{ check: 'clock', level: 'ok', detail: 'right' }],
    certificates: {
      list: async () => [certificate],
      recipients: async () => [recipientCertificate],
      rehearse: async fingerprint => fingerprint === certificate.fingerprint ? { ...certificate, rehearsal: { at, failure: null } } : undefined,
      activate: async fingerprint => fingerprint === certificate.fingerprint ? { ...certificate, role: 'current' } : undefined
    },
    ...overrides
  }
}

/** Takes what the real one would take, always as the first decision. */
function decideLike (input: unknown): DecideResult {
  const read = readOverride(input, at)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const { action } = read.order
  return { kind: 'decided', body: JSON.stringify({ letterId: knownId, state: 'received', override: { ordinal: 1, action, client: 'test', ...read.grounds, at } }) }
}

async function accept (submission: Submission, answers: Map<string, { letterId: string, body: string }>): Promise<AcceptResult> {
  const kept = answers.get(submission.idempotencyKey)
  const result = readDraft(await submission.readLetter(), at)
  if (!result.ok) return { kind: 'refused', problems: result.problems }
  if (kept !== undefined) return { kind: 'replayed', ...kept }
  const { draft } = result
  const documents: LetterDocument[] = []
  const problems: GatewayError[] = []
  for await (const incoming of submission.documents()) {
    const announced = draft.documents.find(({ fileName }) => fileName === incoming.fileName)
    if (announced === undefined) throw new GatewayError('ERR_INTAKE_DOCUMENT_MISSING', 'Cannot accept the letter: a part is not announced')
    documents.push(await seen(announced, incoming, problems))
  }
  problems.push(...missing(draft.documents, documents), ...checkTotals(draft, documents.reduce((sum, { bytes }) => sum + bytes, 0)))
  if (problems.length > 0) return { kind: 'refused', problems }
  const body = acceptedBody({ ...draft, id: knownId, acceptedAt: at, documents })
  answers.set(submission.idempotencyKey, { letterId: knownId, body })
  return { kind: 'created', letterId: knownId, body }
}

async function seen (draft: DocumentDraft, incoming: IncomingDocument, problems: GatewayError[]): Promise<LetterDocument> {
  const hash = createHash('sha256')
  let bytes = 0
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  for await (const chunk of incoming.content) {
    hash.update(chunk)
    bytes += chunk.length
    if (head.length < sampleBytes) head = Buffer.concat([head, chunk]).subarray(0, sampleBytes)
    tail = Buffer.concat([tail, chunk]).subarray(-sampleBytes)
  }
  const sha256 = hash.digest('hex')
  problems.push(...checkDocument(draft, { bytes, sha256, head, tail }))
  const { number, fileName, title, mediaType } = draft
  return { number, fileName, title, mediaType, bytes, sha256 }
}

function missing (announced: DocumentDraft[], came: LetterDocument[]): GatewayError[] {
  return announced.filter(({ number }) => !came.some(document => document.number === number))
    .map(({ number }) => new GatewayError('ERR_INTAKE_DOCUMENT_MISSING', 'Cannot accept the letter: a document did not come', { field: `/documents/${number}` }))
}
