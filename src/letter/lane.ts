import type { Channel } from './choice.ts'
import type { LetterClass, LetterId, OrganizationNumber } from './letter.ts'
import type { Step } from './letter-status.ts'

/** Letters of one sender and class that wait for the same queue. Lanes of a queue share its room. */
export interface Lane {
  /** As `queueOf` names it. */
  queue: string
  sender: OrganizationNumber
  class: LetterClass
  /** How many are in the queue, or being worked on. */
  inside: number
  /** How many are due and wait for room, as far as they were counted. */
  outside: number
}

/** A letter that has been let into the queue for its present round. */
export interface Admitted {
  letterId: LetterId
  step: Step
  /** Known from the route on. */
  channel: Channel | null
  sender: OrganizationNumber
  class: LetterClass
  /** The letter's count of scheduled steps. */
  round: number
}
