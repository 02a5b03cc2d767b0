// The one way to the database, the same over PostgreSQL and PGlite. SQL stands in this folder only.
import { AsyncLocalStorage } from 'node:async_hooks'

/** A row as the driver gives it; each query function turns it into a noun. */
export type Row = Record<string, unknown>

/** Something that runs one statement, or several without parameters: a connection, a pool, an open transaction. */
export interface Session {
  query: (sql: string, values?: unknown[]) => Promise<{ rows: Row[], affected: number }>
  /** Runs statements without parameters; the rows of all of them. */
  exec: (sql: string) => Promise<{ rows: Row[] }>
}

/** A driver: an outer session and a way to hold one connection for a transaction. */
export interface Driver {
  readonly backend: 'postgres' | 'pglite'
  readonly outer: Session
  /** Commits when the work resolves, rolls back when it rejects. */
  transaction: <T> (work: (session: Session) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/** The database as the rest of this folder, and the queue, see it. */
export interface Database {
  readonly backend: 'postgres' | 'pglite'
  /** Runs one statement, inside the transaction that surrounds the call if there is one. */
  query: (sql: string, values?: unknown[]) => Promise<Row[]>
  /** Runs one statement and tells how many rows it changed. */
  change: (sql: string, values?: unknown[]) => Promise<number>
  /** Runs statements without parameters, such as a migration or a queue's own schema. */
  exec: (sql: string) => Promise<{ rows: Row[] }>
  /** Everything awaited in `work` commits or rolls back together, the queue's statements too. A transaction inside another joins it. */
  transaction: <T> (work: () => Promise<T>) => Promise<T>
  /** Runs work outside any surrounding transaction: for timers and loops that outlive the call that starts them. */
  detached: <T> (work: () => T) => T
  close: () => Promise<void>
}

/**
 * Makes the database over a driver.
 *
 * The session of an open transaction travels with the asynchronous call chain, so that the queue's statements go into the same
 * transaction even where its own code looks something up first. On PGlite, which has one connection, anything else would wait for itself.
 */
export function createDatabase (driver: Driver): Database {
  const here = new AsyncLocalStorage<Session | undefined>()
  const session = (): Session => here.getStore() ?? driver.outer
  return {
    backend: driver.backend,
    query: async (sql, values) => (await session().query(sql, values)).rows,
    change: async (sql, values) => (await session().query(sql, values)).affected,
    exec: sql => session().exec(sql),
    transaction: work => here.getStore() === undefined
      ? driver.transaction(open => here.run(open, work))
      : work(),
    detached: work => here.run(undefined, work),
    close: () => driver.close()
  }
}
