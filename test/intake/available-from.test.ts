import { test } from 'tap'
import { checkAvailableFrom, readMoment } from '../../src/intake/available-from.ts'

test('readMoment() reads RFC 3339 with any offset', async t => {
  t.same(readMoment('2026-02-28T23:30:00-01:00'), new Date('2026-03-01T00:30:00Z'))
  t.same(readMoment('2024-02-29t12:00:00.5z'), new Date('2024-02-29T12:00:00.500Z'))
})

test('readMoment() refuses what is near', async t => {
  const near = [
    '', 'now', '2026-03-01', '2026-03-01T08:00', '2026-03-01T08:00:00', '2026-03-01 08:00:00Z', '2026-03-01T08:00:00+0100', '2026-03-01T08:00:00+1', '2026-3-1T08:00:00Z',
    '2026-02-29T08:00:00Z', '2026-04-31T08:00:00Z', '2026-00-01T08:00:00Z', '2026-13-01T08:00:00Z', '2026-01-00T08:00:00Z', '2026-01-32T08:00:00Z', '2026-01-01T25:00:00Z',
    '2026-01-01T08:60:00Z', '2026-01-01T08:00:60Z', '2026-01-01T08:00:00+25:00', '20260301T080000Z', ' 2026-03-01T08:00:00Z', '+002026-03-01T08:00:00Z'
  ]
  for (const text of near) t.equal(readMoment(text), undefined, text)
})

test('checkAvailableFrom() counts a year by the calendar', async t => {
  const now = new Date('2027-03-01T08:00:00Z')
  t.same(checkAvailableFrom('2028-03-01T09:00:00+01:00', now), [])
  t.match(checkAvailableFrom('2028-03-01T08:00:00.001Z', now), [{ field: '/availableFrom', message: 'Cannot accept the letter: the time is more than one year ahead' }])
})
