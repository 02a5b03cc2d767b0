// PostgreSQL as a driver.
import { performance } from 'node:perf_hooks'
import type { ClientBase, QueryConfig } from 'pg'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Driver, Session } from './database.ts'
import { isConnectionLoss, isLockKept, unavailable } from './loss.ts'
import { createPrimaryPool, type PostgresOptions } from './primary-pool.ts'

/** Oldest version we write SQL for. */
const oldestMajorVersion = 15

/**
 * Opens a pool and checks that the server is new enough.
 *
 * @throws {GatewayError} `ERR_STORE_UNAVAILABLE` if it cannot be reached
 */
export async function openPostgres (options: PostgresOptions): Promise<Driver> {
  const pool = createPrimaryPool(options)
  const renew = planRenewal(options.plansLastMs ?? 10_000)
  const lend = <T>(work: (client: ClientBase) => Promise<T>): Promise<T> => pool.lend(async client => {
    await renew(client)
    return work(client)
  })
  const outer: Session = {
    query: (sql, values) => lend(client => asSession(client).query(sql, values)),
    exec: sql => lend(client => asSession(client).exec(sql))
  }
  const [row] = (await outer.query('select current_setting(\'server_version_num\')::int as version')).rows
  if (Number(row?.version) < oldestMajorVersion * 10_000) {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', `Cannot use this PostgreSQL: version ${oldestMajorVersion} or newer is needed`)
  }
  return {
    backend: 'postgres',
    outer,
    transaction: work => lend(async client => {
      await client.query('begin')
      const result = await work(asSession(client))
      await client.query('commit')
      return result
    }),
    close: () => pool.close()
  }
}

/**
 * Gives a function that has a connection plan its statements anew when they were planned so long ago, in milliseconds. A plan that was made while
 * a table was all but empty reads all of it, and goes on so while a night's letters fill it, until the server itself counts the table's rows.
 */
function planRenewal (plansLastMs: number): (client: ClientBase) => Promise<void> {
  const plannedAt = new WeakMap<ClientBase, number>()
  return async client => {
    const before = plannedAt.get(client)
    const now = performance.now()
    if (before !== undefined && now - before < plansLastMs) return
    plannedAt.set(client, now)
    if (before !== undefined) await client.query('discard plans')
  }
}

type Answer = { rows: Record<string, unknown>[], rowCount: number | null }

function asSession (client: ClientBase): Session {
  const guarded = async (question: string | QueryConfig): Promise<Answer[]> => {
    try {
      // Several statements at once give a list of answers, whatever the driver's types say.
      return [await client.query(question) as Answer | Answer[]].flat()
    } catch (error) {
      if (typeof question !== 'string' && isOutdatedPlan(error)) names.delete(question.text)
      throw isConnectionLoss(error) || isLockKept(error) ? unavailable(error) : error
    }
  }
  return {
    query: async (sql, values) => {
      const [result] = await guarded(prepared(sql, values))
      return { rows: result?.rows ?? [], affected: result?.rowCount ?? 0 }
    },
    exec: async sql => ({ rows: (await guarded(sql)).flatMap(result => result.rows) })
  }
}

/** Names of statements that each connection parses and plans once: half of what our short statements cost the server otherwise. */
const names = new Map<string, string>()
const mostNames = 300
let namesGiven = 0

/**
 * A statement that gives all columns of a table fails once after a newer version has added one, so ours are planned each time. The queue's own
 * loops ask again by themselves, and too often to be planned each time.
 */
const givesAllColumns = /(?:select|returning|\.)\s*\*(?! from json_to_recordset)/i
const asksTheQueue = /\bpgboss\./

function prepared (text: string, values: unknown[] = []): QueryConfig {
  const known = names.get(text)
  if (known !== undefined) return { name: known, text, values }
  if (values.length === 0 || names.size >= mostNames || (givesAllColumns.test(text) && !asksTheQueue.test(text))) return { text, values }
  const name = `postbud_${namesGiven}`
  namesGiven += 1
  names.set(text, name)
  return { name, text, values }
}

/** "cached plan must not change result type": under a new name it is planned anew. */
function isOutdatedPlan (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000'
}
