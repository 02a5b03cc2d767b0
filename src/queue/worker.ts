// The loops that take jobs and hand them to the journey. One loop a queue, so that a slow channel holds up only itself.
import type { Step } from '../letter/letter-status.ts'
import { queueOf, stepOf } from './jobs.ts'
import { startLoop } from './loop.ts'
import type { FetchedJob, PrioritizedStep, Queue } from './queue.ts'

/**
 * Work on some letters that wait for the same step. Never rejects for the sake of one letter. Once `stopping` is aborted it begins nothing,
 * and hands back to the queue what is not begun. Some may still be in hand when it resolves, until the rest has ended.
 */
export type Carry = (step: Step, jobs: readonly FetchedJob[], stopping: AbortSignal) => Promise<Rest>

/** Letters of a batch that are still in hand when the others are done. `ended` never rejects. */
export interface Rest {
  ended: Promise<void>
}

/** Settings of the loops. */
export interface WorkerOptions {
  queues: readonly string[]
  /** Jobs taken at once; 0 while none shall be. */
  batchSize: (queue: string) => number
  /** Those of the queues that have a second loop, for letters with few of their sender and class before them. Default none. */
  expressQueues?: readonly string[]
  /** As in a loop's own settings. */
  random?: () => number
  /** How long an idle loop waits before it looks again, unless it is woken. */
  pollMs: number
  /** Told when jobs cannot be taken or a whole batch failed, once until it goes well again. The jobs come back by themselves. */
  onError: (error: unknown, queue: string) => void
  /** Told when it goes well again. */
  onRecovered: (queue: string) => void
  /** Told after each batch: there is room in the queue, and letters may wait for their next step. */
  onWorked: () => void
}

/** Running loops. */
export interface Workers {
  /** Lets those idle loops look at once that may take one of the steps. */
  wake: (steps: readonly Pick<PrioritizedStep, 'step' | 'channel' | 'priority'>[]) => void
  /** Stops taking jobs, hands back those not begun, and waits for those in hand. */
  stop: () => Promise<void>
}

/** A third of the time after which a job's worker counts as dead. */
const touchEveryMs = 6_000

/** Which jobs a loop takes. */
interface Share {
  queue: string
  most: number
  leastPriority?: number
}

/** A loop works a whole batch off before it looks again: a letter may wait behind a thousand. An express takes few, and only firsts. */
const express = { most: 20, leastPriority: -19 }

/** Starts a loop for each queue, and a second one for each that is to have an express. */
export function startWorkers (queue: Queue, carry: Carry, options: WorkerOptions): Workers {
  const shares: Share[] = [
    ...options.queues.map(name => ({ queue: name, most: Infinity })),
    ...options.expressQueues?.map(name => ({ queue: name, ...express })) ?? []
  ]
  const rests = new Set<Promise<void>>()
  const loops = shares.map(share => ({ share, ...startLoop(async stopping => {
    const rest = await workOnce(queue, share, carry, options, stopping)
    if (rest === undefined) return 'nothing'
    rests.add(rest.ended)
    void rest.ended.then(() => { rests.delete(rest.ended) })
    options.onWorked()
    return 'work'
  }, {
    pollMs: options.pollMs,
    random: options.random,
    onError: error => { options.onError(error, share.queue) },
    onRecovered: () => { options.onRecovered(share.queue) }
  }) }))
  return {
    wake: steps => {
      for (const { share, wake } of loops) if (steps.some(step => mayTake(share, step))) wake()
    },
    stop: async () => {
      await Promise.all(loops.map(loop => loop.stop()))
      await Promise.all(rests)
    }
  }
}

function mayTake ({ queue, leastPriority = -Infinity }: Share, { step, channel, priority = 0 }: Parameters<Workers['wake']>[0][number]): boolean {
  return queue === queueOf(step, channel) && priority >= leastPriority
}

/** Gives what is still in hand of the batch when the others are done, whose jobs are kept so long; undefined where there was nothing to take. */
async function workOnce (queue: Queue, share: Share, carry: Carry, options: WorkerOptions, stopping: AbortSignal): Promise<Rest | undefined> {
  const step = stepOf(share.queue)
  const most = Math.min(options.batchSize(share.queue), share.most)
  const jobs = most === 0 ? [] : await queue.fetch(share.queue, most, share.leastPriority)
  if (jobs.length === 0) return undefined
  const beat = setInterval(() => { for (const job of jobs) job.touch().catch(() => {}) }, touchEveryMs)
  const onError = (error: unknown): void => { options.onError(error, share.queue) }
  const rests: Promise<void>[] = []
  const end = async (): Promise<void> => {
    await Promise.all(rests)
    clearInterval(beat)
  }
  await carryAll((some: readonly FetchedJob[]) => carry(step, some, stopping), jobs, rests, stopping, onError).catch(async (error: unknown) => {
    await end()
    throw error
  })
  return { ended: end() }
}

/** So many of those that came back once are carried together. A worker dies with a thousand in hand: one by one they would take minutes. */
const returnedAtOnce = 20

/**
 * One of those that came back may have ended its worker. They go after the others, in small groups, and are waited for; what came back a second time
 * goes by itself, so that it takes nobody with it.
 */
async function carryAll (
  carry: (jobs: readonly FetchedJob[]) => Promise<Rest>, jobs: readonly FetchedJob[], rests: Promise<void>[], stopping: AbortSignal,
  onError: (error: unknown) => void
): Promise<void> {
  const fresh = jobs.filter(({ timesBack }) => timesBack === 0)
  const returned = jobs.filter(({ timesBack }) => timesBack > 0).toSorted((a, b) => a.timesBack - b.timesBack)
  const carryToEnd = async (some: readonly FetchedJob[]): Promise<void> => (await carry(some)).ended
  let handBack = Promise.resolve()
  // What waits here for its turn must not wait for what is in hand.
  const begin = (): void => { if (returned.length > 0) handBack = carryToEnd(returned.splice(0)).catch(onError) }
  stopping.addEventListener('abort', begin)
  try {
    if (fresh.length > 0) rests.push((await carry(fresh)).ended)
    while (returned.length > 0) await carryToEnd(returned.splice(0, stopping.aborted ? returned.length : groupOf(returned)))
  } finally {
    stopping.removeEventListener('abort', begin)
    await handBack
  }
}

/** How many of the first may go together. */
function groupOf (returned: readonly FetchedJob[]): number {
  const once = returned.findIndex(({ timesBack }) => timesBack > 1)
  return Math.max(1, Math.min(once < 0 ? returned.length : once, returnedAtOnce))
}
