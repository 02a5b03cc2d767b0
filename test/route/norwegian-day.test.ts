import { test } from 'tap'
import { clockMoment, dayInNorway, daysLater, endOfDay, startOfDay } from '../../src/route/norwegian-day.ts'

test('dayInNorway() is a day ahead of Greenwich late in the evening', async t => {
  t.equal(dayInNorway(new Date('2026-01-31T23:00:00Z')), '2026-02-01')
  t.equal(dayInNorway(new Date('2026-06-30T21:59:59Z')), '2026-06-30')
})

test('startOfDay() and endOfDay() follow the clocks in winter, in summer, and on the days they are changed', async t => {
  const days = [['2026-01-01', '2025-12-31T23', '2026-01-01T23'], ['2026-07-01', '2026-06-30T22', '2026-07-01T22'],
    ['2026-03-29', '2026-03-28T23', '2026-03-29T22'], ['2026-10-25', '2026-10-24T22', '2026-10-25T23'], ['2028-02-29', '2028-02-28T23', '2028-02-29T23']] as const
  for (const [day, start, end] of days) {
    t.strictSame([startOfDay(day), endOfDay(day)].map(moment => moment.toISOString()), [`${start}:00:00.000Z`, `${end}:00:00.000Z`])
  }
})

test('daysLater() counts on the calendar', async t => {
  t.equal(daysLater('2026-02-28', 1), '2026-03-01')
  t.equal(daysLater('2026-01-01', -1), '2025-12-31')
  t.equal(daysLater('2026-03-28', 2), '2026-03-30')
})

test('clockMoment() finds a time on the clocks in Norway, also where it comes twice or not at all', async t => {
  const at = (...asked: Parameters<typeof clockMoment>): string => clockMoment(...asked).toISOString()
  t.equal(at('2026-02-02', '02:30'), '2026-02-02T01:30:00.000Z')
  t.equal(at('2026-07-02', '00:00'), '2026-07-01T22:00:00.000Z')
  t.equal(at('2026-07-02', '24:00'), '2026-07-02T22:00:00.000Z')
  t.equal(at('2026-03-29', '02:30'), '2026-03-29T01:00:00.000Z')
  t.equal(at('2026-03-29', '03:00'), '2026-03-29T01:00:00.000Z')
  t.equal(at('2026-10-25', '02:30'), '2026-10-25T00:30:00.000Z')
  t.equal(at('2026-10-25', '02:30', 'last'), '2026-10-25T01:30:00.000Z')
  t.equal(at('2026-10-25', '03:00'), '2026-10-25T02:00:00.000Z')
})
