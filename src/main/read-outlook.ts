import type { Outlook } from '../letter/outlook.ts'
import { currentWindows, lookAhead } from '../route/outlook.ts'
import type { Times } from '../route/times.ts'
import type { Database } from '../store/database.ts'
import { readPace } from '../store/pace.ts'
import { createPauses } from '../store/pauses.ts'

/** What is ahead: what waits, what is stopped, what senders have told of, and the pace of late. */
export async function readOutlook (database: Database, times: Times, now: Date): Promise<Outlook> {
  const windows = currentWindows(times.windows, now)
  return lookAhead(windows, { ...await readPace(database, windows, now), pauses: await createPauses(database).inForce(now) }, now)
}
