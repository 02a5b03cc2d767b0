import { clockMoment, dayInNorway, daysLater } from './norwegian-day.ts'
import type { QuietHours } from './times.ts'
import { isHoliday, isWorkingDay } from './working-days.ts'

/** Hours that follow each other for so many days are no night's rest: further on nobody looks, and the one who waits asks again. */
const mostSpans = 60

/**
 * When the quiet hours around a moment are over; undefined if it lies in none. Hours that touch or overlap, of whichever rows, count as one.
 * The clocks in Norway decide, also in the two nights they are changed in. Pure.
 */
export function quietUntil (rows: readonly QuietHours[], moment: Date): Date | undefined {
  let until = moment
  for (let span = 0; span < mostSpans; span++) {
    const ends = rows.flatMap(row => endsAround(row, until)).map(end => end.getTime())
    if (ends.length === 0) break
    until = new Date(Math.max(...ends))
  }
  return until > moment ? until : undefined
}

/** Hours that begin on the day before may pass midnight. */
function endsAround (row: QuietHours, moment: Date): Date[] {
  const today = dayInNorway(moment)
  return [daysLater(today, -1), today].filter(day => isDayOf(row, day)).flatMap(day => {
    // Where an hour comes twice, both are quiet: they begin with the first and end with the last.
    const end = clockMoment(row.to > row.from ? day : daysLater(day, 1), row.to, 'last')
    return clockMoment(day, row.from) <= moment && moment < end ? [end] : []
  })
}

function isDayOf ({ days }: QuietHours, day: string): boolean {
  if (days === undefined) return true
  const noon = new Date(`${day}T11:00:00Z`)
  const isWeekend = [0, 6].includes(noon.getUTCDay())
  const is = { working: () => isWorkingDay(noon), weekend: () => isWeekend, holiday: () => isHoliday(noon) }
  return days.some(kind => is[kind]())
}
