// Room for letters that are handed over without a turn in the queue.
import type { Channel } from '../letter/choice.ts'

/** Where a process has room for letters that are handed over without a turn in the queue, by channel: one that is slow fills its own and no more. */
export interface Onward {
  /** Takes a place and gives the function that leaves it; undefined while there is none, or the channel is in trouble. */
  enter: (channel: Channel) => (() => void) | undefined
}

/** Makes such room: so many letters a channel. */
export function createOnward (most: number, isWell: (channel: Channel) => boolean): Onward {
  const inside = new Map<Channel, number>()
  const count = (channel: Channel, change: number): void => { inside.set(channel, (inside.get(channel) ?? 0) + change) }
  return {
    enter: channel => {
      if ((inside.get(channel) ?? 0) >= most || !isWell(channel)) return undefined
      count(channel, 1)
      return () => { count(channel, -1) }
    }
  }
}
