import { test } from 'tap'
import { expiryLevel } from '../../src/certificates/expiry-level.ts'

test('expiryLevel() steps down at 90, 30 and 7 days, and when it is over', async t => {
  t.strictSame([91, 90, 31, 30, 8, 7, 0, -1].map(expiryLevel), ['ok', 'order', 'order', 'switch', 'switch', 'urgent', 'urgent', 'over'])
})
