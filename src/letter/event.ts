import type { LetterId } from './letter.ts'

/** Everything the one log tells of. Names are part of the API: added to, never renamed. */
export type EventType =
  | 'letter.received' | 'letter.addressed' | 'letter.routed' | 'letter.sealed' | 'letter.dispatched' | 'letter.forwarded'
  | 'letter.delivered' | 'letter.opened' | 'letter.returned' | 'letter.held' | 'letter.needs_decision' | 'letter.undeliverable' | 'letter.withdrawn'
  | 'letter.decided' | 'letter.released' | 'letter.resent' | 'letter.redirected'
  | 'letter.scheduled' | 'deadline.at_risk' | 'deadline.missed' | 'quiet_hours.ignored'
  | 'sending.paused' | 'sending.resumed'
  | 'letter.waiting' | 'letter.rechecked' | 'attempt.uncertain' | 'attempt.refused' | 'attempt.called_off'
  | 'print.accepted' | 'notification.failed' | 'receipt.ignored' | 'receipt.missing' | 'receipt.parked' | 'receipt.quarantined'
  | 'access.gained' | 'access.disputed' | 'ladder.print' | 'ladder.stopped' | 'ladder.crossed'
  | 'recipient.read'

/** What happened, to which letter, when. `data` holds ids, codes and counts only: never a number, name, address, title or text. */
export interface NewEvent {
  /** Absent for a receipt that matches no letter, and where recipients of no letter are read of. */
  letterId?: LetterId
  type: EventType
  at: Date
  data: Record<string, string | number | boolean | null>
}

/** A logged event. `number` counts 1, 2, 3 … without gaps over all letters. */
export interface LoggedEvent extends NewEvent {
  number: number
}
