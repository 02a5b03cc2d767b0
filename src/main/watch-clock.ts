import type { Logger } from 'pino'
import { createClockWatch, stopBeyondMs, type ClockWatch } from '../queue/clock-watch.ts'
import type { Database } from '../store/database.ts'
import { databaseNow } from '../store/database-clock.ts'

/** Watches this process's clock, and has the log tell of it. */
export function watchClock (database: Database, log: Logger, now: () => Date): ClockWatch {
  return createClockWatch({
    databaseNow: () => databaseNow(database),
    now,
    steadyMs: () => performance.now(),
    onOff: offsetMs => { log.error({ offsetMs }, `the clock is not the database's; beyond ${stopBeyondMs / 1000} seconds nothing is begun here until it is right`) },
    onRight: () => { log.info('the clock is right again') }
  })
}
