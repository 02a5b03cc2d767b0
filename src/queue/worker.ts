// The loops that take jobs and hand them to the journey. One loop a queue, so that a slow channel holds up only itself.
import type { Step } from '../letter/letter-status.ts'
import { stepOf } from './jobs.ts'
import type { FetchedJob, Queue } from './queue.ts'

/** Work on some letters that wait for the same step. Never rejects for the sake of one letter. */
export type Carry = (step: Step, jobs: readonly FetchedJob[]) => Promise<void>

/** Settings of the loops. */
export interface WorkerOptions {
  queues: readonly string[]
  /** Jobs taken at once. */
  batchSize: (step: Step) => number
  /** How long an idle loop waits before it looks again, unless it is woken. */
  pollMs: number
  /** Told when a whole batch failed; its jobs come back by themselves. */
  onError: (error: unknown, queue: string) => void
}

/** Running loops. */
export interface Workers {
  /** Lets idle loops look at once. */
  wake: () => void
  /** Stops taking jobs and waits for those in hand. */
  stop: () => Promise<void>
}

const touchEveryMs = 10_000

/** Starts a loop for each queue. */
export function startWorkers (queue: Queue, carry: Carry, options: WorkerOptions): Workers {
  const sleepers = new Set<() => void>()
  let running = true
  let wakes = 0
  const wake = (): void => {
    wakes += 1
    for (const rise of [...sleepers]) rise()
  }
  const loop = async (name: string): Promise<void> => {
    while (running) {
      const before = wakes
      if (await workOnce(queue, name, carry, options)) wake()
      // Who was woken while looking must look again: what it was woken for may have come too late to be seen.
      else if (wakes === before) await sleep(sleepers, options.pollMs)
    }
  }
  const ended = Promise.all(options.queues.map(loop))
  return {
    wake,
    stop: async () => {
      running = false
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

async function workOnce (queue: Queue, name: string, carry: Carry, options: WorkerOptions): Promise<boolean> {
  try {
    const step = stepOf(name)
    const jobs = await queue.fetch(name, options.batchSize(step))
    if (jobs.length === 0) return false
    const beat = setInterval(() => { for (const job of jobs) job.touch().catch(() => {}) }, touchEveryMs)
    await carryAll(carry, step, jobs).finally(() => { clearInterval(beat) })
    return true
  } catch (error) {
    options.onError(error, name)
    return false
  }
}

/** One of those that came back may have ended its worker. Each goes by itself, after the others, so that it takes nobody with it. */
async function carryAll (carry: Carry, step: Step, jobs: readonly FetchedJob[]): Promise<void> {
  const fresh = jobs.filter(({ cameBack }) => !cameBack)
  if (fresh.length > 0) await carry(step, fresh)
  for (const job of jobs) {
    if (job.cameBack) await carry(step, [job])
  }
}
