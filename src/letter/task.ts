// What a person has to look into. Nothing here may hold personal data: it is shown to operators and told to case systems.
import type { LetterId, OrganizationNumber } from './letter.ts'

/** All kinds, in the order they are shown. */
export const taskKinds = ['receipt-missing', 'receipt-unmatched', 'source-silent', 'ladder-stopped'] as const

/**
 * A hand-over whose receipt is overdue, a receipt that matches no letter, a case system that has sent nothing for longer than it used to, or a
 * delivered letter that nobody has opened and that should go on to paper, but cannot.
 */
export type TaskKind = typeof taskKinds[number]

/** A task as whoever finds its cause describes it. */
export interface NewTask {
  /** There is one open task of a kind and key. */
  key: string
  /** Null: nobody knows whose it is. */
  sender: OrganizationNumber | null
  letterId: LetterId | null
  /** What a person must know to begin: channel, receiver, since when. */
  data: Readonly<Record<string, string | number>>
}

/** A task as it is kept. */
export interface Task extends NewTask {
  id: string
  kind: TaskKind
  openedAt: Date
  /** When its cause was gone; null while it is open. */
  closedAt: Date | null
}
