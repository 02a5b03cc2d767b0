// Prices and reports go by the date in Norway. Sweden writes dates as ISO 8601 does.
const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', year: 'numeric', month: '2-digit', day: '2-digit' })

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', hour: '2-digit', minute: '2-digit' })

/** The date in Norway at a moment, ISO 8601. */
export function dayInNorway (moment: Date): string {
  return format.format(moment)
}

/** When a date begins in Norway. Clocks are never changed at midnight, so it is one of two moments. */
export function startOfDay (day: string): Date {
  const inSummer = new Date(`${day}T00:00:00+02:00`)
  return dayInNorway(inSummer) === day ? inSummer : new Date(`${day}T00:00:00+01:00`)
}

/** When the date after it begins. */
export function endOfDay (day: string): Date {
  return startOfDay(daysLater(day, 1))
}

/** The date so many days later, or earlier where `days` is negative. */
export function daysLater (day: string, days: number): string {
  const other = new Date(`${day}T00:00:00Z`)
  other.setUTCDate(other.getUTCDate() + days)
  return other.toISOString().slice(0, 10)
}

/**
 * When the clocks in Norway show a time, `HH:MM` up to `24:00`, on a date. In the night they are put back they show an hour twice: the first
 * or the last of the two, as asked. In the night they are put forward they skip one: of a time in it, the moment they jump past it.
 */
export function clockMoment (day: string, time: string, which: 'first' | 'last' = 'first'): Date {
  if (time === '24:00') return endOfDay(day)
  const shown = ['+02:00', '+01:00'].map(offset => new Date(`${day}T${time}:00${offset}`)).filter(moment => clock.format(moment) === time)
  // EU directive 2000/84/EC art. 2 and 3: both changes are at 01:00 Greenwich time.
  return (which === 'first' ? shown[0] : shown.at(-1)) ?? new Date(`${day}T01:00:00Z`)
}
