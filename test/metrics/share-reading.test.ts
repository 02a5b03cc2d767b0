import { test } from 'tap'
import { shareReading } from '../../src/metrics/share-reading.ts'

/** A reading that counts how often it was made, under a clock that stands still until it is moved. */
function counting (): { read: () => Promise<number>, clock: { ms: number }, made: () => number } {
  const clock = { ms: 1_000_000 }
  let made = 0
  return { read: shareReading(async () => made += 1, { keptMs: 5000, now: () => new Date(clock.ms) }), clock, made: () => made }
}

test('shareReading() reads once for all who ask at the same time', async t => {
  const { read, made } = counting()
  t.strictSame(await Promise.all([read(), read(), read()]), [1, 1, 1])
  t.equal(made(), 1)
})

test('shareReading() tells a reading again for a while, and then reads anew', async t => {
  const { read, clock } = counting()
  t.equal(await read(), 1)
  clock.ms += 4999
  t.equal(await read(), 1)
  clock.ms += 1
  t.equal(await read(), 2)
  clock.ms -= 3_600_000
  t.equal(await read(), 3, 'a clock that was set back')
})

test('shareReading() waits for a reading that takes longer than it is kept only if it began within that time', async t => {
  const { read, clock } = counting()
  const first = read()
  clock.ms += 5000
  t.strictSame(await Promise.all([first, read()]), [1, 2])
})

test('shareReading() does not keep a failure', async t => {
  let made = 0
  const read = shareReading(async () => { if (made++ === 0) throw new Error('away'); return made }, { keptMs: 5000, now: () => new Date(0) })
  await t.rejects(Promise.all([read(), read()]), { message: 'away' })
  t.equal(await read(), 2)
})
