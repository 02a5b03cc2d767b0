import type { Channel } from './choice.ts'
import type { LetterClass, OrganizationNumber } from './letter.ts'

/** How much waits for a way out, and when it will be gone. */
export interface LaneOutlook {
  /** Null: all ways together, with the letters that have none yet. */
  channel: Channel | null
  /** That might leave now. */
  waiting: number
  /** Whose own time, or the end of quiet hours, comes within a day. */
  soon: number
  /** Hand-overs a minute lately. */
  perMinute: number
  /** When both are gone, at that pace, after the pauses in force; null where nothing left lately, or somebody must resume first: nobody knows. */
  finishesAt: Date | null
}

/** How a run that was told of goes. */
export interface WindowOutlook {
  id: string
  sender: OrganizationNumber
  class: LetterClass | null
  from: Date
  to: Date
  /** As the sender told. */
  expected: number
  /** Handed in so far, from `from` to `to`. */
  accepted: number
  /** Of the sender and class, whenever handed in, those whose time comes within a day too. */
  waiting: number
  /** When the last of them will have left, if all come that were told of and all who wait share the pace alike; null where nobody knows. */
  finishesAt: Date | null
}

/** What is ahead: what waits, what was told of, and the pace of late. */
export interface Outlook {
  at: Date
  lanes: readonly LaneOutlook[]
  windows: readonly WindowOutlook[]
}
