import { test } from 'tap'
import { giveBack } from '../../src/bytes/give-back.ts'

test('giveBack() leaves nothing of bytes that are alone in their memory', async t => {
  const alone = new Uint8Array(1000).fill(1)
  giveBack(alone)
  t.equal(alone.length, 0)
})

test('giveBack() leaves bytes alone that share their memory', async t => {
  const whole = new Uint8Array(1000).fill(1)
  const part = whole.subarray(10, 20)
  giveBack(part)
  t.equal(part.length, 10)
  t.equal(whole.length, 1000)
  const shared = new Uint8Array(new SharedArrayBuffer(8))
  giveBack(shared)
  t.equal(shared.length, 8)
})
