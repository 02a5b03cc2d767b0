import { moment } from './cells.ts'
import type { Database } from './database.ts'

/** How far this machine's clock is from the database's, in milliseconds, with the time the question took. */
export async function clockSkewMs (database: Database, now: () => Date): Promise<number> {
  const [row] = await database.query('select clock_timestamp() as now')
  return Math.abs(moment(row?.now).getTime() - now().getTime())
}
