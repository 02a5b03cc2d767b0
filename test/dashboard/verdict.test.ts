import { test } from 'tap'
import { conditionOf, findingsOf, oldestWaiting } from '../../src/dashboard/verdict.ts'
import { badOverview, calmOverview, emptyOverview, letterId, minutesAgo, now, pauses } from './fake-desk.ts'

test('findingsOf() finds nothing on an empty desk or a calm one', async t => {
  t.same(findingsOf(emptyOverview(), now), [])
  t.same(findingsOf(calmOverview(), now), [])
})

test('findingsOf() tells the most pressing first', async t => {
  const found = findingsOf(badOverview(), now)
  t.same(found.map(finding => finding.kind), ['oldest', 'people', 'pauses', 'party', 'check', 'check'])
  t.match(found[0], { letterId: letterId(3), ageMs: 192 * 60_000 })
  t.match(found[1], { count: 4, state: 'needs_decision' })
})

test('findingsOf() leads to the held letters where none needs a decision', async t => {
  const overview = { ...calmOverview(), counts: [{ state: 'held' as const, channel: null, count: 2 }] }
  t.match(findingsOf(overview, now), [{ kind: 'people', count: 2, state: 'held' }])
})

test('findingsOf() tells that something is paused', async t => {
  t.strictSame(findingsOf({ ...calmOverview(), pauses }, now), [{ kind: 'pauses', count: pauses.length }])
})

test('findingsOf() calls a letter late after five minutes', async t => {
  const aged = (minutes: number) => ({ ...calmOverview(), oldest: [{ state: 'received' as const, channel: null, letterId: letterId(1), since: minutesAgo(minutes) }] })
  t.same(findingsOf(aged(5), now), [])
  t.match(findingsOf(aged(5.1), now), [{ kind: 'oldest' }])
})

test('oldestWaiting() leaves out letters that the channel has', async t => {
  t.equal(oldestWaiting(calmOverview())?.letterId, letterId(1))
})

test('conditionOf() goes by the newest call', async t => {
  const failure = { at: minutesAgo(5), code: 'ERR_LOOKUP_UNAVAILABLE' as const }
  t.equal(conditionOf({ lastSuccessAt: null, lastFailure: null }), 'unused')
  t.equal(conditionOf({ lastSuccessAt: null, lastFailure: failure }), 'failing')
  t.equal(conditionOf({ lastSuccessAt: minutesAgo(6), lastFailure: failure }), 'failing')
  t.equal(conditionOf({ lastSuccessAt: minutesAgo(4), lastFailure: failure }), 'well')
  t.equal(conditionOf({ lastSuccessAt: minutesAgo(4), lastFailure: null }), 'well')
})
