import { test } from 'tap'
import { cursorNumber } from '../../src/lookup/cursor.ts'

test('cursorNumber() takes whole numbers and nothing else', t => {
  t.strictSame(['0', '40241'].map(cursorNumber), [0, 40241])
  for (const cursor of ['', '-1', '1.5', 'x', ' 1', '1e3', '1234567890123456']) t.throws(() => cursorNumber(cursor), RangeError)
  t.end()
})
