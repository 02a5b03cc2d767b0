import { test } from 'tap'
import { dayInNorway, endOfDay, startOfDay } from '../../src/route/norwegian-day.ts'

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
