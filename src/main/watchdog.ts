// A loop without an end in the work on one letter must not keep a process, and all it has in hand, for ever.
import { url as inspectorUrl } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { WatchOrder } from './watchdog-thread.ts'

/** So long may the event loop stand still, in milliseconds: longer than anything that ends by itself. */
const longestMs = 75_000

/**
 * Has a thread beside this one end the process (SIGKILL) when its event loop has not turned for too long. Its supervisor starts it again, the letters
 * it had in hand go to others, and one that ends its workers time and again is held. A process that was suspended as a whole is not meant, nor one
 * that somebody steps through. Gives the function that stops the watch.
 */
export function startWatchdog (limitMs = longestMs): () => Promise<void> {
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const turn = setInterval(() => { if (inspectorUrl() === undefined) Atomics.add(turns, 0, 1); else Atomics.store(turns, 0, -1) }, limitMs / 15)
  turn.unref()
  const thread = new Worker(new URL('watchdog-thread.ts', import.meta.url))
  thread.unref()
  const order: WatchOrder = { turns, limitMs }
  thread.postMessage(order)
  return async () => {
    clearInterval(turn)
    await thread.terminate()
  }
}
