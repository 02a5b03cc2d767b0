// The one way to the database, the same over PostgreSQL and PGlite. SQL stands in this folder only.
import { AsyncLocalStorage } from 'node:async_hooks'
import { GatewayError } from '../letter/gateway-error.ts'
import { gather, type Gathered } from './gather.ts'
import { groupCommit } from './group-commit.ts'

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
  /**
   * The same in one transaction with others that ask at the same time; see group-commit.ts. The work must touch nothing but the database, since it
   * may run twice; it may reject with `ERR_STORE_STALE_CLAIM` only while it has written nothing; and no row lock keeps it apart from the others.
   */
  shared: <T> (work: () => Promise<T>) => Promise<T>
  /**
   * The same for work that relies on row locks: together with other work of this kind only, that of one `turn` one after the other. Whatever it
   * rejects with, all of the group is rolled back and each is done alone.
   */
  inTurn: <T> (turn: string, work: () => Promise<T>) => Promise<T>
  /** Makes one statement of what is asked in the same moment in the same place, outside transactions and in shared ones; see gather.ts. */
  gathered: Gathered
  /** Runs work outside any surrounding transaction: for timers and loops that outlive the call that starts them. */
  detached: <T> (work: () => T) => T
  close: () => Promise<void>
}

/** A transaction. Nothing of it may go on when it is over: its connection is another's then. */
interface Place { session: Session, isShared: boolean, isOver: boolean }

/**
 * Makes the database over a driver.
 *
 * The session of an open transaction travels with the asynchronous call chain, so that the queue's statements go into the same
 * transaction even where its own code looks something up first. On PGlite, which has one connection, anything else would wait for itself.
 */
export function createDatabase (driver: Driver): Database {
  const here = new AsyncLocalStorage<Place | undefined>()
  const session = (): Session => {
    const place = here.getStore()
    if (place?.isOver === true) throw new TypeError('Cannot run a statement: the transaction around it is over')
    return place?.session ?? driver.outer
  }
  const begin = <T>(isShared: boolean, work: () => Promise<T>): Promise<T> => driver.transaction(async open => {
    const place: Place = { session: open, isShared, isOver: false }
    return here.run(place, work).finally(() => { place.isOver = true })
  })
  const transaction = <T>(work: () => Promise<T>): Promise<T> => begin(true, work)
  const together = groupCommit({ transaction, hasWrittenNothing: isStale })
  // One group at a time: two could wait for each other's rows.
  const inTurns = groupCommit({ transaction, hasWrittenNothing: () => false, abreast: 1 })
  const joined = <T>(group: typeof together, work: () => Promise<T>, turn?: string): Promise<T> => {
    if (here.getStore() !== undefined) return work()
    // Whatever else travels with the caller's chain stays with it.
    const asCaller = AsyncLocalStorage.snapshot()
    return group(() => {
      const place = here.getStore()
      return asCaller(() => here.run(place, work))
    }, turn)
  }
  return {
    backend: driver.backend,
    query: async (sql, values) => (await session().query(sql, values)).rows,
    change: async (sql, values) => (await session().query(sql, values)).affected,
    exec: sql => session().exec(sql),
    transaction: work => here.getStore() === undefined ? begin(false, work) : work(),
    shared: work => joined(together, work),
    inTurn: (turn, work) => joined(inTurns, work, turn),
    gathered: gather(() => here.getStore()?.isShared === false ? undefined : session()),
    detached: work => here.run(undefined, work),
    close: () => driver.close()
  }
}

function isStale (reason: unknown): boolean {
  return reason instanceof GatewayError && reason.code === 'ERR_STORE_STALE_CLAIM'
}
