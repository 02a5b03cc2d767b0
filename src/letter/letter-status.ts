import type { Attempt } from './attempt.ts'
import type { Channel, Sentence } from './choice.ts'
import type { LetterClass, LetterId, OrganizationNumber } from './letter.ts'
import type { LetterState } from './states.ts'

/** What the queue can do with a letter. `follow` asks the channel how a hand-over went on, `ladder` whether a delivered letter goes on to paper. */
export type Step = 'lookup' | 'seal' | 'send' | 'follow' | 'ladder'

/** Why a letter is where it is: a rule id or an error code, with a sentence for people. */
export interface Reason {
  code: string
  sentence: Sentence
}

/** What may be told of a letter to those who may see it: no recipient, no address, no text of its own. */
export interface LetterStatus {
  id: LetterId
  sender: OrganizationNumber
  reference: string
  class: LetterClass
  state: LetterState
  reason: Reason | null
  channel: Channel | null
  acceptedAt: Date
  changedAt: Date
  attempts: Attempt[]
  /** By when it was to be handed over, and when it was told that it was not; absent without a deadline. */
  deadline?: { by: Date, missedAt: Date | null }
  /** What happens next by itself, and not before when. */
  next: { step: Step, at: Date } | null
}
