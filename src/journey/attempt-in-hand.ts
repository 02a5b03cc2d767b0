import type { Attempt } from '../letter/attempt.ts'
import type { SendChoice } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Reason } from '../letter/letter-status.ts'
import type { Records } from './records.ts'

/** What a letter past its route is on. */
export interface InHand {
  attempt: Attempt
  choice: SendChoice
  /** Why it goes this way. Told again when a step succeeds that had to wait for a while. */
  reason: Reason
}

/**
 * The attempt a letter is on, and the choice it was made for.
 *
 * @throws {RangeError} if there is none: a letter past its route always has both
 */
export async function attemptInHand (records: Pick<Records, 'attempts' | 'decisions'>, letterId: LetterId): Promise<InHand> {
  const attempt = (await records.attempts.ofLetter(letterId)).at(-1)
  const decision = await records.decisions.latest(letterId)
  if (attempt === undefined || decision === undefined || decision.choice.kind === 'stop') throw new RangeError('Cannot go on: the letter has no attempt in hand')
  return { attempt, choice: decision.choice, reason: { code: decision.rule, sentence: decision.sentence } }
}

/** The attempt a letter was delivered by, which whatever is tried afterwards follows. */
export function deliveredOf (attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(({ state, follows }) => state === 'delivered' && follows === undefined)
}

/** The attempts whose end matters to what may be done next: all but the one a letter was delivered by before it went on to paper. */
export function openAttempts (attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(({ messageId }) => !attempts.some(({ follows }) => follows === messageId))
}
