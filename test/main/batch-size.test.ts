import { test } from 'tap'
import { batchSize } from '../../src/main/batch-size.ts'
import type { BreakerState } from '../../src/dispatch/breakers.ts'

const sizes = (state: BreakerState): number[] => ['lookup', 'send.eboks', 'send.print', 'follow'].map(queue =>
  batchSize(queue, channel => channel === 'eboks' ? state : { kind: 'closed' }))

test('batchSize() takes nothing for a channel that rests, one letter to try it, and everything of the others', async t => {
  t.strictSame(sizes({ kind: 'closed' }), [100, 20, 20, 50])
  t.strictSame(sizes({ kind: 'resting', until: new Date() }), [100, 0, 20, 50])
  t.strictSame(sizes({ kind: 'probing' }), [100, 1, 20, 50])
})
