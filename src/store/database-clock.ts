import { moment } from './cells.ts'
import type { Database } from './database.ts'

/** What time it is to the database, in or out of a transaction. */
export async function databaseNow (database: Database): Promise<Date> {
  const [row] = await database.query('select clock_timestamp() as now')
  return moment(row?.now)
}
