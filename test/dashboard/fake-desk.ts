// Desks with nothing, little, much and trouble in them, for the tests of the pages.
import type { DayReport } from '../../src/letter/day-report.ts'
import type { Outlook } from '../../src/letter/outlook.ts'
import type { DeskLetter, DeskOverview, DeskPorts, DeskStory, DeskVerdict } from '../../src/dashboard/ports.ts'
import type { DeadLetterGroup, ToldAction } from '../../src/letter/act.ts'
import type { Pause } from '../../src/letter/pause.ts'
import type { CertificateStatus, RecipientCertificateStatus } from '../../src/letter/certificate-status.ts'
import type { Channel } from '../../src/letter/choice.ts'
import type { LoggedEvent } from '../../src/letter/event.ts'
import type { LetterState } from '../../src/letter/states.ts'
import type { Task } from '../../src/letter/task.ts'

/** The moment all of it is seen at. */
export const now = new Date('2026-11-21T13:05:30Z')

/** So many minutes before it. */
export const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

/** A letter id that ends in the number. */
export const letterId = (number: number): string => `019ab000-0000-7000-8000-${String(number).padStart(12, '0')}`

const sentence = { nb: 'Mottakeren har digital postkasse i e-Boks.', nn: 'Mottakaren har digital postkasse i e-Boks.', en: 'The recipient has a mailbox at e-Boks.' }
const stopped = { nb: 'Folkeregisteret har ingen adresse.', nn: 'Folkeregisteret har ingen adresse.', en: 'The population register has no address.' }

/** A desk where nothing was sent yet. */
export function emptyOverview (): DeskOverview {
  return {
    readAt: now,
    counts: [],
    oldest: [],
    channels: (['eboks', 'digipost', 'print'] as const).map(channel => ({ channel, waiting: 0, lastSuccessAt: null, lastFailure: null })),
    registers: (['maskinporten', 'contact-register', 'population-register'] as const)
      .map(register => ({ register, lastSuccessAt: null, lastFailure: null })),
    checks: { uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0, lettersWithoutJob: 0 },
    pauses: [],
    throughput: Array.from({ length: 12 }, (_, step) => ({ startsAt: minutesAgo(60 - step * 5), accepted: 0, handedOver: 0 }))
  }
}

/** What is ahead: a channel whose end is known, one whose end is not, and a run. */
const outlook: Outlook = {
  at: now,
  lanes: [
    { channel: null, waiting: 1200, soon: 0, perMinute: 100.5, finishesAt: minutesAgo(-12) }, { channel: 'digipost', waiting: 1200, soon: 0, perMinute: 100.5, finishesAt: minutesAgo(-12) },
    { channel: 'print', waiting: 3, soon: 0, perMinute: 0, finishesAt: null }
  ],
  windows: [{
    id: 'tax-2026', sender: '313000001', class: 'information', from: minutesAgo(60), to: minutesAgo(-60), expected: 100_000, accepted: 40_000, waiting: 1200,
    finishesAt: minutesAgo(-600)
  }]
}

const report: DayReport = {
  day: '2026-02-28',
  madeAt: now,
  outlook,
  senders: [{
    sender: '313000001', accepted: 1301, handedOver: { eboks: 600, digipost: 700, print: 2 }, late: 4, missingReceipts: [{ channel: 'eboks', count: 5 }], states: [],
    events: {
      'letter.delivered': 1299, 'letter.opened': 3, 'letter.returned': 0, 'letter.held': 1, 'letter.needs_decision': 2, 'letter.undeliverable': 3,
      'letter.withdrawn': 0, 'deadline.missed': 7, 'receipt.missing': 5
    }
  }]
}

/** A desk on a good day. */
export function calmOverview (): DeskOverview {
  const empty = emptyOverview()
  return {
    ...empty,
    outlook,
    report,
    counts: [
      { state: 'received', channel: null, count: 4 }, { state: 'sealed', channel: 'eboks', count: 12 }, { state: 'dispatched', channel: 'print', count: 230 },
      { state: 'delivered', channel: 'digipost', count: 18_230 }, { state: 'opened', channel: 'eboks', count: 9_120 }
    ],
    oldest: [
      { state: 'received', channel: null, letterId: letterId(1), since: minutesAgo(1) },
      { state: 'dispatched', channel: 'print', letterId: letterId(2), since: minutesAgo(2880) }
    ],
    channels: empty.channels.map(party => ({ ...party, lastSuccessAt: minutesAgo(1), waiting: 4 })),
    registers: empty.registers.map(party => ({ ...party, lastSuccessAt: minutesAgo(1) })),
    throughput: empty.throughput.map((step, index) => ({ ...step, accepted: 40 + index * 13 % 50, handedOver: 30 + index * 17 % 60 }))
  }
}

/** A desk on a bad one. */
export function badOverview (): DeskOverview {
  const calm = calmOverview()
  return {
    ...calm,
    counts: [...calm.counts, { state: 'held', channel: null, count: 3 }, { state: 'needs_decision', channel: null, count: 1 }],
    oldest: [...calm.oldest, { state: 'sealed', channel: 'digipost', letterId: letterId(3), since: minutesAgo(192) }],
    channels: calm.channels.map(party => party.channel === 'digipost'
      ? { ...party, waiting: 214, lastSuccessAt: minutesAgo(192), lastFailure: { at: minutesAgo(1), code: 'ERR_DISPATCH_UNAVAILABLE' } }
      : party),
    pauses: pauses.slice(0, 1),
    checks: { uncertainAttempts: 2, parkedReceipts: 1, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0, lettersWithoutJob: 0 }
  }
}

const states: readonly LetterState[] = ['received', 'sealed', 'dispatched', 'delivered', 'opened', 'returned', 'held', 'needs_decision', 'undeliverable']
const ways: readonly (Channel | null)[] = [null, 'eboks', 'digipost', 'print']

/** A letter of the list; its number decides how it stands. */
export function aDeskLetter (number: number): DeskLetter {
  return {
    id: letterId(number),
    sender: '313000001',
    reference: `2026/${String(1000 + number)}`,
    class: number % 3 === 0 ? 'decision' : 'information',
    state: states[number % states.length] ?? 'received',
    channel: ways[number % ways.length] ?? null,
    reason: number % states.length === 7 ? { code: 'no-address', sentence: stopped } : null,
    acceptedAt: minutesAgo(number * 3 + 10),
    changedAt: minutesAgo(number * 3)
  }
}

const types = ['letter.received', 'letter.addressed', 'letter.routed', 'letter.waiting', 'letter.sealed', 'letter.dispatched', 'letter.delivered'] as const

/** The story of a letter that was delivered to e-Boks after one delay. */
export function aStory (): DeskStory {
  const id = letterId(7)
  const data = (type: string): LoggedEvent['data'] =>
    type === 'letter.waiting' ? { code: 'ERR_DISPATCH_UNAVAILABLE', until: minutesAgo(20).toISOString() } : { channel: 'eboks' }
  return {
    letter: {
      id, sender: '313000001', reference: '2026/1007', class: 'decision', state: 'delivered', channel: 'eboks', reason: null,
      acceptedAt: minutesAgo(30), changedAt: minutesAgo(5), next: null,
      attempts: [{
        messageId: letterId(70), conversationId: letterId(71), letterId: id, ordinal: 1, channel: 'eboks', receiver: '922020175', state: 'delivered',
        createdAt: minutesAgo(25), handedOverAt: minutesAgo(10)
      }]
    },
    maskedRecipient: '209146*****',
    organization: null,
    overrides: [],
    acts: [],
    decision: {
      ruleset: '2026-11', rule: 'mailbox', sentence, evaluated: [{ rule: 'dead', matched: false }, { rule: 'mailbox', matched: true }],
      inputs: { isReserved: false, mailbox: 'eboks', contactAgeDays: 40, language: null }
    },
    receipts: [{ kind: 'delivery', issuer: '922020175', occurredAt: minutesAgo(5), fate: 'applied' }],
    events: types.map((type, index) => ({ number: 100 + index, letterId: id, type, at: minutesAgo(30 - index * 4), data: data(type) }))
  }
}

/** A letter that waits for a person. */
export function aStoppedStory (): DeskStory {
  const story = aStory()
  return {
    ...story,
    letter: { ...story.letter, state: 'needs_decision', channel: null, attempts: [], reason: { code: 'no-address', sentence: stopped }, next: null },
    decision: null,
    maskedRecipient: null,
    acts: [{ ordinal: 1, act: 'hold', from: 'sealed', client: 'desk', by: 'Kari Saksbehandler', reason: 'Feil\ni vedlegget', at: minutesAgo(5), actionId: letterId(60) }],
    overrides: [
      { ordinal: 1, action: 'address', client: 'sender', by: 'Kari Saksbehandler', reason: 'Ny adresse\nper telefon', at: minutesAgo(60), until: minutesAgo(10) },
      { ordinal: 2, action: 'route', channel: 'print', client: 'desk', by: 'Ola Saksbehandler', reason: 'Haster', at: minutesAgo(8) }
    ],
    receipts: [],
    events: [
      ...story.events.slice(0, 2),
      { number: 107, letterId: story.letter.id, type: 'letter.needs_decision', at: minutesAgo(3), data: {} }
    ]
  }
}

/** Two groups of letters that stopped. */
export const groups: readonly DeadLetterGroup[] = [
  {
    state: 'held', reasonCode: 'ERR_SEAL_ADDRESS', sentence: stopped, channel: 'print', sender: '313000001', letters: 230, oldestSince: minutesAgo(2880),
    letterIds: [letterId(1), letterId(2)]
  },
  { state: 'undeliverable', reasonCode: null, sentence: null, channel: null, sender: '313000001', letters: 1, oldestSince: minutesAgo(5), letterIds: [letterId(3)] }
]

/** An action that waits for a second person, and one that is done. */
export const actions: readonly ToldAction[] = (['waiting_approval', 'done'] as const).map((state, index) => ({
  id: letterId(60 + index), act: 'withdraw', selection: { batch: 'skatt-2026-11', acceptedFrom: minutesAgo(900) }, senders: ['313000001'], client: 'desk', state,
  by: 'Kari Saksbehandler', reason: 'Feil sats', createdAt: minutesAgo(20), finishedAt: null,
  preview: { total: 230, can: 228, cannot: [{ state: 'sealed', attempt: { ordinal: 1, state: 'handing_over' }, letters: 2 }], needsApproval: true },
  approval: state === 'done' ? { isApproved: true, by: 'Ola Kontrollør', reason: 'Sett over', at: minutesAgo(10) } : null,
  progress: { waiting: 0, acted: 227, skipped: [{ state: 'dispatched', code: 'ERR_ACTION_STATE', letters: 2 }], failed: [{ state: null, code: 'ERR_STORE_KEY', letters: 1 }] }
}))

/** A person's pause, and a channel's own. */
export const pauses: readonly [Pause, Pause] = [
  { id: letterId(80), kind: 'person', channel: 'print', sender: '313000001', class: 'information', reason: 'Stans hos trykkeriet', by: 'Kari', since: minutesAgo(30), until: null },
  { id: letterId(81), kind: 'channel', channel: 'digipost', sender: null, class: null, reason: 'ERR_DISPATCH_UNAVAILABLE', by: null, since: minutesAgo(3), until: minutesAgo(-3) }
]

/** One that somebody ended, and one whose time was up. */
export const endedPauses: readonly Pause[] = [
  { ...pauses[0], id: letterId(82), ended: { at: minutesAgo(10), by: 'Ola', reason: 'Trykkeriet er i gang' } },
  { ...pauses[1], id: letterId(83), until: minutesAgo(1), ended: { at: minutesAgo(1), by: null, reason: null } }
]

/** What the fake desk answers with. */
interface Answers {
  overview?: DeskOverview
  letters?: readonly DeskLetter[]
  next?: string
  story?: DeskStory
  verdict?: DeskVerdict
  certificates?: readonly CertificateStatus[]
  recipientCertificates?: readonly RecipientCertificateStatus[]
  tasks?: readonly Task[]
  groups?: readonly DeadLetterGroup[]
  actions?: readonly ToldAction[]
  pauses?: readonly Pause[]
  endedPauses?: readonly Pause[]
}

/** Ports that answer with what they are given. */
export function fakePorts (answers: Answers = {}): DeskPorts {
  return {
    overview: () => Promise.resolve(answers.overview ?? calmOverview()),
    certificates: () => Promise.resolve(answers.certificates ?? [aCertificate()]),
    recipientCertificates: () => Promise.resolve(answers.recipientCertificates ?? [aRecipientCertificate()]),
    tasks: () => Promise.resolve(answers.tasks ?? aTaskOfEach()),
    list: () => Promise.resolve({ letters: answers.letters ?? [], next: answers.next ?? null }),
    decide: () => Promise.resolve(answers.verdict ?? { kind: 'taken' }),
    act: () => Promise.resolve(answers.verdict ?? { kind: 'taken' }),
    deadLetters: () => Promise.resolve(answers.groups ?? []),
    actions: () => Promise.resolve(answers.actions ?? []),
    action: id => Promise.resolve(answers.actions?.find(action => action.id === id)),
    senders: () => Promise.resolve(['313000001', '313000002']),
    previewAction: () => Promise.resolve({ kind: 'counted', preview: (answers.actions ?? actions)[0]?.preview ?? { total: 0, can: 0, cannot: [], needsApproval: false } }),
    startAction: () => Promise.resolve(answers.verdict?.kind === 'refused' ? answers.verdict : { kind: 'started', id: letterId(60) }),
    approveAction: () => Promise.resolve(answers.verdict ?? { kind: 'taken' }),
    pauses: () => Promise.resolve({ inForce: answers.pauses ?? [], ended: answers.endedPauses ?? [] }),
    startPause: () => Promise.resolve(answers.verdict ?? { kind: 'taken' }),
    endPause: () => Promise.resolve(answers.verdict ?? { kind: 'taken' }),
    story: id => Promise.resolve(id === answers.story?.letter.id ? answers.story : undefined)
  }
}

/** An open task of each kind. */
export function aTaskOfEach (): Task[] {
  const handedOver = { channel: 'print', receiver: '984661185', handedOverAt: minutesAgo(20_000).toISOString() }
  const open = { openedAt: minutesAgo(90), closedAt: null }
  return [
    { ...open, id: letterId(51), kind: 'receipt-missing', key: letterId(52), sender: '313000001', letterId: letterId(7), data: handedOver },
    { ...open, id: letterId(53), kind: 'receipt-unmatched', key: 'ab', sender: null, letterId: null, data: { receivedAt: minutesAgo(95).toISOString(), kind: 'delivery' } },
    {
      ...open, id: letterId(54), kind: 'source-silent', key: '313000001/payroll', sender: '313000001', letterId: null,
      data: { client: 'payroll <b>', since: minutesAgo(4000).toISOString(), missedHours: 2.5 }
    }
  ]
}

/** A recipient's certificate in good order, or as told. */
export function aRecipientCertificate (changes: Partial<RecipientCertificateStatus> = {}): RecipientCertificateStatus {
  return {
    fingerprint: 'cd'.repeat(32), organization: '984661185', validFrom: minutesAgo(1000), validTo: new Date('2028-11-21T12:00:00Z'),
    daysLeft: 731, level: 'ok', metAt: minutesAgo(5), fault: null, ...changes
  }
}

/** A certificate in good order, or as told. */
export function aCertificate (changes: Partial<CertificateStatus> = {}): CertificateStatus {
  return {
    sender: '313000001', fingerprint: 'ab'.repeat(32), organization: '313000001', validFrom: minutesAgo(1000), validTo: new Date('2028-11-21T12:00:00Z'),
    daysLeft: 731, level: 'ok', role: 'current', fault: null, rehearsal: null, ...changes
  }
}
