import { test } from 'tap'
import { pauseAfter, startLoop } from '../../src/queue/loop.ts'

const quiet = { onError: () => {}, onRecovered: () => {} }
const never = 3_600_000

test('startLoop() goes on at once while there is work', async t => {
  let rounds = 0
  const idle = Promise.withResolvers<undefined>()
  const loop = startLoop(async () => {
    rounds += 1
    if (rounds < 5) return 'work'
    idle.resolve(undefined)
    return 'nothing'
  }, { ...quiet, pollMs: never })
  await idle.promise
  await loop.stop()
  t.equal(rounds, 5)
})

test('wake() during a round has the loop look once more', async t => {
  let rounds = 0
  const again = Promise.withResolvers<undefined>()
  const loop = startLoop(async () => {
    rounds += 1
    if (rounds === 1) loop.wake()
    else again.resolve(undefined)
    await Promise.resolve()
    return 'nothing'
  }, { ...quiet, pollMs: never })
  await again.promise
  await loop.stop()
  t.ok(rounds >= 2)
})

test('wake() does not drive a loop that fails', async t => {
  let rounds = 0
  const loop = startLoop(async () => { rounds += 1; throw new Error('down') }, { ...quiet, pollMs: never })
  await new Promise(resolve => setImmediate(resolve))
  for (let count = 0; count < 10; count += 1) loop.wake()
  await new Promise(resolve => setImmediate(resolve))
  t.equal(rounds, 1)
  await loop.stop()
})

test('stop() tells the round in hand and waits for it', async t => {
  const [begun, mayEnd] = [Promise.withResolvers<AbortSignal>(), Promise.withResolvers<undefined>()]
  let ended = false
  const loop = startLoop(async stopping => { begun.resolve(stopping); await mayEnd.promise; ended = true; return 'work' }, { ...quiet, pollMs: never })
  const stopping = await begun.promise
  const stopped = loop.stop()
  t.strictSame([stopping.aborted, ended], [true, false])
  mayEnd.resolve(undefined)
  await stopped
  t.equal(ended, true)
})

test('pauseAfter() doubles with every failure, up to two seconds', async t => {
  t.strictSame([1, 2, 3, 4, 5, 1000].map(failures => pauseAfter(failures, 500)), [500, 1000, 2000, 2000, 2000, 2000])
})

test('pauseAfter() lets luck shorten the wait by up to half', async t => {
  t.strictSame([0, 0.5, 1].map(luck => pauseAfter(3, 500, luck)), [2000, 1500, 1000])
})

test('a loop that fails draws its luck anew for each wait', async t => {
  const drawn: number[] = []
  const emptied = Promise.withResolvers<undefined>()
  const random = (): number => { drawn.push(1); if (drawn.length === 3) emptied.resolve(undefined); return 1 }
  const loop = startLoop(async () => { throw new Error('down') }, { ...quiet, pollMs: 1, random })
  await emptied.promise
  await loop.stop()
  t.ok(drawn.length >= 3)
})
