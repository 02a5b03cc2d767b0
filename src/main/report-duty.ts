// The nightly report: made once a date by one of the schedulers, of the day before.
import type { Calendar, DailyDuty } from '../queue/daily-duties.ts'
import { clockMoment, dayInNorway, daysLater, endOfDay, startOfDay } from '../route/norwegian-day.ts'
import type { Gateway } from './open-gateway.ts'
import { readOutlook } from './read-outlook.ts'

/** Dates and times as people in Norway tell them. */
export const norwegianCalendar: Calendar = { dayOf: dayInNorway, momentOf: clockMoment, daysLater }

/** Writes the report of each day, half an hour into the next. */
export function reportDuty ({ database, store, times, now }: Pick<Gateway, 'database' | 'store' | 'times' | 'now'>): DailyDuty {
  return {
    name: 'report',
    time: '00:30',
    run: async date => {
      const day = daysLater(date, -1)
      const outlook = await readOutlook(database, times, await store.records.pauses.inForce(now()), now())
      await store.dayReports.make({ day, from: startOfDay(day), to: endOfDay(day) }, outlook, now())
    }
  }
}
