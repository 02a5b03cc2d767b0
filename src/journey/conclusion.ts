// What a step came to, and how that is written: letter, its next step, event and acknowledged job in one transaction.
import type { Channel } from '../letter/choice.ts'
import { GatewayError, isRetryable, toGatewayError } from '../letter/gateway-error.ts'
import type { EventType, NewEvent } from '../letter/event.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { Reason, Step } from '../letter/letter-status.ts'
import { reasonOf } from '../letter/reason-sentences.ts'
import type { LetterState } from '../letter/states.ts'
import type { BareClaim, Move, Records } from './records.ts'

/** What a step came to. */
export interface Conclusion {
  move: Move
  events: { type: EventType, data?: NewEvent['data'] }[]
  /** Further writes that belong to the same transaction. */
  within?: () => Promise<void>
}

/** The job a conclusion ends. */
export interface Ticket {
  letterId: string
  /** Ends the job, inside the transaction around the call. */
  acknowledge: () => Promise<void>
}

/** How long a letter may wait in one state before a person is asked, in milliseconds. */
export const deadlineMs = 72 * 60 * 60 * 1000

/** Shortest and longest back-off, in milliseconds. */
export const backOff = { firstMs: 2_000, longestMs: 15 * 60 * 1000 }

/**
 * Writes a conclusion. The claim number is checked in the same statement that moves the letter, so a worker that was overtaken changes
 * nothing at all.
 *
 * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` or `ERR_STORE_MOVE`
 */
export async function conclude (records: Records, claim: BareClaim, conclusion: Conclusion, ticket?: Ticket): Promise<void> {
  const { move, events, within } = conclusion
  await records.transaction(async () => {
    await records.letters.advance(claim, move)
    await within?.()
    for (const { type, data } of events) await records.log({ letterId: claim.letter.id, type, at: move.at, data: data ?? {} })
    await ticket?.acknowledge()
  })
}

/** When to try again after so many failures in a row: doubling, capped, with a jitter of one half so that a crowd spreads out. */
export function tryAgainAt (failures: number, now: Date, random: () => number, notBefore?: Date): Date {
  const full = Math.min(backOff.firstMs * 2 ** Math.min(failures, 20), backOff.longestMs)
  const at = now.getTime() + full / 2 + random() * full / 2
  return new Date(Math.max(at, notBefore?.getTime() ?? 0))
}

/** What a failed step comes to: another try later, or a letter held for a person. One that has arrived is tried for as long as it takes. */
export function afterFailure (claim: BareClaim, step: Step, failure: unknown, now: Date, random: () => number): Conclusion {
  const error = toGatewayError(failure, 'ERR_HTTP_INTERNAL', `Cannot finish the step ${step}: an unexpected failure`)
  const hasArrived = arrived.has(claim.state)
  const overdue = now.getTime() - claim.since.getTime() > deadlineMs
  if (!hasArrived && (overdue || !isRetryable(error))) return hold(overdue && isRetryable(error) ? 'ERR_QUEUE_DEADLINE' : error.code, now)
  const at = tryAgainAt(claim.failures, now, random, error.notBefore)
  return {
    move: { at: now, reason: reasonOf(error.code), failures: claim.failures + 1, next: { step, at } },
    // Told once a reason, not once a try.
    events: claim.reasonCode === error.code ? [] : [{ type: 'letter.waiting', data: { step, code: error.code } }]
  }
}

/** A letter that stops for a person. */
export function hold (code: ErrorCode, now: Date): Conclusion {
  return {
    move: { at: now, state: 'held', reason: reasonOf(code), failures: 0, next: null },
    events: [{ type: 'letter.held', data: { code } }]
  }
}

/** A letter that was delivered digitally, and goes no further. Where paper was planned, it is that no more. */
export function staysDelivered (reason: Reason, at: Date, told: { channel?: Channel, data?: NewEvent['data'] } = {}): Conclusion {
  const { channel, data } = told
  return {
    move: { at, state: 'delivered', reason, failures: 0, next: null, ...channel !== undefined && { channel } },
    events: [{ type: 'ladder.stopped', data: { rule: reason.code, ...data } }]
  }
}

/** States that nothing takes a letter out of for want of a register, a key or a worker: it arrived. */
const arrived: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned'])

/** A letter that nobody can go on with: it stops for a person, or, if it has arrived, it stays where it is and goes no further. */
export function setDown (claim: BareClaim, code: ErrorCode, now: Date): Conclusion {
  if (claim.state === 'delivered') return staysDelivered(reasonOf(code), now)
  return arrived.has(claim.state) ? { move: { at: now, reason: reasonOf(code), failures: 0, next: null }, events: [] } : hold(code, now)
}

/** Tells whether a write failed only because somebody newer holds the letter. */
export function isStale (error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'ERR_STORE_STALE_CLAIM'
}
