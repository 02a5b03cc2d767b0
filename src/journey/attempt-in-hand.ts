import type { Attempt } from '../letter/attempt.ts'
import type { SendChoice } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Records } from './records.ts'

/**
 * The attempt a letter is on, and the choice it was made for.
 *
 * @throws {RangeError} if there is none: a letter past its route always has both
 */
export async function attemptInHand (records: Pick<Records, 'attempts' | 'decisions'>, letterId: LetterId): Promise<{ attempt: Attempt, choice: SendChoice }> {
  const attempt = (await records.attempts.ofLetter(letterId)).at(-1)
  const choice = (await records.decisions.latest(letterId))?.choice
  if (attempt === undefined || choice === undefined || choice.kind === 'stop') throw new RangeError('Cannot go on: the letter has no attempt in hand')
  return { attempt, choice }
}
