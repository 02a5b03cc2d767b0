// When a case system that sends letters has fallen silent, judged by its own habit. Pure: the same letters always give the same answer.
import { isWorkingDay } from './working-days.ts'

/** A silence that habit does not explain. */
export interface Silence {
  /** The hour in which the last letter came. */
  since: Date
  /** Hours since then in which something used to come, each counted as often as it did: one that did in three weeks of four counts 0.75. */
  missed: number
}

const hourMs = 60 * 60 * 1000
const weekMs = 7 * 24 * hourMs

/** A habit is what was done in so long before the last letter, in milliseconds. */
export const habitMs = 8 * weekMs

/** Before so long there is no habit, and neither with fewer hours in which something came. */
const leastHabitMs = 4 * weekMs
const leastHours = 4

/** So many expected hours must have passed, and so many times as many as ever passed without a letter before. */
const leastMissed = 2
const beyondLongest = 1.5

/**
 * Tells whether a source has been silent for longer than it used to be.
 *
 * Every hour of the week is expected to bring letters as often as it did before; what counts is whether any came, not how many. Norwegian
 * holidays are held against Sundays, so a quiet Easter is no alarm and makes no Thursday quieter. Half-done hours do not count.
 *
 * @param active hours in which letters came, each by its start, in any order
 */
export function silenceOf (active: readonly Date[], now: Date): Silence | undefined {
  const hours = active.map(hour => hour.getTime()).filter(hour => hour <= now.getTime())
  const last = Math.max(...hours)
  const first = Math.max(Math.min(...hours), last - habitMs)
  const known = new Set(hours.filter(hour => hour >= first))
  if (known.size < leastHours || last - first < leastHabitMs) return undefined
  const expected = habitOf(first, last, known)
  let longest = 0
  let missed = 0
  for (let hour = first; hour <= last; hour += hourMs) {
    missed = known.has(hour) ? 0 : missed + expected(hour)
    longest = Math.max(longest, missed)
  }
  // After as long a silence as a habit is long, nothing new is to be learned from it.
  for (let hour = last + hourMs; hour + hourMs <= Math.min(now.getTime(), last + habitMs); hour += hourMs) missed += expected(hour)
  return missed >= leastMissed && missed > beyondLongest * longest ? { since: new Date(last), missed } : undefined
}

/** How often an hour of the week brought letters, 0 to 1. */
function habitOf (first: number, last: number, known: ReadonlySet<number>): (hour: number) => number {
  const slotOf = createSlots()
  const passed = new Map<string, number>()
  const brought = new Map<string, number>()
  for (let hour = first; hour <= last; hour += hourMs) {
    const slot = slotOf(hour)
    passed.set(slot, (passed.get(slot) ?? 0) + 1)
    if (known.has(hour)) brought.set(slot, (brought.get(slot) ?? 0) + 1)
  }
  return hour => (brought.get(slotOf(hour)) ?? 0) / (passed.get(slotOf(hour)) ?? 1)
}

const clock = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Oslo', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23'
})

/** Names the hour of the week on the clocks in Norway; a holiday is a Sunday. What is costly to know of a day is asked once a day. */
function createSlots (): (hour: number) => string {
  const kinds = new Map<string, string>()
  const slots = new Map<number, string>()
  const name = (hour: number): string => {
    const shown = clock.format(hour)
    const day = shown.slice(0, -2)
    const kind = kinds.get(day) ?? kindOf(day, new Date(hour))
    kinds.set(day, kind)
    return kind + shown.slice(-2)
  }
  return hour => {
    const slot = slots.get(hour) ?? name(hour)
    slots.set(hour, slot)
    return slot
  }
}

function kindOf (day: string, moment: Date): string {
  return day.startsWith('Sat') || isWorkingDay(moment) ? day.slice(0, 3) : 'Sun'
}
