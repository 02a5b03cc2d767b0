// Connections to the server that takes writes, whichever of several it is at the moment.
import { Socket } from 'node:net'
import { Client, Pool, type PoolClient } from 'pg'
import { GatewayError } from '../letter/gateway-error.ts'
import { findPrimary } from './find-primary.ts'
import { isConnectionLoss, isServerLost, unavailable } from './loss.ts'
import { splitHosts, type Server } from './split-hosts.ts'

/** Settings of the pool; times in milliseconds. */
export interface PostgresOptions {
  /** Of one server, or of several between which the one that takes writes may change; see split-hosts.ts. */
  connectionString: string
  maxConnections: number
  /** How long a caller waits for a free connection before it is told the database is unavailable. Default 3000. */
  connectTimeoutMs?: number
  /** How long a statement may take before its connection is taken for dead; TCP alone would notice after a quarter of an hour. Default 10 000. */
  statementTimeoutMs?: number
  /** How long a connection keeps to the plans of its statements. Default 10 000. */
  plansLastMs?: number
  /** Told of a connection that broke while idle; nothing else is to be done. */
  onIdleError: (error: Error) => void
  /** Told that another server takes the writes now. */
  onOtherServer?: (host: string) => void
}

const defaultStatementTimeoutMs = 10_000

/** Connections to lend. */
export interface PrimaryPool {
  /**
   * Lends a connection for the length of some work.
   *
   * @throws {GatewayError} `ERR_STORE_UNAVAILABLE` if there is none in time, or it is lost meanwhile
   */
  lend: <T> (work: (client: PoolClient) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/**
 * When a server is lost, what others have asked it has this part of a statement's time to be answered. A line that went silent may be used for the
 * first time just before another is found out, and would be waited for as long again.
 */
const lastWordShare = 0.3

/** Kept open when nothing is done, so that a server whose places others have taken is still ours. */
const keptOpen = 2

/** Makes a pool; it connects when somebody borrows. */
export function createPrimaryPool (options: PostgresOptions): PrimaryPool {
  const servers = splitHosts(options.connectionString)
  const connectTimeoutMs = options.connectTimeoutMs ?? 3_000
  let known: Server | undefined
  let current: Promise<Pool> | undefined
  let isClosed = false
  const lent = new Map<PoolClient, Promise<Pool>>()
  const lastWordMs = (options.statementTimeoutMs ?? defaultStatementTimeoutMs) * lastWordShare
  const open = async (): Promise<Pool> => {
    if (isClosed) throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: this process has closed it')
    const server = await findPrimary(servers, Math.min(connectTimeoutMs, 2_000))
    if (known !== undefined && known !== server) options.onOtherServer?.(server.host)
    known = server
    return openPool(server.connectionString, connectTimeoutMs, options)
  }
  const pool = (): Promise<Pool> => {
    const opening = current ??= open()
    // The next borrower looks anew; those who wait for this look share its answer.
    opening.catch(() => { if (current === opening) current = undefined })
    return opening
  }
  /** All its other connections lead to where the lost one led. They are given up together, and the primary is looked for anew. */
  const giveUp = (opening: Promise<Pool>): void => {
    if (current !== opening) return
    current = undefined
    for (const [client, of] of lent) if (of === opening) endUnlessHeard(client, lastWordMs, () => lent.has(client))
    opening.then(lost => lost.end()).catch(options.onIdleError)
  }
  return {
    lend: work => lendOne({ opening: pool(), lent, giveUp }, work),
    close: async () => {
      isClosed = true
      const opened = current
      current = undefined
      await (await opened?.catch(() => undefined))?.end()
    }
  }
}

/** What lending one connection needs: the pool it is of, all that are lent, and how that pool is given up. */
interface Loan {
  opening: Promise<Pool>
  lent: Map<PoolClient, Promise<Pool>>
  giveUp: (opening: Promise<Pool>) => void
}

async function lendOne<T> ({ opening, lent, giveUp }: Loan, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await borrow(opening).catch((error: unknown) => {
    if (isServerLost(error)) giveUp(opening)
    throw unavailable(error)
  })
  lent.set(client, opening)
  try {
    // Whoever borrows it next notes that anew.
    const result = await work(client).finally(() => { lent.delete(client) })
    client.release()
    return result
  } catch (error) {
    if (isServerLost(error)) giveUp(opening)
    await giveBack(client, error)
    throw isConnectionLoss(error) ? unavailable(error) : error
  }
}

/** Ends a lent connection on which nothing is heard for a while, so that what was asked over it fails at once. */
function endUnlessHeard (client: PoolClient, ms: number, isLent: () => boolean): void {
  const stream = client instanceof Client ? client.connection.stream : undefined
  if (!(stream instanceof Socket)) return
  const { bytesRead } = stream
  setTimeout(() => { if (isLent() && stream.bytesRead === bytesRead) stream.destroy() }, ms).unref()
}

async function borrow (opening: Promise<Pool>): Promise<PoolClient> {
  return (await opening).connect()
}

function openPool (connectionString: string, connectTimeoutMs: number, options: PostgresOptions): Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? defaultStatementTimeoutMs
  const pool = new Pool({
    connectionString,
    max: options.maxConnections,
    min: Math.min(keptOpen, options.maxConnections),
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs,
    // What waits for a lock is given up by the server first: otherwise it would be done after all, long after its caller was told that it failed.
    lock_timeout: Math.round(statementTimeoutMs * 0.8),
    // Who stands still in the middle of a transaction, or has lost its line without the server knowing, must not keep letters locked. By then the
    // client has given up the statement that it waits for.
    idle_in_transaction_session_timeout: Math.round(statementTimeoutMs * 1.2),
    keepAlive: true,
    // Statements of one transaction may be asked one behind the other, and are answered in that order.
    pipeline: true,
    application_name: 'postbud'
  })
  // Without a listener an idle connection that breaks ends the process.
  pool.on('error', options.onIdleError)
  // So does one that breaks while it is lent out; whoever holds it sees its statement fail.
  pool.on('connect', client => { client.on('error', () => {}) })
  return pool
}

/**
 * A connection goes back to the pool only without a transaction on it. Behind a statement that hangs a rollback would hang too, so a lost one
 * is thrown away: where the connection ends, the server rolls back by itself.
 */
async function giveBack (client: PoolClient, error: unknown): Promise<void> {
  if (isConnectionLoss(error)) {
    client.release(true)
    return
  }
  try {
    await client.query('rollback')
    client.release()
  } catch (failure) {
    client.release(failure instanceof Error ? failure : true)
  }
}
