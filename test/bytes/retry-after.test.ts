import { test } from 'tap'
import { longestRetryAfterMs, readRetryAfter } from '../../src/bytes/retry-after.ts'

const now = new Date('2026-03-01T10:00:00Z')
const after = (ms: number): Date => new Date(now.getTime() + ms)

test('readRetryAfter() reads a number in the other side\'s unit, and a date', async t => {
  t.strictSame(readRetryAfter('90', now), { notBefore: after(90_000) })
  t.strictSame(readRetryAfter('90', now, 1), { notBefore: after(90) })
  t.strictSame(readRetryAfter('Sun, 01 Mar 2026 10:05:00 GMT', now), { notBefore: after(300_000) })
})

test('readRetryAfter() takes what cannot be read for nothing said', async t => {
  for (const header of [null, '', 'soon', '-5', '1.5']) t.strictSame(readRetryAfter(header, now).askedFor, undefined, String(header))
  t.strictSame([readRetryAfter(null, now), readRetryAfter('soon', now)], [{}, {}])
})

test('readRetryAfter() obeys six hours and not a moment more, and tells what was asked for', async t => {
  t.strictSame(readRetryAfter('21600', now), { notBefore: after(longestRetryAfterMs) })
  t.strictSame(readRetryAfter('21601', now), { notBefore: after(longestRetryAfterMs), askedFor: after(21_601_000) })
  t.strictSame(readRetryAfter('Mon, 01 Mar 2027 10:00:00 GMT', now), { notBefore: after(longestRetryAfterMs), askedFor: new Date('2027-03-01T10:00:00Z') })
  for (const header of ['999999999999', '9'.repeat(40)]) t.strictSame(readRetryAfter(header, now).notBefore, after(longestRetryAfterMs), header)
})
