import { cursorNumber } from '../cursor.ts'
import { callRegister, registerRows, type RegisterOptions } from '../register-call.ts'
import type { ChangeFeed } from '../registers.ts'
import { eventsPath, lastEventPath, readEvents, readLastEvent } from './events/wire.ts'

/**
 * Makes the change feed of *Folkeregisteret*: its event list (*hendelsesliste*).
 *
 * The cursor is the number of the last event read; the register is asked from the one after it. Nothing but the number of the person is taken
 * from an event: what changed is looked up.
 *
 * @see registries.md §2.6
 */
export function createEventFeed (options: RegisterOptions): ChangeFeed {
  const ask = (path: string): Promise<unknown> => callRegister(registerRows.folkeregisteret, options, { path })
  return {
    async latest () {
      return String(readLastEvent(await ask(lastEventPath)))
    },
    async changes (after) {
      const read = cursorNumber(after)
      const { people, last = read, isFull } = readEvents(await ask(eventsPath(read + 1)))
      return last > read ? { people, next: String(last), isMore: isFull } : { people: [], next: after, isMore: false }
    }
  }
}
