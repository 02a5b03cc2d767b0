// Holding the queue against the letters: every letter that waits for a step has a job, whatever happened to the queue's own rows.
import type { Queue } from './queue.ts'
import type { ScheduledStep } from './jobs.ts'

/** What reconciling needs of the letters. */
export interface ReconcilePorts {
  queue: Pick<Queue, 'enqueue' | 'fate'>
  /** Letters whose step should have been taken before a moment. */
  overdue: (before: Date, limit: number) => Promise<Omit<ScheduledStep, 'at'>[]>
  /** Sets a letter aside whose work ended the process again and again; false if it was only taken along, and is scheduled anew instead. */
  setAside: (letterId: string, step: ScheduledStep['step']) => Promise<boolean>
  /** Schedules the letter's step under a new round, for a job that ended although its letter still waits. */
  reschedule: (letterId: string, step: ScheduledStep['step']) => Promise<void>
  now: () => Date
}

/** What was found: jobs made again, and letters set aside. Both should be 0. */
export interface Reconciled {
  recreated: number
  setAside: number
}

/** A letter may be this late before it is looked into, in milliseconds. */
const lateMs = 60_000
const mostAtOnce = 500

/**
 * Looks into letters that are late. A job that merely waits its turn is left alone. A letter that cannot be mended does not keep the others
 * from it; its failure is told when they are done.
 */
export async function reconcile (ports: ReconcilePorts): Promise<Reconciled> {
  const now = ports.now()
  const found: Reconciled = { recreated: 0, setAside: 0 }
  const failures: Error[] = []
  for (const late of await ports.overdue(new Date(now.getTime() - lateMs), mostAtOnce)) {
    try {
      const mended = await mend(ports, late, now)
      if (mended !== undefined) found[mended] += 1
    } catch (error) {
      failures.push(error instanceof Error ? error : new TypeError('Cannot mend a letter', { cause: error }))
    }
  }
  if (failures[0] !== undefined) throw failures[0]
  return found
}

async function mend (ports: ReconcilePorts, late: Omit<ScheduledStep, 'at'>, now: Date): Promise<keyof Reconciled | undefined> {
  switch (await ports.queue.fate(late)) {
    case 'waiting': return undefined
    case 'missing':
      await ports.queue.enqueue({ ...late, at: now })
      return 'recreated'
    case 'done':
      await ports.reschedule(late.letterId, late.step)
      return 'recreated'
    case 'failed':
      // The queue gives up only on a job whose worker died several times: the letter, or one beside it, kills processes.
      return await ports.setAside(late.letterId, late.step) ? 'setAside' : 'recreated'
  }
}
