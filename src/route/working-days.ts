// The Norwegian working calendar. Pure: days are those of Europe/Oslo, whatever zone the machine is in.

const dayMs = 86_400_000
const sunday = 0
const saturday = 6

/** Month and day of the holidays that have a date: New Year's Day, Labor Day, Constitution Day, Christmas Day and Boxing Day. */
const fixedHolidays: ReadonlySet<string> = new Set(['1-1', '5-1', '5-17', '12-25', '12-26'])

/**
 * Days after Easter Sunday: Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday.
 *
 * @see Lov om helligdager og helligdagsfred § 2; lov om 1 og 17 mai som høgtidsdagar
 */
const easterHolidays: ReadonlySet<number> = new Set([-3, -2, 0, 1, 39, 49, 50])

/** A calendar day in Oslo and the time on its clocks, as milliseconds since 1970 as if Oslo were at Greenwich. */
type WallMs = number

/** Tells whether the moment lies on a working day in Norway: neither Saturday, Sunday nor a holiday. */
export function isWorkingDay (moment: Date): boolean {
  return isWorking(wallOf(moment))
}

/** Tells whether the moment lies on a holiday in Norway, on whatever day of the week that falls. */
export function isHoliday (moment: Date): boolean {
  return isFree(wallOf(moment))
}

/**
 * The moment so many working days later, with the clocks in Oslo at the same time. The day of `from` itself does not count, whether it is one
 * or not; so Friday and one working day give Monday, and Saturday and one do too.
 *
 * @throws {RangeError} unless `days` is a whole number from 0 to 3660
 */
export function addWorkingDays (from: Date, days: number): Date {
  if (!Number.isInteger(days) || days < 0 || days > 3660) throw new RangeError(`Cannot add ${days} working days: not a whole number from 0 to 3660`)
  if (days === 0) return new Date(from)
  let wall = wallOf(from)
  for (let left = days; left > 0;) {
    wall += dayMs
    if (isWorking(wall)) left -= 1
  }
  return momentOf(wall)
}

function isWorking (wall: WallMs): boolean {
  const weekday = new Date(wall).getUTCDay()
  return weekday !== saturday && weekday !== sunday && !isFree(wall)
}

function isFree (wall: WallMs): boolean {
  const day = new Date(wall)
  if (fixedHolidays.has(`${day.getUTCMonth() + 1}-${day.getUTCDate()}`)) return true
  const today = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate())
  return easterHolidays.has((today - easterSunday(day.getUTCFullYear())) / dayMs)
}

/** Easter Sunday of a year, by the anonymous Gregorian computus (Meeus, *Astronomical Algorithms*, ch. 8), which holds for every year. */
function easterSunday (year: number): WallMs {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const leapCenturies = Math.floor(century / 4)
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - leapCenturies - moonCorrection + 15) % 30
  const yearOfCentury = year % 100
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
  const lateMoon = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * lateMoon + 114
  return Date.UTC(year, Math.floor(days / 31) - 1, days % 31 + 1)
}

const clock = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Oslo', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
})

function wallOf (moment: Date): WallMs {
  const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  const at = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
  // Zones differ by whole seconds, so what the clock does not show of the moment is its own.
  return wall + ((moment.getTime() % 1000) + 1000) % 1000
}

/**
 * The moment the clocks in Oslo show so, on a working day. Clocks are changed in the night to a Sunday, so the offset an hour or two later,
 * which is where Greenwich reads the same time, is the offset then.
 */
function momentOf (wall: WallMs): Date {
  const offset = wallOf(new Date(wall)) - wall
  return new Date(wall - offset)
}
