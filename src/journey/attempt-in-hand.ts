import type { Attempt } from '../letter/attempt.ts'
import type { SendChoice } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Reason } from '../letter/letter-status.ts'
import type { Records } from './records.ts'

/** What a letter past its route is on. */
export interface InHand {
  attempt: Attempt
  choice: SendChoice
  /** The letter lies in a mailbox already: paper is all there is left to choose. */
  isOnPaper: boolean
  /** Why it goes this way. Told again when a step succeeds that had to wait for a while. */
  reason: Reason
  /** When the facts were read that the choice rests on, where that is known without asking. */
  factsReadAt?: Date
  /** The sealed package, where it is at hand: what is stored, byte for byte. */
  packed?: Uint8Array
}

/** Gives what a letter is on. */
export type Hands = (letterId: LetterId) => Promise<InHand>

/**
 * Reads, once for all of them, the attempts that letters are on and the choices these were made for.
 *
 * @throws {RangeError} on asking for a letter that has none: past its route it always has both
 */
export async function findHands (records: Pick<Records, 'attempts' | 'decisions'>, letterIds: readonly LetterId[]): Promise<Hands> {
  const attempts = await records.attempts.ofLetters(letterIds)
  const decisions = await records.decisions.latestOf(letterIds)
  return async letterId => {
    const all = attempts.get(letterId) ?? []
    const attempt = all.at(-1)
    const decision = await decisions.get(letterId)?.()
    if (attempt === undefined || decision === undefined || decision.choice.kind === 'stop') throw new RangeError('Cannot go on: the letter has no attempt in hand')
    return { attempt, choice: decision.choice, isOnPaper: inMailbox(all) !== undefined, reason: { code: decision.rule, sentence: decision.sentence } }
  }
}

/** The attempt a letter was delivered by, which whatever is tried afterwards follows. */
export function deliveredOf (attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.find(({ state, follows }) => state === 'delivered' && follows === undefined)
}

/** The attempt a letter lies in a mailbox by. One on paper that is tried anew has come back. */
export function inMailbox (attempts: readonly Attempt[]): Attempt | undefined {
  const delivered = deliveredOf(attempts)
  return delivered?.channel === 'print' ? undefined : delivered
}

/**
 * The attempts whose end matters to what may be done next: all but the one a letter was delivered by before it went on, and, of a letter that
 * is not at its end, one on paper that came back.
 */
export function openAttempts<Tried extends Pick<Attempt, 'messageId' | 'follows' | 'state' | 'channel'>> (attempts: readonly Tried[]): Tried[] {
  return attempts.filter(({ messageId, follows, state, channel }) =>
    !attempts.some(later => later.follows === messageId) && !(state === 'delivered' && channel === 'print' && follows === undefined))
}
