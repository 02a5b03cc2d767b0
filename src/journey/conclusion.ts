// What a step came to, and how that is written: letter, its next step, event and acknowledged job in one transaction.
import type { Channel } from '../letter/choice.ts'
import { GatewayError, isRetryable, toGatewayError } from '../letter/gateway-error.ts'
import type { EventType, NewEvent } from '../letter/event.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { Reason, Step } from '../letter/letter-status.ts'
import { reasonOf } from '../letter/reason-sentences.ts'
import type { LetterState } from '../letter/states.ts'
import type { InHand } from './attempt-in-hand.ts'
import { troubleOf, tryAgainAt } from './back-off.ts'
import type { BareClaim, Move, Records } from './records.ts'

/** What a step came to. */
export interface Conclusion {
  move: Move
  events: { type: EventType, data?: NewEvent['data'] }[]
  /** Further writes that belong to the same transaction. */
  within?: () => Promise<void>
  /** What the letter is on after it, where its next step may be taken at once. */
  hand?: InHand
  /** Called when all of it is written. */
  written?: () => void
}

/** The job a conclusion ends. */
export interface Ticket {
  letterId: string
  /** The round of the letter that it was made for, where it is known. */
  round?: number
  /** Ends the job, inside the transaction around the call. */
  acknowledge: () => Promise<void>
}

/**
 * Writes a conclusion. The claim number is checked in the same statement that moves the letter, so a worker that was overtaken changes
 * nothing at all.
 *
 * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` or `ERR_STORE_MOVE`
 */
export async function conclude (records: Records, claim: BareClaim, conclusion: Conclusion, ticket?: Ticket): Promise<void> {
  const { move, events, within } = conclusion
  await records.shared(async () => {
    await records.letters.advance(claim, move)
    await within?.()
    await allOf(events.map(({ type, data }) => records.log({ letterId: claim.letter.id, type, at: move.at, data: data ?? {} })))
    await ticket?.acknowledge()
  })
}

/** Waits for all of them, and only then fails with the first that failed: none may write when the transaction is over. */
export async function allOf (writes: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

/** So often in a row may a letter fail in a way that nobody has a name for: then it is ours to look at. It takes some twenty minutes. */
export const mostSurprises = 25

const surprise: ErrorCode = 'ERR_HTTP_INTERNAL'

/** What a failed step comes to: another try later, or a letter held for a person. One that has arrived is tried for as long as it takes. */
export function afterFailure (claim: BareClaim, step: Step, failure: unknown, now: Date, random: () => number): Conclusion {
  const error = named(failure, step)
  const isHopeless = !isRetryable(error) || (error.code === surprise && failuresOf(claim, error) + 1 >= mostSurprises)
  return !arrived.has(claim.state) && isHopeless ? hold(error.code, now) : tryAgain(claim, step, error, now, random)
}

/** Another try later, whatever failed. */
export function tryAgain (claim: BareClaim, step: Step, failure: unknown, now: Date, random: () => number): Conclusion {
  const error = named(failure, step)
  if (error.code === 'ERR_DISPATCH_RESTING') return wait(claim, step, error.notBefore ?? now, error.code, now)
  const failures = failuresOf(claim, error)
  const at = tryAgainAt(troubleOf(error.code, claim.channel), failures, now, random, error.notBefore)
  return {
    move: { at: now, reason: reasonOf(error.code), failures: failures + 1, next: { step, at } },
    events: waiting(claim, step, error.code)
  }
}

function named (failure: unknown, step: Step): GatewayError {
  return toGatewayError(failure, surprise, `Cannot finish the step ${step}: an unexpected failure`)
}

/** Waiting for a register is no surprise: those count from the first of their own. */
function failuresOf (claim: BareClaim, { code }: GatewayError): number {
  return code === surprise && claim.reasonCode !== surprise ? 0 : claim.failures
}

/** A letter that waits for no failure of its own: nothing was tried, so it costs no try. */
export function wait (claim: BareClaim, step: Step, until: Date, code: ErrorCode, now: Date): Conclusion {
  return { move: { at: now, reason: reasonOf(code), next: { step, at: until } }, events: waiting(claim, step, code) }
}

/** Told once a reason, not once a try. */
function waiting ({ reasonCode }: BareClaim, step: Step, code: ErrorCode): Conclusion['events'] {
  return reasonCode === code ? [] : [{ type: 'letter.waiting', data: { step, code } }]
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
