// What may be done with a letter by hand. Pure: the state of the letter and its hand-overs decide, and nothing else.
import { acts, type Act, type Obstacle, type Selection, type Tried } from '../letter/act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { AttemptState, LetterState } from '../letter/states.ts'
import { openAttempts } from './attempt-in-hand.ts'
import type { BareClaim } from './records.ts'

/** From where each act can start. What is delivered or at its end is nobody's to stop, and only what came back is sent anew from there. */
const startsFrom: Readonly<Record<Act, ReadonlySet<LetterState>>> = {
  hold: new Set(['received', 'addressed', 'routed', 'sealed', 'needs_decision']),
  release: new Set(['held', 'needs_decision']),
  withdraw: new Set(['received', 'addressed', 'routed', 'sealed', 'held', 'needs_decision']),
  resend: new Set(['held', 'returned']),
  redirect: new Set(['received', 'addressed', 'routed', 'sealed', 'held', 'needs_decision', 'returned'])
}

/** Of a hand-over in any other state nobody can be sure that it did not happen. */
const neverLeft: ReadonlySet<AttemptState> = new Set<AttemptState>(['planned', 'sealed', 'refused'])

/**
 * What stands in the way of an act, or undefined when it may be done.
 *
 * A hand-over that may have happened stands in the way of everything but the release of a held letter, which then goes on to ask about that
 * very hand-over. One that did happen stands in the way of a withdrawal for ever: the recipient has the letter.
 */
export function obstacleTo (act: Act, state: LetterState, attempts: readonly Tried[]): Obstacle | undefined {
  if (!startsFrom[act].has(state)) return { state }
  if (act === 'resend' && attempts.length === 0) return { state }
  const counting = act === 'withdraw' ? attempts : openAttempts(attempts)
  const gone = counting.find(attempt => !neverLeft.has(attempt.state))
  if (gone === undefined || (act === 'release' && state === 'held' && gone.state !== 'delivered')) return undefined
  return { state, attempt: { ordinal: gone.ordinal, state: gone.state } }
}

/** Whether a letter still is what a selection says of it. Sender, class, batch, reference and acceptance never change, and are not asked for. */
export function isStillSelected (
  { state, channel, reasonCode }: Selection, letter: Pick<BareClaim, 'state' | 'channel' | 'reasonCode'>
): boolean {
  return (state === undefined || state === letter.state) && (channel === undefined || channel === (letter.channel ?? 'none'))
    && (reasonCode === undefined || reasonCode === letter.reasonCode)
}

/** The acts that nothing stands in the way of. */
export function possibleActs (state: LetterState, attempts: readonly Tried[]): Act[] {
  return acts.filter(act => obstacleTo(act, state, attempts) === undefined)
}

/** The refusal that names what stands in the way. */
export function refusalOf (act: Act, { state, attempt }: Obstacle): GatewayError {
  if (attempt === undefined) return new GatewayError('ERR_ACTION_STATE', `Cannot ${act} the letter: it is ${state}`)
  return new GatewayError('ERR_ACTION_IN_DOUBT', `Cannot ${act} the letter: it is ${state}, and hand-over ${attempt.ordinal} is ${attempt.state}`)
}

/** The hand-over that a released letter must ask about before anything else is done with it. */
export function toBeSettled<Found extends Tried> (attempts: readonly Found[]): Found | undefined {
  return openAttempts(attempts).find(({ state }) => !neverLeft.has(state))
}
