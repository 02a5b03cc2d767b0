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
  /** Makes one statement of what is asked in the same moment in the same place. */
  gathered: <Item, Answer>(ask: (items: Item[]) => Promise<Answer[]>) => (item: Item) => Promise<Answer>
}

/** One fetched job. */
export interface FetchedJob {
  letterId: LetterId
  /** The round of the letter that the job was made for, where it says so. */
  round?: number
  /** How many workers had the job before and did not end it: they died, or could not write what they did. */
  timesBack: number
  /** Ends the job, inside the transaction around the call. Does nothing if the job was given to another worker since. */
  acknowledge: () => Promise<void>
  /** Tells the queue the job is still being worked on. */
  touch: () => Promise<void>
}

/** A job that waits to be taken. */
export interface IdleJob {
  id: string
  queue: string
  letterId: LetterId
}

/** A step to make a job for, and its place among those that wait: the higher, the sooner. */
export interface PrioritizedStep extends ScheduledStep {
  priority?: number
}

/** What became of a job, as the queue knows. */
export type JobFate = 'missing' | 'waiting' | 'done' | 'failed'

/** The queue as the rest of the gateway sees it. */
export interface Queue {
  /** Makes jobs, inside the transaction around the call. Making one for the same round twice is harmless. */
  enqueue: (steps: readonly PrioritizedStep[]) => Promise<void>
  /** Takes jobs, those of the highest priority first; none below `leastPriority`, if it is given. */
  fetch: (queue: string, most: number, leastPriority?: number) => Promise<FetchedJob[]>
  /** What became of the jobs of these steps, in their order. */
  fates: (steps: readonly ScheduledStep[]) => Promise<JobFate[]>
  /** Jobs that nobody has taken although they were made before a moment, the oldest first. */
  idle: (madeBefore: Date, most: number) => Promise<IdleJob[]>
  /** Takes back jobs that nobody has taken. */
  cancel: (jobs: readonly IdleJob[]) => Promise<void>
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

// A worker that dies is noticed after heartbeatSeconds; the letter's own claim number is the real fence. A job that was only taken along when its
// worker died comes back a few times; a letter that ends workers is set down before the queue gives its job up.
const queueSettings = { expireInSeconds: 120, heartbeatSeconds: 20, retryLimit: 6, retryDelay: 1, deleteAfterSeconds: 300 }

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
  for (const name of queueNames) {
    await boss.createQueue(name, queueSettings)
    // One that was made by an earlier version gets the settings of this.
    await boss.updateQueue(name, queueSettings)
  }
  return asQueue(boss, database)
}

/** Only the pair of id and count names the attempt: a bare id would let a stale worker end another's run. */
interface JobAttempt { queue: string, id: string, retryCount: number }

function asQueue (boss: PgBoss, database: QueueDatabase): Queue {
  const complete = database.gathered(byQueue((queue, jobs) => boss.complete(queue, jobs)))
  const touch = database.gathered(byQueue((queue, jobs) => boss.touch(queue, jobs)))
  return {
    enqueue: async steps => {
      for (const [queue, some] of Map.groupBy(steps, ({ step, channel }) => queueOf(step, channel))) {
        await boss.insert(queue, some.map(scheduled => ({ id: jobId(scheduled), data: payloadOf(scheduled), priority: scheduled.priority ?? 0 })))
      }
    },
    fetch: async (queue, most, leastPriority) => (await boss.fetch<JobPayload>(queue, {
      batchSize: most, ...leastPriority !== undefined && { minPriority: leastPriority }
    })).map(job => {
      const attempt = { queue, id: job.id, retryCount: job.retryCount }
      const { letterId, round } = job.data
      return {
        letterId, ...round !== undefined && { round }, timesBack: job.retryCount, acknowledge: () => complete(attempt), touch: () => touch(attempt)
      }
    }),
    fates: async steps => {
      const states = await statesOf(database, steps.map(jobId))
      return steps.map(scheduled => fateOf(states.get(jobId(scheduled))))
    },
    idle: (madeBefore, most) => idleJobs(database, madeBefore, most),
    cancel: async jobs => {
      for (const [queue, some] of Map.groupBy(jobs, job => job.queue)) await boss.cancel(queue, some.map(({ id }) => id))
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

/** One call a queue for the jobs of many. */
function byQueue (call: (queue: string, jobs: { id: string, retryCount: number }[]) => Promise<unknown>) {
  return async (attempts: JobAttempt[]): Promise<undefined[]> => {
    for (const [queue, jobs] of Map.groupBy(attempts, attempt => attempt.queue)) {
      await call(queue, jobs.map(({ id, retryCount }) => ({ id, retryCount })))
    }
    return attempts.map(() => undefined)
  }
}

function payloadOf ({ letterId, step, round }: ScheduledStep): JobPayload {
  return { letterId, step, round }
}

function fateOf (state: string | undefined): JobFate {
  if (state === undefined) return 'missing'
  return state === 'failed' || state === 'cancelled' ? 'failed' : state === 'completed' ? 'done' : 'waiting'
}

// pg-boss answers for one job or for a whole queue, never for a list; so its own table is asked. Its key begins with the queue's name, and a job may
// be in any queue that its letter has passed in the round.
async function statesOf (database: QueueDatabase, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.query(
    'select id, state from unnest($1::text[]) as name cross join unnest($2::uuid[]) as id join pgboss.job using (name, id)', [queueNames, ids])
  return new Map(rows.map(({ id, state }) => [String(id), String(state)]))
}

async function idleJobs (database: QueueDatabase, madeBefore: Date, most: number): Promise<IdleJob[]> {
  const rows = await database.query(
    `select id, name, data->>'letterId' as letter from pgboss.job
     where state < 'active' and not blocked and created_on < $1 order by created_on limit $2`, [madeBefore, most])
  return rows.map(({ id, name, letter }) => ({ id: String(id), queue: String(name), letterId: String(letter) }))
}
