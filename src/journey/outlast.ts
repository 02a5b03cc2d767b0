// A database that is away or full for a moment: who holds letters waits for it, instead of leaving them to be missed.
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { isStoreShut } from '../letter/gateway-error.ts'

const pauseMs = 300
/** Of whom the queue has heard nothing for so long, it has given the letters to others. */
const longestMs = 60_000

/**
 * Does a write again as long as it fails only because the database does not answer or has no room, for a minute at most. A commit whose answer was
 * lost is written a second time, so the write must be a claim, which the second takes anew, or one that a claim guards: then the second is stale.
 *
 * @param stopping once it is aborted, the next failure is the last
 */
export async function outlast<T> (write: () => Promise<T>, stopping?: AbortSignal): Promise<T> {
  const end = performance.now() + longestMs
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!isStoreShut(error) || performance.now() > end || stopping?.aborted === true) throw error
      // A worker that stops need not wait: one last try, and out.
      await setTimeout(pauseMs, undefined, stopping === undefined ? {} : { signal: stopping }).catch(() => {})
    }
  }
}
