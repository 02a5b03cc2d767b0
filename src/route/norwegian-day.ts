// Prices and reports go by the date in Norway. Sweden writes dates as ISO 8601 does.
const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', year: 'numeric', month: '2-digit', day: '2-digit' })

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
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return startOfDay(next.toISOString().slice(0, 10))
}
