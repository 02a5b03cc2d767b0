// What comes back: each receipt is proved, put away raw and encrypted, applied or parked, and only then acknowledged.
import type { Attempt } from '../letter/attempt.ts'
import type { EventType } from '../letter/event.ts'
import { asError, GatewayError } from '../letter/gateway-error.ts'
import { reasonOf } from '../letter/reason-sentences.ts'
import type { Receipt, ReceiptKind } from '../letter/receipt.ts'
import { reasonCodesIn, saidOf } from '../letter/said.ts'
import type { LetterState } from '../letter/states.ts'
import { settlement, type Settlement } from '../receipt/settlement.ts'
import { conclude } from './conclusion.ts'
import { keepActual } from './keep-cost.ts'
import { followUp, type FollowUpPorts, type Happening } from './follow-up.ts'
import type { ParkedPlace, PutAway } from './receipt-records.ts'
import type { Move, Records } from './records.ts'
import { flagAddress, settleLate } from './returned-post.ts'
import type { Rooms } from './rooms.ts'

/** What settling needs. */
export interface SettlePorts {
  rooms: Pick<Rooms, 'readReceipt' | 'pricing' | 'ladderOf'>
  records: Records
  now: () => Date
}

/** What became of a message from a channel. */
export type Settled = 'applied' | 'ignored' | 'parked' | 'quarantined' | 'known'

/** A message, and when it came: for that moment its signer is judged, however late it finds its letter. */
type Incoming = Pick<PutAway, 'raw' | 'receivedAt'>

/**
 * Settles one raw message. When it resolves, the message is stored durably and may be taken off the channel's list; it rejects only when our
 * own storage fails, and then the channel keeps it. A bad message never stands in the way of the next.
 */
export async function settle ({ rooms, records, now }: SettlePorts, raw: string, receivedAt = now()): Promise<Settled> {
  const incoming = { raw, receivedAt }
  const read = await rooms.readReceipt(raw, receivedAt).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code.startsWith('ERR_RECEIPT_') && error.code !== 'ERR_RECEIPT_UNAVAILABLE') return error
    throw error
  })
  if (read instanceof GatewayError) {
    const putAside = read.code === 'ERR_RECEIPT_UNDECIDED' ? parkUndecided : quarantineUnproved
    return records.inTurn(raw, () => putAside(records, incoming, read, now()))
  }
  const attempt = await records.attempts.byConversation(read.conversationId)
  if (attempt === undefined) return records.inTurn(read.conversationId, () => settleUnmatched(records, incoming, read, now()))
  return records.inTurn(attempt.letterId, async () => {
    const settled = await apply({ rooms, records }, incoming, read, attempt, now())
    if (settled === 'applied' && arrivals.has(read.kind)) await keepActual({ rooms, records }, attempt, read.occurredAt)
    if (settled === 'applied' && read.kind === 'returned-post') await flagAddress(records, read.conversationId, now())
    return settled
  })
}

/** What tells that a letter got there, which is when it is paid for. */
const arrivals: ReadonlySet<ReceiptKind> = new Set(['delivery', 'opening', 'returned-post'])

/** What a run over the parked messages came to. */
export interface ParkedRun {
  /** How many found their letter. */
  found: number
  /** Where the next run goes on; absent when this one came to the last message. */
  next?: ParkedPlace
  /** The first that could not be tried; those behind it were. */
  failure?: Error
}

const parkedPage = 500
// So many failures in a row are not the messages' fault.
const mostFailures = 10

/**
 * Tries parked messages again: their letter may have been restored or committed since.
 *
 * @param most after so many the run ends, and the next goes on behind them, so that those which never match keep nobody from their turn
 */
export async function settleParked (ports: SettlePorts, most: number, after?: ParkedPlace): Promise<ParkedRun> {
  const run: ParkedRun = { found: 0 }
  let [place, inARow] = [after, 0]
  for (let left = most; left > 0;) {
    const asked = Math.min(left, parkedPage)
    const page = await ports.records.receipts.parked(asked, place)
    for (const message of page) {
      place = message.place
      try {
        const settled = await settle(ports, message.open(), message.receivedAt)
        if (settled !== 'parked' && settled !== 'known') run.found += 1
        inARow = 0
      } catch (error) {
        run.failure ??= asError(error, 'Cannot try a parked receipt')
        inARow += 1
        if (inARow === mostFailures) return { ...run, next: place }
      }
    }
    if (page.length < asked) return run
    left -= page.length
  }
  return { ...run, ...place !== undefined && { next: place } }
}

async function quarantineUnproved (records: Records, incoming: Incoming, error: GatewayError, at: Date): Promise<Settled> {
  if (await records.receipts.seen(incoming.raw) !== undefined) return 'known'
  await records.receipts.putAway({ ...incoming, state: 'quarantined', why: error.code })
  await records.log({ type: 'receipt.quarantined', at, data: { code: error.code } })
  return 'quarantined'
}

/** Not proved and not disproved: it must not hold up the list, so it waits beside those that match no letter. */
async function parkUndecided (records: Records, incoming: Incoming, error: GatewayError, at: Date): Promise<Settled> {
  if (await records.receipts.seen(incoming.raw) !== undefined) return 'known'
  if (await records.receipts.isParked(incoming.raw)) return 'parked'
  await records.receipts.putAway({ ...incoming, state: 'parked', why: error.code })
  await records.log({ type: 'receipt.parked', at, data: { code: error.code } })
  return 'parked'
}

/** The same receipt in another message says nothing new, and is kept all the same before the channel lets go of it. */
async function repeat (records: Records, repeated: Omit<PutAway, 'state' | 'why'>): Promise<Settled> {
  await records.receipts.putAway({ ...repeated, state: 'ignored', why: 'repeat' })
  return 'known'
}

async function settleUnmatched (records: Records, incoming: Incoming, receipt: Receipt, at: Date): Promise<Settled> {
  const seen = await records.receipts.seen(incoming.raw, receipt)
  if (seen === 'message') return 'known'
  if (seen === 'receipt') return repeat(records, { ...incoming, receipt })
  return await settleLate(records, incoming, receipt, at) ?? park(records, incoming, receipt, at)
}

async function park (records: Records, incoming: Incoming, receipt: Receipt, at: Date): Promise<Settled> {
  if (await records.receipts.isParked(incoming.raw)) return 'parked'
  await records.receipts.putAway({ ...incoming, receipt, state: 'parked', why: 'no-such-conversation' })
  await records.log({ type: 'receipt.parked', at, data: { kind: receipt.kind } })
  return 'parked'
}

async function apply (ports: FollowUpPorts, incoming: Incoming, receipt: Receipt, before: Attempt, at: Date): Promise<Settled> {
  const { records } = ports
  // The letter is locked first: from here on nobody else writes to it or its attempts until we commit.
  const claim = await records.letters.lock(before.letterId)
  const seen = await records.receipts.seen(incoming.raw, receipt)
  if (seen === 'message') return 'known'
  const mine = { ...incoming, receipt, letterId: before.letterId, messageId: before.messageId }
  if (seen === 'receipt') return repeat(records, mine)
  const attempt = await records.attempts.byConversation(receipt.conversationId) ?? before
  const paper = await paperAfter(records, attempt)
  const result = settlement(receipt, claim.state, attempt, paper)
  const state = result.kind === 'apply' ? 'applied' : result.kind === 'ignore' ? 'ignored' : 'quarantined'
  await records.receipts.putAway({ ...mine, state, ...result.kind !== 'apply' && { why: result.why } })
  await write(ports, { claim, attempt, paper, receipt, result, at })
  return state
}

/** The attempt that follows this one. Only what was delivered is followed. */
async function paperAfter ({ attempts }: Records, { state, letterId, messageId }: Attempt): Promise<Attempt | undefined> {
  return state === 'delivered' ? (await attempts.ofLetter(letterId)).findLast(({ follows }) => follows === messageId) : undefined
}

/** What is written of a settled receipt. */
interface Writing extends Omit<Happening, 'result'> {
  result: Settlement
}

async function write (ports: FollowUpPorts, { result, ...writing }: Writing): Promise<void> {
  const { claim, attempt, receipt, at } = writing
  const { records } = ports
  const happened = { kind: receipt.kind, occurredAt: receipt.occurredAt.toISOString() }
  if (result.kind !== 'apply') {
    const type: EventType = result.kind === 'ignore' ? 'receipt.ignored' : 'receipt.quarantined'
    return records.log({ letterId: claim.letter.id, type, at, data: { ...happened, why: result.why } })
  }
  const { next, events, within } = await followUp(ports, { ...writing, result })
  const moveAttempt = async (): Promise<void> => {
    if (result.attempt !== undefined && result.attempt !== attempt.state) await records.attempts.move(attempt, result.attempt)
    if (result.attempt === 'delivered') await records.contents.drop([attempt.messageId])
    await within?.()
  }
  const data = { ...happened, fault: receipt.fault ?? null, notice: receipt.noticeChannel ?? null, ...saidOf(reasonCodesIn(receipt.detail ?? '')) }
  if (next === undefined) {
    // The letter stays where it is, with its reason and its next step.
    await moveAttempt()
    return records.log({ letterId: claim.letter.id, type: result.event, at, data })
  }
  await conclude(records, claim, {
    move: { at, next, ...result.letter !== undefined && arrivalOf(result.letter, attempt) },
    events: [{ type: result.event, data }, ...events],
    within: moveAttempt
  })
}

/** By which channel a letter arrived, or that it did not. */
function arrivalOf (state: LetterState, { channel }: Attempt): Pick<Move, 'state' | 'channel' | 'reason'> {
  return { state, channel, reason: state === 'held' ? reasonOf('ERR_DISPATCH_FAILED_LATER') : null }
}
