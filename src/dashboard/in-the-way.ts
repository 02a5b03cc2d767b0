import { obstacleTo } from '../journey/may-act.ts'
import type { Act } from '../letter/act.ts'
import type { LetterStatus } from '../letter/letter-status.ts'
import type { View } from './view.ts'

/** Names what stands in the way of an act, as the gateway's own message does; undefined if nothing does any more. */
export function inTheWay (act: Act, { state, attempts }: LetterStatus, view: View): string | undefined {
  const { hands: words, shared, story } = view.messages
  const obstacle = obstacleTo(act, state, attempts)
  if (obstacle === undefined) return undefined
  const { attempt } = obstacle
  if (attempt === undefined) return words.inState(shared.states[state])
  const why = words.inDoubt(shared.states[state], words.handOver(attempt.ordinal, story.attemptStates[attempt.state]))
  return attempt.state === 'delivered' ? why : `${why} ${words.awaitReceipt}`
}
