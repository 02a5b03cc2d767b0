// Holding the queue against the letters: every letter that was let in has a job, and every job has its letter, whatever happened to the
// queue's own rows.
import { asError } from '../letter/gateway-error.ts'
import type { Admitted } from '../letter/lane.ts'
import type { LetterId } from '../letter/letter.ts'
import { jobId, type ScheduledStep } from './jobs.ts'
import type { IdleJob, Queue } from './queue.ts'

/** What reconciling needs of the letters. */
export interface ReconcilePorts {
  queue: Pick<Queue, 'enqueue' | 'fates' | 'idle' | 'cancel'>
  /** Letters in the queue that should have been worked on before a moment. */
  late: (before: Date, most: number) => Promise<Admitted[]>
  /** What those of the letters that wait for something wait for. */
  waitingFor: (letterIds: readonly LetterId[]) => Promise<Admitted[]>
  /** Sets a letter aside whose work ended the process again and again; false if it was only taken along, and is scheduled anew instead. */
  setAside: (letterId: string, step: ScheduledStep['step']) => Promise<boolean>
  /** Schedules the letter's step under a new round, for a job that ended although its letter still waits. */
  reschedule: (letterId: string, step: ScheduledStep['step']) => Promise<void>
  now: () => Date
}

/** What was found: jobs made again, jobs taken back that no letter waits for, and letters set aside. All should be 0. */
export interface Reconciled {
  recreated: number
  orphaned: number
  setAside: number
}

/** A letter or a job may be this late before it is looked into, in milliseconds. */
const lateMs = 60_000

/** More than there is room for in all queues together. */
const mostAtOnce = 10_000

/**
 * Looks into letters and jobs that are late. A job that merely waits its turn is left alone. A letter that cannot be mended does not keep the
 * others from it; its failure is told when they are done.
 */
export async function reconcile (ports: ReconcilePorts): Promise<Reconciled> {
  const before = new Date(ports.now().getTime() - lateMs)
  const orphaned = await takeBackOrphans(ports, before)
  const late = await ports.late(before, mostAtOnce)
  const fates = await ports.queue.fates(late)
  const missing = late.filter((_letter, index) => fates[index] === 'missing')
  if (missing.length > 0) await ports.queue.enqueue(missing)
  const found: Reconciled = { recreated: missing.length, orphaned, setAside: 0 }
  const failures: Error[] = []
  for (const [index, letter] of late.entries()) {
    try {
      const mended = await mend(ports, letter, fates[index])
      if (mended !== undefined) found[mended] += 1
    } catch (error) {
      failures.push(asError(error, 'Cannot mend a letter'))
    }
  }
  if (failures[0] !== undefined) throw failures[0]
  return found
}

async function mend (ports: ReconcilePorts, { letterId, step }: Admitted, fate: string | undefined): Promise<'recreated' | 'setAside' | undefined> {
  if (fate === 'done') {
    await ports.reschedule(letterId, step)
    return 'recreated'
  }
  if (fate !== 'failed') return undefined
  // The queue gives up only on a job whose worker died several times: the letter, or one beside it, kills processes.
  return await ports.setAside(letterId, step) ? 'setAside' : 'recreated'
}

/** The jobs are read before the letters: one whose letter goes on in between is taken by then, and is not taken back. */
async function takeBackOrphans ({ queue, waitingFor }: ReconcilePorts, madeBefore: Date): Promise<number> {
  const idle = await queue.idle(madeBefore, mostAtOnce)
  if (idle.length === 0) return 0
  const letters = await waitingFor(idle.map(({ letterId }) => letterId))
  const expected = new Set(letters.map(jobId))
  const orphans = idle.filter(({ id }: IdleJob) => !expected.has(id))
  await queue.cancel(orphans)
  return orphans.length
}
