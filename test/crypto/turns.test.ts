import { performance } from 'node:perf_hooks'
import { test } from 'tap'
import { turnWhenDue } from '../../src/crypto/turns.ts'

test('turnWhenDue() lets the event loop turn now and then, and not each time', async t => {
  let turns = 0
  let asked = 0
  const count = (): void => { turns += 1; next = setImmediate(count) }
  let next = setImmediate(count)
  const end = performance.now() + 60
  while (performance.now() < end) {
    await turnWhenDue()
    asked += 1
  }
  clearImmediate(next)
  t.ok(turns > 1, 'others had their turn')
  t.ok(turns < asked / 10, 'few of many')
})
