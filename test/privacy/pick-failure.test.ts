import { test } from 'tap'
import { pickFailure } from '../../src/privacy/pick-failure.ts'

test('pickFailure() keeps kind, code, places and causes', async t => {
  const failure = { name: 'DatabaseError', code: '23505', frames: ['at run (file:///app/src/x.ts:1:2)'], cause: { name: 'Error' } }
  t.same(pickFailure(failure), failure)
})

test('pickFailure() drops all that could be a sentence or a number', async t => {
  const failure = { name: 'Kari Nordmann', code: '20914612345', frames: ['    at Kari Nordmann, Storgata 1', 7], message: 'x', detail: { a: 1 } }
  t.same(pickFailure(failure), { frames: [] })
})

test('pickFailure() takes anything, and ends on a ring', async t => {
  for (const value of [undefined, null, 'text', 7]) t.same(pickFailure(value), {})
  const ring: { name: string, cause?: unknown } = { name: 'Ring' }
  ring.cause = ring
  t.equal(JSON.stringify(pickFailure(ring)).split('Ring').length - 1, 5)
})
