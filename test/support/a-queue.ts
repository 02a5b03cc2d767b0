// The file's queue, over the file's database. Started once; emptied with the database.
import { randomUUID } from 'node:crypto'
import { t as wholeFile } from 'tap'
import { jobId, type ScheduledStep } from '../../src/queue/jobs.ts'
import { createQueue, type Queue } from '../../src/queue/queue.ts'
import type { Database } from '../../src/store/database.ts'
import { anEmptyDatabase } from './a-store.ts'

/** An empty queue and the database under it. */
export interface TestQueue {
  queue: Queue
  database: Database
}

let shared: Promise<Queue> | undefined

/** The file's queue, empty. */
export async function aQueue (): Promise<TestQueue> {
  const database = await anEmptyDatabase()
  shared ??= createQueue(database, { supervise: false, onError: error => { throw error } })
  const queue = await shared
  wholeFile.teardown(() => queue.stop())
  return { queue, database }
}

/** A step to make a job for. */
export function aStep (changes: Partial<ScheduledStep> = {}): ScheduledStep {
  return { letterId: randomUUID(), step: 'seal', channel: null, round: 0, ...changes }
}

/** Does to a step's job what pg-boss does when the worker that had it died: gives it to the next, or gives it up. */
export async function abandonJob ({ database }: TestQueue, step: ScheduledStep, to: 'retry' | 'failed'): Promise<void> {
  await database.query('update pgboss.job set state = $2::pgboss.job_state where id = $1', [jobId(step), to])
}

/** The same for every job in hand, as often as the queue gives a job out again. */
export async function abandonAll ({ database }: TestQueue): Promise<void> {
  await database.query(`update pgboss.job set state = (case when retry_count < retry_limit then 'retry' else 'failed' end)::pgboss.job_state
    where state = 'active'`)
}
