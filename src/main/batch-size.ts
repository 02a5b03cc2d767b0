import type { BreakerState } from '../dispatch/breakers.ts'
import { channels, type Channel } from '../letter/choice.ts'
import { queueOf, stepOf } from '../queue/jobs.ts'

/**
 * How many letters a worker takes at once, by step. A register call serves up to a thousand people, but what a worker has in hand when it dies
 * waits half a minute: so few enough to be through in a second or two.
 */
export const batchSizes = { lookup: 100, seal: 20, send: 20, follow: 50, ladder: 200 }

/**
 * How many letters a worker takes from a queue now: none for a channel that rests, so that other workers, who may reach it, get them; one to try it
 * when it has rested.
 */
export function batchSize (queue: string, breakerOf: (channel: Channel) => BreakerState): number {
  const channel = channels.find(one => queue === queueOf('send', one))
  const kind = channel === undefined ? 'closed' : breakerOf(channel).kind
  return kind === 'resting' ? 0 : kind === 'probing' ? 1 : batchSizes[stepOf(queue)]
}
