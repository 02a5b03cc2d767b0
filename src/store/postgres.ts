// PostgreSQL as a driver.
import { GatewayError } from '../letter/gateway-error.ts'
import type { Driver, Session } from './database.ts'
import { isConnectionLoss, unavailable } from './loss.ts'
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
  const outer: Session = {
    query: (sql, values) => pool.lend(client => asSession((text, parameters) => client.query(text, parameters)).query(sql, values)),
    exec: sql => pool.lend(client => asSession((text, values) => client.query(text, values)).exec(sql))
  }
  const [row] = (await outer.query('select current_setting(\'server_version_num\')::int as version')).rows
  if (Number(row?.version) < oldestMajorVersion * 10_000) {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', `Cannot use this PostgreSQL: version ${oldestMajorVersion} or newer is needed`)
  }
  return {
    backend: 'postgres',
    outer,
    transaction: work => pool.lend(async client => {
      await client.query('begin')
      const result = await work(asSession((sql, values) => client.query(sql, values)))
      await client.query('commit')
      return result
    }),
    close: () => pool.close()
  }
}

type Answer = { rows: Record<string, unknown>[], rowCount: number | null }
type Run = (sql: string, values?: unknown[]) => Promise<Answer | Answer[]>

function asSession (run: Run): Session {
  const guarded: Run = async (sql, values) => {
    try {
      return await run(sql, values)
    } catch (error) {
      throw isConnectionLoss(error) ? unavailable(error) : error
    }
  }
  return {
    query: async (sql, values) => {
      const result = [await guarded(sql, values)].flat()[0]
      return { rows: result?.rows ?? [], affected: result?.rowCount ?? 0 }
    },
    exec: async sql => ({ rows: [await guarded(sql)].flat().flatMap(result => result.rows) })
  }
}
