// PostgreSQL through the `pg` pool.
import { Pool, type PoolClient } from 'pg'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Driver, Row, Session } from './database.ts'

/** Settings of the pool; times in milliseconds. */
export interface PostgresOptions {
  connectionString: string
  maxConnections: number
  /** How long a caller waits for a free connection before it is told the database is unavailable. */
  connectTimeoutMs?: number
  /** How long a statement may take before its connection is taken for dead; TCP alone would notice after a quarter of an hour. Default 30 000. */
  statementTimeoutMs?: number
  /** Told of a connection that broke while idle; nothing else is to be done. */
  onIdleError: (error: Error) => void
}

/** Oldest version we write SQL for. */
const oldestMajorVersion = 15

/**
 * Opens a pool and checks that the server is new enough.
 *
 * @throws {GatewayError} `ERR_STORE_UNAVAILABLE` if it cannot be reached
 */
export async function openPostgres (options: PostgresOptions): Promise<Driver> {
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    query_timeout: options.statementTimeoutMs ?? 30_000,
    // A process that stands still in the middle of a transaction must not keep a letter locked.
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    application_name: 'postbud'
  })
  // Without a listener an idle connection that breaks ends the process.
  pool.on('error', options.onIdleError)
  // So does one that breaks while it is lent out; whoever holds it sees its statement fail.
  pool.on('connect', client => { client.on('error', () => {}) })
  const outer: Session = {
    ...asSession((sql, values) => pool.query(sql, values)),
    exec: sql => execAlone(pool, sql)
  }
  const [row] = (await outer.query('select current_setting(\'server_version_num\')::int as version')).rows
  if (Number(row?.version) < oldestMajorVersion * 10_000) {
    throw new GatewayError('ERR_STORE_UNAVAILABLE', `Cannot use this PostgreSQL: version ${oldestMajorVersion} or newer is needed`)
  }
  return { backend: 'postgres', outer, transaction: work => inTransaction(pool, work), close: () => pool.end() }
}

async function inTransaction<T> (pool: Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => { throw unavailable(error) })
  try {
    await client.query('begin')
    const result = await work(asSession((sql, values) => client.query(sql, values)))
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    const isLost = isConnectionLoss(error) || (error instanceof GatewayError && error.code === 'ERR_STORE_UNAVAILABLE')
    // Behind a statement that hangs, a rollback would hang too. Where the connection ends, the server rolls back by itself.
    if (isLost) client.release(true)
    else await giveBack(client)
    throw isConnectionLoss(error) ? unavailable(error) : error
  }
}

/** Statements that bring their own `begin` must not leave a failed transaction behind in the pool. */
async function execAlone (pool: Pool, sql: string): Promise<{ rows: Row[] }> {
  const client = await pool.connect().catch((error: unknown) => { throw unavailable(error) })
  try {
    const result = await asSession((text, values) => client.query(text, values)).exec(sql)
    client.release()
    return result
  } catch (error) {
    await giveBack(client)
    throw error
  }
}

/** A connection that cannot even roll back is thrown away. */
async function giveBack (client: PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch (error) {
    client.release(error instanceof Error ? error : true)
  }
}

type Run = (sql: string, values?: unknown[]) => Promise<{ rows: Row[], rowCount: number | null } | { rows: Row[], rowCount: number | null }[]>

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

function unavailable (cause: unknown): GatewayError {
  return cause instanceof GatewayError ? cause : new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: the connection failed', { cause })
}

// PostgreSQL error classes 08 (connection exception), 53 (insufficient resources), 57P (operator intervention), and the socket's own codes.
function isConnectionLoss (error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^(08|53|57P)/.test(code) || /^E[A-Z]+$/.test(code) || /Connection terminated|timeout exceeded when trying to connect|Query read timeout/.test(error.message)
}
