import type { Letter } from '../letter/letter.ts'
import type { Step } from '../letter/letter-status.ts'
import type { Onward } from './onward.ts'
import type { Records } from './records.ts'
import type { Rooms } from './rooms.ts'

/** What carrying needs. */
export interface CarryPorts {
  rooms: Rooms
  records: Records
  now: () => Date
  newId: () => string
  /** Facts older than this are read again before the first send, in milliseconds; 0: always. */
  registerMaxAgeMs: number
  /** A number from 0 up to 1, for spreading back-offs. */
  random: () => number
  /** Room for letters whose hand-over is begun by who sealed them. Absent: each waits for its turn in the queue. */
  onward?: Onward
  /** Told of a write that came too late. Nothing else is to be done. */
  onStale: (step: Step) => void
  /** Told of a letter that was handed over, and how many seconds after it was to leave. */
  onHandedOver: (letter: Pick<Letter, 'class'>, afterSeconds: number) => void
  /** Told of a letter that was set down because work on it ended the process several times. */
  onSetAside: (step: Step) => void
  /** Told of a failure no room had a name for. The letter waits and is tried again. */
  onUnexpected: (error: unknown, step: Step) => void
}
