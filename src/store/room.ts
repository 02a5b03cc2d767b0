import { GatewayError } from '../letter/gateway-error.ts'
import { integer } from './cells.ts'
import type { Database } from './database.ts'

/** How much of the room it may take the database has taken. */
export interface Room {
  /** 0 to 1, or more; 0 where there is no limit. As it was a few seconds ago at most. */
  used: () => Promise<number>
  /** @throws {GatewayError} `ERR_STORE_FULL` if there is none for new letters */
  demand: () => Promise<void>
}

/** Settings of the room. */
export interface RoomOptions {
  /** 0: no limit. */
  limitBytes: number
  now: () => Date
}

/** Asking costs a look at every file of the database, so it is done this often, in milliseconds. */
const lookEveryMs = 5_000

/**
 * Watches the size of the database, which cannot ask its own disk how full it is. Letters that were taken need room for their packages: so new
 * ones are refused before it is gone.
 */
export function createRoom (database: Database, { limitBytes, now }: RoomOptions): Room {
  let seen: { at: number, used: Promise<number> } | undefined
  const look = async (): Promise<number> => {
    const [row] = await database.query('select pg_database_size(current_database()) as size')
    return integer(row?.size) / limitBytes
  }
  const used = (): Promise<number> => {
    if (limitBytes === 0) return Promise.resolve(0)
    const at = now().getTime()
    if (seen !== undefined && at - seen.at < lookEveryMs) return seen.used
    const latest = { at, used: look() }
    seen = latest
    latest.used.catch(() => { if (seen === latest) seen = undefined })
    return latest.used
  }
  return {
    used,
    demand: async () => {
      if (await used() >= 1) throw new GatewayError('ERR_STORE_FULL', 'Cannot accept the letter: the database has no room for new letters')
    }
  }
}
