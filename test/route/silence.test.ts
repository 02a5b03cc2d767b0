import fc from 'fast-check'
import { test } from 'tap'
import { silenceOf } from '../../src/route/silence.ts'

const hourMs = 3_600_000
const hours = (count: number): number => count * hourMs

/** Start of an hour in Norway's winter, when its clocks are one hour ahead. */
const at = (day: string, hour: number): Date => new Date(Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00+01:00`))

/** The same hours of the week, for so many weeks from a Monday. Week hours count from Monday 00:00. */
function weekly (monday: string, weeks: number, ofWeek: readonly number[]): Date[] {
  const start = at(monday, 0).getTime()
  return Array.from({ length: weeks }, (_, week) => ofWeek.map(hour => new Date(start + hours(week * 168 + hour)))).flat()
}

/** Office hours: 8 to 15, Monday to Friday. */
const office = [0, 1, 2, 3, 4].flatMap(day => [8, 9, 10, 11, 12, 13, 14].map(hour => day * 24 + hour))

// Eight weeks in autumn with no holiday in them or after them; the clocks change within, so only the second half is in winter.
const monday = '2026-11-02'

test('silenceOf() sounds on Monday morning when nothing came since Friday', async t => {
  const active = weekly('2026-01-12', 8, office)
  t.equal(silenceOf(active, at('2026-03-09', 9)), undefined, 'one expected hour has passed')
  t.match(silenceOf(active, at('2026-03-09', 10)), { since: at('2026-03-06', 14), missed: 2 })
})

test('silenceOf() lets weekends and nights be quiet', async t => {
  const active = weekly('2026-01-12', 8, office)
  for (const [day, hour] of [['2026-03-06', 20], ['2026-03-07', 12], ['2026-03-08', 23], ['2026-03-09', 8]] as const) {
    t.equal(silenceOf(active, at(day, hour)), undefined, `${day} ${hour}`)
  }
})

test('silenceOf() misses the second night of a source that sends once a night', async t => {
  const active = weekly('2026-01-12', 8, [0, 1, 2, 3, 4].map(day => day * 24 + 2))
  t.equal(silenceOf(active, at('2026-03-09', 23)), undefined)
  t.match(silenceOf(active, at('2026-03-10', 3)), { missed: 2 })
})

test('silenceOf() takes a holiday for a Sunday', async t => {
  // Maundy Thursday is 2 April 2026, Easter Monday 6 April; from 29 March the clocks are two hours ahead, so the habit is told in UTC.
  const active = weekly('2026-02-02', 8, office).map(hour => hour >= new Date('2026-03-29T01:00:00Z') ? new Date(hour.getTime() - hours(1)) : hour)
    .concat([0, 1, 2].flatMap(day => [6, 7, 8, 9, 10, 11, 12].map(hour => new Date(Date.UTC(2026, 2, 30 + day, hour)))))
  t.equal(silenceOf(active, new Date('2026-04-07T06:30:00Z')), undefined, 'all of Easter')
  t.match(silenceOf(active, new Date('2026-04-07T08:00:00Z')), { since: new Date('2026-04-01T12:00:00Z') })
})

test('silenceOf() knows no habit after less than four weeks, or from a few letters', async t => {
  t.equal(silenceOf(weekly(monday, 3, office), at('2026-12-20', 0)), undefined)
  t.equal(silenceOf([], at('2026-12-20', 0)), undefined)
  t.equal(silenceOf(weekly(monday, 3, [0]).concat(at('2026-12-07', 0)).slice(1), at('2027-03-01', 0)), undefined)
})

/** Any habit: hours of the week in which a source sends, all of eight weeks. */
const anyHabit = fc.uniqueArray(fc.integer({ min: 0, max: 167 }), { minLength: 1, maxLength: 60 }).map(ofWeek => weekly('2026-01-12', 8, ofWeek))
const later = fc.integer({ min: 0, max: 24 * 30 })

test('silenceOf() never ends by waiting', async t => {
  fc.assert(fc.property(anyHabit, later, later, (active, first, more) => {
    const end = Math.max(...active.map(Number))
    const before = silenceOf(active, new Date(end + hours(first)))
    const after = silenceOf(active, new Date(end + hours(first + more)))
    return before === undefined || (after !== undefined && after.missed >= before.missed && Number(after.since) === Number(before.since))
  }), { numRuns: 25, seed: 1 })
  t.pass('25 habits')
})

test('silenceOf() ends with the next letter', async t => {
  fc.assert(fc.property(anyHabit, later, (active, wait) => {
    const now = new Date(Math.max(...active.map(Number)) + hours(wait))
    return silenceOf([...active, now], now) === undefined
  }), { numRuns: 25, seed: 2 })
  t.pass('25 habits')
})

test('silenceOf() does not sound while a source keeps exactly to its habit', async t => {
  fc.assert(fc.property(anyHabit, fc.integer({ min: 0, max: 167 }), (active, hour) => {
    const start = Number(at('2026-01-12', 0))
    const now = start + hours(7 * 168 + hour)
    return silenceOf(active.filter(one => Number(one) <= now), new Date(now)) === undefined
  }), { numRuns: 25, seed: 3 })
  t.pass('25 habits')
})

test('silenceOf() asks for the order of the letters as little as for what it was told twice', async t => {
  fc.assert(fc.property(anyHabit, later, (active, wait) => {
    const now = new Date(Math.max(...active.map(Number)) + hours(wait))
    const [one, other] = [silenceOf(active, now), silenceOf([...active, ...active].reverse(), now)]
    return one?.missed === other?.missed
  }), { numRuns: 15, seed: 4 })
  t.pass('15 habits')
})
