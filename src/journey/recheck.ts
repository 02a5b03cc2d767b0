// A letter whose recipient has changed: what was planned for it is called off, and its way is decided anew.
import type { Attempt } from '../letter/attempt.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { LetterId } from '../letter/letter.ts'
import type { AttemptState, LetterState } from '../letter/states.ts'
import { openAttempts } from './attempt-in-hand.ts'
import { conclude, type Conclusion } from './conclusion.ts'
import { firstStepAt } from './hand-over-time.ts'
import type { BareClaim, Claim, Records } from './records.ts'

/** Where news came from: a register's feed, our own second look before the hand-over, or another certificate that we sign with since. */
export type NewsFrom = 'contact-register' | 'population-register' | 'reread' | 'certificate'

/** States before the hand-over in which the recipient's facts count. */
const undecided: ReadonlySet<LetterState> = new Set<LetterState>(['received', 'addressed', 'routed', 'sealed'])

/** Of a hand-over in any other state nobody can be sure that it did not happen. */
const neverLeft: ReadonlySet<AttemptState> = new Set<AttemptState>(['planned', 'sealed', 'refused'])

/** What holds a letter for the recipient's sake, so that news of the recipient may help. Anything else is for the person who was told. */
const recipientCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'ERR_SEAL_ADDRESS', 'ERR_SEAL_TOO_LARGE', 'ERR_CRYPTO_CERTIFICATE', 'ERR_CRYPTO_REVOKED', 'ERR_DISPATCH_REFUSED', 'ERR_DISPATCH_FAILED_LATER'
])

/**
 * Sends a letter back to its lookup, whatever it waits for, unless it may have left us. A worker that has it in hand becomes stale. Gives
 * whether it was sent back. Safe to repeat.
 *
 * @throws {GatewayError} `ERR_STORE_KEY` if the letter cannot be opened
 */
export async function recheck (records: Records, letterId: LetterId, newsFrom: NewsFrom, at: Date): Promise<boolean> {
  return records.transaction(async () => {
    const claim = await records.letters.lock(letterId)
    if (!waitsForFacts(claim)) return false
    const attempts = openAttempts(await records.attempts.ofLetter(letterId))
    if (attempts.some(({ state }) => !neverLeft.has(state))) return false
    await conclude(records, claim, backToLookup(records, claim, attempts.at(-1), newsFrom, at))
    return true
  })
}

function waitsForFacts ({ state, reasonCode }: BareClaim): boolean {
  if (undecided.has(state)) return true
  if (reasonCode === null) return false
  if (state === 'held') return recipientCodes.has(reasonCode)
  // Rules have names of their own; what has a code is no rule.
  return state === 'needs_decision' && !reasonCode.startsWith('ERR_')
}

/** Back to the first step. An attempt that has not left is over, with the package made for it: it was sealed for facts that no longer hold. */
export function backToLookup (records: Pick<Records, 'attempts' | 'contents'>, claim: Claim, attempt: Attempt | undefined, newsFrom: NewsFrom, at: Date): Conclusion {
  const next = { step: 'lookup' as const, at: firstStepAt(claim.letter, at) }
  // Not decided yet: the register is only to be read after the news, not before.
  if (claim.state === 'received') return { move: { at, next }, events: [] }
  const called = attempt === undefined || attempt.state === 'refused' ? undefined : attempt
  return {
    move: { at, state: 'received', channel: null, reason: null, failures: 0, next },
    events: [
      { type: 'letter.rechecked', data: { from: newsFrom } },
      ...called === undefined ? [] : [{ type: 'attempt.called_off' as const, data: { ordinal: called.ordinal } }]
    ],
    within: async () => {
      if (called === undefined) return
      await records.attempts.move(called, 'refused')
      await records.contents.drop([called.messageId])
    }
  }
}
