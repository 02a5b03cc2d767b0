import type { Channel } from './choice.ts'
import type { LetterClass, OrganizationNumber } from './letter.ts'

/** Which letters a pause stops: those that match everything it names. One that names nothing stops all. */
export interface PauseScope {
  channel: Channel | null
  sender: OrganizationNumber | null
  class: LetterClass | null
}

/** Sending stopped for some letters, by a person or because a channel asked to be left alone. Costs them no try. */
export interface Pause extends PauseScope {
  id: string
  kind: 'person' | 'channel'
  /** A person's own words, or the code of what the channel said. No personal data. */
  reason: string
  /** The person who asked for it; null where a channel did. */
  by: string | null
  since: Date
  /** Null: until a person resumes. */
  until: Date | null
  /** Absent while it is in force. */
  ended?: PauseEnd
}

/** Whether pauses are in force, or over. */
export const pauseStates = ['in-force', 'ended'] as const

/** One of them. */
export type PauseState = typeof pauseStates[number]

/** How a pause ended. */
export interface PauseEnd {
  at: Date
  /** Both null where its time was up; `reason` also where it ended before reasons were kept. */
  by: string | null
  reason: string | null
}

/** Tells whether a pause stops what is described. A pause of a channel stops only hand-overs by it: before the route nobody knows the channel. */
export function isPaused (pause: PauseScope, { channel, sender, class: letterClass }: PauseScope): boolean {
  return (pause.channel === null || pause.channel === channel)
    && (pause.sender === null || pause.sender === sender)
    && (pause.class === null || pause.class === letterClass)
}
