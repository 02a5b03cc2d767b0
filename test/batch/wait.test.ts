import { test } from 'tap'
import { waitMs } from '../../src/batch/wait.ts'

const now = new Date('2026-11-21T13:00:00Z')

test('waitMs() doubles from half a second to half a minute', async t => {
  t.same([0, 1, 2, 5, 6, 20].map(retry => waitMs(retry, null, now)), [500, 1000, 2000, 16_000, 30_000, 30_000])
})

test('waitMs() obeys Retry-After in seconds and as a date', async t => {
  t.equal(waitMs(0, '7', now), 7000)
  t.equal(waitMs(0, 'Sat, 21 Nov 2026 13:00:10 GMT', now), 10_000)
})

test('waitMs() does not trust nonsense, the past, or an hour', async t => {
  t.same(['soon', '', '-3', 'Sat, 21 Nov 2020 13:00:10 GMT'].map(header => waitMs(1, header, now)), [1000, 1000, 1000, 1000])
  t.equal(waitMs(0, '3600', now), 300_000)
})
