import type { Outlook } from '../letter/outlook.ts'
import type { Pause } from '../letter/pause.ts'
import { currentWindows, lookAhead } from '../route/outlook.ts'
import type { Times } from '../route/times.ts'
import type { Database } from '../store/database.ts'
import { readPace } from '../store/pace.ts'

/** What is ahead: what waits, what senders have told of, and the pace of late. `pauses` is what is stopped now. */
export async function readOutlook (database: Database, times: Times, pauses: readonly Pause[], now: Date): Promise<Outlook> {
  const windows = currentWindows(times.windows, now)
  return lookAhead(windows, { ...await readPace(database, windows, now), pauses }, now)
}
