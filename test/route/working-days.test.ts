import fc from 'fast-check'
import { test } from 'tap'
import { addWorkingDays, isWorkingDay } from '../../src/route/working-days.ts'

const dayMs = 86_400_000

/** Noon in Oslo, near enough. */
const noon = (day: string): Date => new Date(`${day}T11:00:00Z`)

const plusDays = (day: string, days: number): string => new Date(noon(day).getTime() + days * dayMs).toISOString().slice(0, 10)

/** Easter Sundays as published (Norsk almanakk; the extremes of the Gregorian calendar from the literature on the computus). */
const easters = [
  '1818-03-22', '1943-04-25', '1981-04-19', '2000-04-23', '2008-03-23', '2016-03-27', '2019-04-21', '2020-04-12', '2021-04-04', '2022-04-17',
  '2023-04-09', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21', '2038-04-25', '2049-04-18',
  '2076-04-19', '2285-03-22'
]
for (const easter of easters) {
  test(`isWorkingDay() knows the days around Easter ${easter}`, async t => {
    const free = [-3, -2, -1, 0, 1, 39, 49, 50].filter(days => isWorkingDay(noon(plusDays(easter, days))))
    t.strictSame(free, [])
    // Saturday may hide a wrong Easter: the Wednesday before, and the days beside Ascension and Whit Monday, are working days but for 1 and 17 May.
    const working = [-4, 2, 38, 40, 51].map(days => plusDays(easter, days)).filter(day => !/-05-(?:01|17)$/.test(day))
    t.strictSame(working.filter(day => !isWorkingDay(noon(day))), [])
  })
}

for (const day of ['2026-01-01', '2026-05-01', '2027-05-17', '2025-12-25', '2025-12-26', '2026-05-14', '2026-05-25', '2026-04-02', '2026-11-21']) {
  test(`isWorkingDay() takes ${day} for free`, async t => { t.equal(isWorkingDay(noon(day)), false) })
}

for (const day of ['2025-12-24', '2025-12-31', '2026-01-02', '2026-04-01', '2026-04-07', '2028-02-29', '2026-05-18', '2026-11-20']) {
  test(`isWorkingDay() takes ${day} for a working day`, async t => { t.equal(isWorkingDay(noon(day)), true) })
}

for (const [moment, expected] of [
  ['2025-12-31T22:59:59Z', true], ['2025-12-31T23:00:00Z', false], ['2026-01-01T22:59:59Z', false], ['2026-01-01T23:00:00Z', true],
  ['2026-04-30T21:59:59.999Z', true], ['2026-04-30T22:00:00Z', false]
] as const) {
  test(`isWorkingDay() asks the calendar in Oslo: ${moment}`, async t => { t.equal(isWorkingDay(new Date(moment)), expected) })
}

for (const [what, from, days, expected] of [
  ['over a weekend', '2026-11-20T12:00:00+01:00', 1, '2026-11-23T12:00:00+01:00'],
  ['from a Saturday', '2026-11-21T12:00:00+01:00', 1, '2026-11-23T12:00:00+01:00'],
  ['over New Year', '2025-12-30T15:30:00+01:00', 2, '2026-01-02T15:30:00+01:00'],
  ['over Christmas', '2026-12-23T08:00:00+01:00', 3, '2026-12-29T08:00:00+01:00'],
  ['over Easter and the night to summer time', '2024-03-27T09:00:00+01:00', 1, '2024-04-02T09:00:00+02:00'],
  ['over Easter 2026', '2026-04-01T23:59:59.999+02:00', 5, '2026-04-13T23:59:59.999+02:00'],
  ['over the night to summer time, at a time it leaves out', '2026-03-27T02:30:00+01:00', 1, '2026-03-30T02:30:00+02:00'],
  ['over the night to winter time, at a time it has twice', '2026-10-23T02:30:00+02:00', 1, '2026-10-26T02:30:00+01:00'],
  ['from the second 02:30 of the night to winter time', '2026-10-25T02:30:00+01:00', 1, '2026-10-26T02:30:00+01:00'],
  ['to 29 February', '2028-02-25T10:00:00+01:00', 2, '2028-02-29T10:00:00+01:00'],
  ['over 29 February', '2028-02-28T10:00:00+01:00', 2, '2028-03-01T10:00:00+01:00'],
  ['over May 2027', '2027-04-30T10:00:00+02:00', 10, '2027-05-18T10:00:00+02:00'],
  ['of none', '2026-11-21T12:00:00.123+01:00', 0, '2026-11-21T12:00:00.123+01:00']
] as const) {
  test(`addWorkingDays() counts ${what}`, async t => { t.same(addWorkingDays(new Date(from), days), new Date(expected)) })
}

for (const days of [-1, 0.5, Number.NaN, 3661]) {
  test(`addWorkingDays() refuses ${days} days`, async t => { t.throws(() => addWorkingDays(noon('2026-01-05'), days), RangeError) })
}

test('addWorkingDays() of two numbers is the one after the other, and never a free day', async () => {
  const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2300-01-01'), noInvalidDate: true })
  fc.assert(fc.property(moments, fc.integer({ min: 1, max: 40 }), fc.nat(40), (from, first, second) => {
    const both = addWorkingDays(from, first + second)
    return isWorkingDay(both) && both > from && addWorkingDays(addWorkingDays(from, first), second).getTime() === both.getTime()
  }), { numRuns: 500 })
})
