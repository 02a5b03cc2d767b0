// The loops that take jobs and hand them to the journey. One loop a queue, so that a slow channel holds up only itself.
import type { Step } from '../letter/letter-status.ts'
import { stepOf } from './jobs.ts'
import { pause } from './pause.ts'
import type { FetchedJob, Queue } from './queue.ts'

/**
 * Work on some letters that wait for the same step. Never rejects for the sake of one letter. Once `stopping` is aborted it begins nothing,
 * and hands back to the queue what is not begun.
 */
export type Carry = (step: Step, jobs: readonly FetchedJob[], stopping: AbortSignal) => Promise<void>

/** Settings of the loops. */
export interface WorkerOptions {
  queues: readonly string[]
  /** Jobs taken at once. */
  batchSize: (step: Step) => number
  /** How long an idle loop waits before it looks again, unless it is woken. */
  pollMs: number
  /** Told when jobs cannot be taken or a whole batch failed, once until it goes well again. The jobs come back by themselves. */
  onError: (error: unknown, queue: string) => void
  /** Told when it goes well again. */
  onRecovered: (queue: string) => void
}

/** Running loops. */
export interface Workers {
  /** Lets idle loops look at once. */
  wake: () => void
  /** Stops taking jobs, hands back those not begun, and waits for those in hand. */
  stop: () => Promise<void>
}

const touchEveryMs = 10_000
// An outage must be over for everybody soon after it ends.
const longestPauseMs = 5_000

/** How long a loop waits after so many failures in a row, in milliseconds. */
export function pauseAfter (failures: number, pollMs: number): number {
  return Math.min(pollMs * 2 ** Math.min(failures - 1, 10), longestPauseMs)
}

/** Starts a loop for each queue. */
export function startWorkers (queue: Queue, carry: Carry, options: WorkerOptions): Workers {
  const sleepers = new Set<() => void>()
  const stopping = new AbortController()
  let wakes = 0
  const wake = (): void => {
    wakes += 1
    for (const rise of [...sleepers]) rise()
  }
  const loop = async (name: string): Promise<void> => {
    let failures = 0
    while (!stopping.signal.aborted) {
      const before = wakes
      const found = await workOnce(queue, name, carry, options, stopping.signal).catch((error: unknown) => {
        if (failures === 0) options.onError(error, name)
        return 'failed'
      })
      if (found !== 'failed' && failures > 0) options.onRecovered(name)
      failures = found === 'failed' ? failures + 1 : 0
      // Nobody wakes who fails: a busy queue would otherwise drive the loop of a broken one.
      if (found === 'failed') await pause(pauseAfter(failures, options.pollMs), stopping.signal)
      else if (found === 'work') wake()
      // Who was woken while looking must look again: what it was woken for may have come too late to be seen.
      else if (wakes === before) await sleep(sleepers, options.pollMs)
    }
  }
  const ended = Promise.all(options.queues.map(loop))
  return {
    wake,
    stop: async () => {
      stopping.abort()
      wake()
      await ended
    }
  }
}

/** Waits until somebody calls the function left in `sleepers`, or the time is up. */
function sleep (sleepers: Set<() => void>, ms: number): Promise<void> {
  return new Promise(resolve => {
    const rise = (): void => {
      clearTimeout(timer)
      sleepers.delete(rise)
      resolve()
    }
    const timer = setTimeout(rise, ms)
    sleepers.add(rise)
  })
}

async function workOnce (queue: Queue, name: string, carry: Carry, options: WorkerOptions, stopping: AbortSignal): Promise<'work' | 'nothing'> {
  const step = stepOf(name)
  const jobs = await queue.fetch(name, options.batchSize(step))
  if (jobs.length === 0) return 'nothing'
  const beat = setInterval(() => { for (const job of jobs) job.touch().catch(() => {}) }, touchEveryMs)
  const onError = (error: unknown): void => { options.onError(error, name) }
  await carryAll((some: readonly FetchedJob[]) => carry(step, some, stopping), jobs, stopping, onError).finally(() => { clearInterval(beat) })
  return 'work'
}

/** One of those that came back may have ended its worker. Each goes by itself, after the others, so that it takes nobody with it. */
async function carryAll (
  carry: (jobs: readonly FetchedJob[]) => Promise<void>, jobs: readonly FetchedJob[], stopping: AbortSignal, onError: (error: unknown) => void
): Promise<void> {
  const fresh = jobs.filter(({ cameBack }) => !cameBack)
  const returned = jobs.filter(({ cameBack }) => cameBack)
  let handBack = Promise.resolve()
  // What waits here for its turn must not wait for what is in hand.
  const begin = (): void => { if (returned.length > 0) handBack = carry(returned.splice(0)).catch(onError) }
  stopping.addEventListener('abort', begin)
  try {
    if (fresh.length > 0) await carry(fresh)
    while (returned.length > 0) await carry(returned.splice(0, stopping.aborted ? returned.length : 1))
  } finally {
    stopping.removeEventListener('abort', begin)
    await handBack
  }
}
