// pg-boss behind our own port. The letter row is the truth; this only wakes people up.
import { PgBoss, type Db } from 'pg-boss'
import type { LetterId } from '../letter/letter.ts'
import { jobId, queueNames, queueOf, type JobPayload, type ScheduledStep } from './jobs.ts'

/** The database as the queue needs it: statements that join the transaction around the call. */
export interface QueueDatabase {
  backend: 'postgres' | 'pglite'
  query: (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>
  exec: (sql: string) => Promise<{ rows: Record<string, unknown>[] }>
  detached: <T>(work: () => T) => T
}

/** One fetched job. */
export interface FetchedJob {
  letterId: LetterId
  /** True where a worker had the job before and did not end it: it died, or could not write what it did. */
  cameBack: boolean
  /** Ends the job, inside the transaction around the call. Does nothing if the job was given to another worker since. */
  acknowledge: () => Promise<void>
  /** Tells the queue the job is still being worked on. */
  touch: () => Promise<void>
}

/** What became of a job, as the queue knows. */
export type JobFate = 'missing' | 'waiting' | 'done' | 'failed'

/** The queue as the rest of the gateway sees it. */
export interface Queue {
  /** Schedules a step, inside the transaction around the call. Scheduling the same round twice is harmless. */
  enqueue: (scheduled: ScheduledStep) => Promise<void>
  fetch: (queue: string, most: number) => Promise<FetchedJob[]>
  fate: (scheduled: Omit<ScheduledStep, 'at'>) => Promise<JobFate>
  /** Jobs waiting or being worked on, by queue. */
  depths: () => Promise<Record<string, number>>
  stop: () => Promise<void>
}

/** Settings of the queue. */
export interface QueueOptions {
  /** True where this process supervises: expires jobs whose worker died, and clears away old ones. */
  supervise: boolean
  /** Told of trouble inside the queue's own timers; it goes on by itself. */
  onError: (error: Error) => void
}

// A worker that dies is noticed after heartbeatSeconds; the letter's own claim number is the real fence.
const queueSettings = { expireInSeconds: 120, heartbeatSeconds: 30, retryLimit: 3, retryDelay: 1, deleteAfterSeconds: 3600 }

/** Starts pg-boss in the given database, with every queue made. */
export async function createQueue (database: QueueDatabase, options: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    backend: database.backend,
    db: {
      executeSql: async (sql, values) => values === undefined || values.length === 0
        ? database.exec(sql)
        : { rows: await database.query(sql, values) }
    } satisfies Db,
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15
  })
  boss.on('error', options.onError)
  // Its timers must not inherit a transaction that happens to surround this call.
  await database.detached(() => boss.start())
  for (const name of queueNames) await boss.createQueue(name, queueSettings)
  return asQueue(boss)
}

function asQueue (boss: PgBoss): Queue {
  return {
    enqueue: async scheduled => {
      const payload: JobPayload = { letterId: scheduled.letterId, step: scheduled.step }
      await boss.send(queueOf(scheduled.step, scheduled.channel), payload, { id: jobId(scheduled), startAfter: scheduled.at })
    },
    fetch: async (queue, most) => (await boss.fetch<JobPayload>(queue, { batchSize: most })).map(job => {
      // Only the pair names the attempt: a bare id would let a stale worker end another's run.
      const attempt = { id: job.id, retryCount: job.retryCount }
      return {
        letterId: job.data.letterId,
        cameBack: job.retryCount > 0,
        acknowledge: async () => { await boss.complete(queue, attempt) },
        touch: async () => { await boss.touch(queue, attempt) }
      }
    }),
    fate: async scheduled => {
      const [job] = await boss.findJobs(queueOf(scheduled.step, scheduled.channel), { id: jobId(scheduled) })
      if (job === undefined) return 'missing'
      return job.state === 'failed' || job.state === 'cancelled' ? 'failed' : job.state === 'completed' ? 'done' : 'waiting'
    },
    depths: async () => {
      const depths: Record<string, number> = {}
      for (const name of queueNames) {
        const [stats] = await boss.getQueueStats(name, { force: true })
        depths[name] = (stats?.queuedCount ?? 0) + (stats?.activeCount ?? 0)
      }
      return depths
    },
    stop: () => boss.stop({ graceful: false, close: false })
  }
}
