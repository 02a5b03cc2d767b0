// Something done again and again: at once while there is work, else when woken or after a while, and ever more rarely while it fails.
import { pause } from './pause.ts'

/** Settings of a loop. */
export interface LoopOptions {
  /** How long it waits when there is nothing to do, unless it is woken. */
  pollMs: number
  /** Told when it fails, once until it goes well again. */
  onError: (error: unknown) => void
  /** Told when it goes well again. */
  onRecovered: () => void
  /** From 0 to 1. Shortens the waits after failures by up to half, so that not all come back at the same moment. Default: not shortened. */
  random?: (() => number) | undefined
}

/** A running loop. */
export interface Loop {
  /** Has it look at once, or once more if it is looking. */
  wake: () => void
  /** Ends it, and waits for what is in hand. */
  stop: () => Promise<void>
}

// An outage must be over for everybody soon after it ends.
const longestPauseMs = 2_000

/** How long a loop waits after so many failures in a row, in milliseconds. `luck` from 0 to 1 takes up to half of it away. */
export function pauseAfter (failures: number, pollMs: number, luck = 0): number {
  return Math.min(pollMs * 2 ** Math.min(failures - 1, 10), longestPauseMs) * (1 - luck / 2)
}

/** Starts a loop. What fails is tried again; nobody wakes it then, for a busy neighbor would drive it without rest. */
export function startLoop (round: (stopping: AbortSignal) => Promise<'work' | 'nothing'>, options: LoopOptions): Loop {
  const stopping = new AbortController()
  let wakes = 0
  let rise = (): void => {}
  const once = (): Promise<'work' | 'nothing' | 'failed'> => round(stopping.signal).catch((error: unknown) => {
    if (failures === 0) options.onError(error)
    return 'failed' as const
  })
  let failures = 0
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const before = wakes
      const found = await once()
      if (found !== 'failed' && failures > 0) options.onRecovered()
      failures = found === 'failed' ? failures + 1 : 0
      if (found === 'failed') await pause(pauseAfter(failures, options.pollMs, options.random?.()), stopping.signal)
      // Who was woken while looking must look again: what it was woken for may have come too late to be seen.
      else if (found === 'nothing' && wakes === before) await sleep(options.pollMs, wakeUp => { rise = wakeUp })
    }
  }
  const ended = run()
  const wake = (): void => {
    wakes += 1
    rise()
  }
  return {
    wake,
    stop: async () => {
      stopping.abort()
      wake()
      await ended
    }
  }
}

/** Waits until the function it leaves is called, or the time is up. */
function sleep (ms: number, leave: (wakeUp: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    leave(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
