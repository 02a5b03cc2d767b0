// Letters of actions that fail in a way nobody has a name for: each is tried more and more seldom, and at last no more. Known to this process only.
import type { LetterId } from '../letter/letter.ts'
import { plannedWaitMs } from './back-off.ts'
import { mostSurprises } from './conclusion.ts'

/** What is known of such letters. */
export interface Surprises {
  /** Letters of an action that are not to be tried yet. */
  resting: (actionId: string) => LetterId[]
  /** Counts one more failure of a letter; true if it has had as many as a letter may have. */
  isLast: (actionId: string, letterId: LetterId) => boolean
  /** Forgets all actions but these. */
  keepOnly: (actionIds: readonly string[]) => void
}

/** Begins with none. */
export function createSurprises (now: () => Date): Surprises {
  const known = new Map<string, Map<LetterId, { failures: number, nextAt: number }>>()
  return {
    resting: actionId => [...known.get(actionId) ?? []].filter(([, { nextAt }]) => nextAt > now().getTime()).map(([letterId]) => letterId),
    isLast: (actionId, letterId) => {
      const ofAction = known.get(actionId) ?? new Map<LetterId, { failures: number, nextAt: number }>()
      const before = ofAction.get(letterId)?.failures ?? 0
      known.set(actionId, ofAction.set(letterId, { failures: before + 1, nextAt: now().getTime() + plannedWaitMs('gateway', before) }))
      return before + 1 >= mostSurprises
    },
    keepOnly: actionIds => {
      for (const actionId of known.keys()) if (!actionIds.includes(actionId)) known.delete(actionId)
    }
  }
}
