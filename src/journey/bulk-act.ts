// An action over many letters: counted beforehand, approved by a second person above a limit, then done piece by piece (see run-bulk-act.ts).
import { fieldDigests } from '../intake/field-digests.ts'
import { readActPreview, readBulkAct, readGrounds } from '../intake/read-act.ts'
import type { Act, BulkAct, Obstacle, Preview, Progress, Selection, ToldAction } from '../letter/act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { BulkActs, Survey } from './bulk-records.ts'
import { obstacleTo } from './may-act.ts'
import { differing, reused } from './once.ts'

/** What actions over many letters need. */
export interface BulkActPorts {
  bulkActs: BulkActs
  now: () => Date
  newId: () => string
  /** Keyed digest of a short text, hexadecimal. */
  digest: (text: string) => string
  /** Actions over more letters than this need a second person. */
  approvalLimit: number
}

/** What a question or an order came to. */
export type BulkActResult<Answer> =
  | { kind: 'answered', answer: Answer }
  | { kind: 'replayed', answer: Answer }
  | { kind: 'refused', problems: GatewayError[] }

/** Who asks for an action. */
export interface BulkActCall {
  client: string
  senders: readonly OrganizationNumber[]
  idempotencyKey: string
  /** What was sent, unchecked. */
  input: unknown
}

/** Tells what an action would meet. Nothing is stored; the registers are not asked. */
export async function previewBulkAct (
  ports: Pick<BulkActPorts, 'bulkActs' | 'approvalLimit'>, input: unknown, senders: readonly OrganizationNumber[]
): Promise<BulkActResult<Preview>> {
  const read = readActPreview(input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const { act, selection } = read.asked
  const foreign = foreignSender(selection, senders)
  if (foreign !== undefined) return { kind: 'refused', problems: [foreign] }
  return { kind: 'answered', answer: weigh(act, await ports.bulkActs.survey(selection, senders), ports.approvalLimit) }
}

/**
 * Takes an order, once a key: its letters are counted and written down in the transaction that stores it, so that what is approved and done is
 * what was counted. Where another number was expected nothing is stored, and the key stays free. A repeat gets the first answer.
 */
export async function startBulkAct (ports: BulkActPorts, call: BulkActCall): Promise<BulkActResult<ToldAction>> {
  const { bulkActs, now, newId, digest, approvalLimit } = ports
  const { client, senders, idempotencyKey, input } = call
  const read = readBulkAct(input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const foreign = foreignSender(read.asked.selection, senders)
  if (foreign !== undefined) return { kind: 'refused', problems: [foreign] }
  const { expected, ...order } = read.asked
  const { act, selection } = order
  const digests = fieldDigests(typeof input === 'object' && input !== null ? { ...input } : {}, [], digest)
  const touched = selection.sender === undefined ? [...senders] : [selection.sender]
  const action = await bulkActs.insert({ ...order, id: newId(), senders: touched, client, createdAt: now() }, { key: idempotencyKey, digests },
    surveys => demandCount(weigh(act, surveys, approvalLimit), expected)).catch(asMiscount)
  if (action instanceof GatewayError) return { kind: 'refused', problems: [action] }
  if (action !== undefined) return { kind: 'answered', answer: asStarted(action) }
  const first = await bulkActs.byKey(client, idempotencyKey)
  if (first === undefined) throw new GatewayError('ERR_INTAKE_IN_FLIGHT', 'Cannot take the order: another call with the same key is being handled')
  const fields = differing(first.digests, digests)
  return fields.length === 0 ? { kind: 'replayed', answer: asStarted(first.action) } : { kind: 'refused', problems: reused(fields) }
}

/** An action with how far it has come. */
export async function tellBulkAct (bulkActs: Pick<BulkActs, 'progress'>, action: BulkAct): Promise<ToldAction> {
  return told(action, await bulkActs.progress(action.id))
}

/**
 * Takes what a second person says of an action that waits for it. Who asked for the action cannot be that person; the same word from the same
 * person again changes nothing. Undefined if there is no such action.
 */
export async function approveBulkAct (
  { bulkActs, now }: Pick<BulkActPorts, 'bulkActs' | 'now'>, id: string, isApproved: boolean,
  { client, input, senders }: Omit<BulkActCall, 'idempotencyKey'>
): Promise<BulkActResult<ToldAction> | undefined> {
  const read = readGrounds(input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const action = await bulkActs.one(id, senders)
  if (action === undefined) return undefined
  const word = isApproved ? 'approve' : 'refuse'
  if (isSamePerson(action.by, read.asked.by)) {
    return { kind: 'refused', problems: [new GatewayError('ERR_ACTION_SAME_PERSON', `Cannot ${word} the action: who asked for it cannot do that`)] }
  }
  const isTaken = await bulkActs.approve(id, { ...read.asked, client, isApproved, at: now() })
  const after = await bulkActs.one(id, senders) ?? action
  const isRepeat = after.approval?.isApproved === isApproved && isSamePerson(after.approval.by, read.asked.by)
  if (isTaken || isRepeat) return { kind: 'answered', answer: await tellBulkAct(bulkActs, after) }
  return { kind: 'refused', problems: [new GatewayError('ERR_ACTION_SETTLED', `Cannot ${word} the action: it is ${after.state}`)] }
}

/** Adds up what the letters of a survey allow. */
export function weigh (act: Act, surveys: readonly Survey[], approvalLimit: number): Preview {
  const cannot = new Map<string, Obstacle & { letters: number }>()
  let [total, can] = [0, 0]
  for (const { state, attempts, letters } of surveys) {
    total += letters
    const obstacle = obstacleTo(act, state, attempts)
    const name = JSON.stringify(obstacle)
    if (obstacle === undefined) can += letters
    else cannot.set(name, { ...obstacle, letters: letters + (cannot.get(name)?.letters ?? 0) })
  }
  return { total, can, cannot: [...cannot.values()], needsApproval: total > approvalLimit }
}

/** Letters may have come into the selection, or left it, since somebody counted them. */
function demandCount (preview: Preview, expected = preview.total): Preview {
  const { total } = preview
  if (total === expected) return preview
  const message = `Cannot take the order: the selection has ${total} letters, and ${expected} were expected`
  throw new GatewayError('ERR_ACTION_COUNT', message, { field: '/expected' })
}

/** A wrong count is the caller's to hear; any other failure is none of theirs. */
function asMiscount (error: unknown): GatewayError {
  if (error instanceof GatewayError && error.code === 'ERR_ACTION_COUNT') return error
  throw error
}

/** As it was when it was asked for, however far it has come. */
function asStarted (action: BulkAct): ToldAction {
  const { preview } = action
  const state = preview.needsApproval ? 'waiting_approval' : 'running'
  return told({ ...action, state, approval: null, finishedAt: null }, { waiting: preview.total, acted: 0, skipped: [], failed: [] })
}

function told (action: BulkAct, progress: Progress): ToldAction {
  return { ...action, progress }
}

/** As people write names: without regard to case and spaces. */
function isSamePerson (one: string, other: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  return plain(one) === plain(other)
}

function foreignSender ({ sender }: Selection, senders: readonly OrganizationNumber[]): GatewayError | undefined {
  if (sender === undefined || senders.includes(sender)) return undefined
  return new GatewayError('ERR_HTTP_FORBIDDEN', 'Cannot take the order: the key does not belong to this sender', { field: '/selection/sender' })
}
