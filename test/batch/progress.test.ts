import { PassThrough } from 'node:stream'
import { test } from 'tap'
import { createProgress } from '../../src/batch/progress.ts'
import type { Tally } from '../../src/batch/tally.ts'

const aTally = (done: number, seconds: number, total = 1000): Tally =>
  ({ total, accepted: done, replayed: 0, skipped: 0, left: total - done, refused: [], seconds })

function linesOf (follow: (update: (tally: Tally) => void) => void, first: Tally): string[] {
  const stream = new PassThrough()
  const progress = createProgress({ stream, isTerminal: false, color: false })
  progress.start(first)
  follow(tally => { progress.update(tally) })
  progress.stop()
  return String(stream.read() ?? '').trimEnd().split('\n')
}

test('createProgress() writes a line every ten percent', async t => {
  const lines = linesOf(update => { for (let done = 1; done <= 1000; done++) update(aTally(done, 0)) }, aTally(0, 0))
  t.equal(lines.length, 11)
  t.equal(lines.at(-1), '1000/1000 rows, 0 refused, 0 rows/s')
})

test('createProgress() writes a line every ten seconds when rows are slow', async t => {
  const lines = linesOf(update => { for (let done = 1; done <= 30; done++) update(aTally(done, done)) }, aTally(0, 0))
  t.same(lines.slice(1), ['10/1000 rows, 0 refused, 1 rows/s, about 990 s left', '20/1000 rows, 0 refused, 1 rows/s, about 980 s left',
    '30/1000 rows, 0 refused, 1 rows/s, about 970 s left'])
})

test('createProgress() starts from what an earlier run did', async t => {
  const [first] = linesOf(() => {}, { ...aTally(0, 0), skipped: 600, left: 400 })
  t.match(first, '600/1000 rows')
})
