// PGlite: PostgreSQL inside this process, for `postbud start` and for tests. One connection, one process, no fsync.
import { mkdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite, type Results, type Transaction } from '@electric-sql/pglite'
import { dataDir as prepopulated } from '@electric-sql/pglite-prepopulatedfs'
import type { Driver, Row, Session } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { isDiskFull, unavailable } from './loss.ts'

/**
 * Opens the database in a folder, making it when it is not there. A ready-made empty cluster saves four seconds of the first start.
 *
 * The folder is locked first: PGlite itself takes no lock, and two writers would silently lose rows that were answered as committed.
 *
 * @throws {GatewayError} `ERR_STORE_LOCKED` if another process has the folder open
 */
export async function openPglite (folder: string): Promise<Driver> {
  await mkdir(folder, { recursive: true })
  const lock = await lockFolder(folder)
  const database = join(folder, 'database')
  const lite = existsSync(database)
    ? await PGlite.create({ dataDir: database })
    : await PGlite.create({ dataDir: database, loadDataDir: await prepopulated() })
  return {
    backend: 'pglite',
    outer: { ...asSession(lite), exec: sql => execAlone(lite, sql) },
    transaction: work => lite.transaction(tx => work(asSession(tx))),
    close: async () => {
      await lite.close()
      await lock.release()
    }
  }
}

/** Statements that bring their own `begin` must not leave the only connection in a failed transaction. */
async function execAlone (lite: PGlite, sql: string): Promise<{ rows: Row[] }> {
  try {
    return await asSession(lite).exec(sql)
  } catch (error) {
    await lite.query('rollback').catch(() => {})
    throw error
  }
}

function asSession (connection: Pick<Transaction, 'query' | 'exec'>): Session {
  return {
    query: async (sql, values) => {
      const result = await connection.query<Row>(sql, values).catch(named)
      return { rows: result.rows, affected: result.affectedRows ?? 0 }
    },
    exec: async sql => ({ rows: (await connection.exec(sql).catch(named)).flatMap((result: Results) => result.rows) })
  }
}

/** A full disk is waited for; anything else is told as it came. */
function named (error: unknown): never {
  throw isDiskFull(error) ? unavailable(error) : error
}
