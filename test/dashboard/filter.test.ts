import { test } from 'tap'
import { readFilter, toDeskFilter } from '../../src/dashboard/filter.ts'
import { minutesAgo, now } from './fake-desk.ts'

test('readFilter() reads every condition', async t => {
  const query = { state: 'held', channel: 'print', sender: '313 000 001', reference: ' 2026/1 ', age: '1h', cursor: 'a.b-c' }
  t.same(readFilter(query), { asked: { ...query, sender: '313000001', reference: '2026/1' }, hasUnreadable: false })
})

test('readFilter() takes an empty condition for none', async t => {
  const { asked, hasUnreadable } = readFilter({ state: '', lang: 'nn' })
  t.same([asked.state, hasUnreadable], [undefined, false])
})

test('readFilter() leaves out and tells what it cannot read', async t => {
  for (const query of [{ state: 'lost' }, { channel: ['print', 'eboks'] }, { sender: '12' }, { age: '2h' }, { age: 'toString' }, { cursor: 'a b' }]) {
    t.match(readFilter(query), { hasUnreadable: true })
  }
})

test('readFilter() never asks for an identity number', async t => {
  for (const reference of ['20914612345', '209146 12345', 'sak 20914612345']) {
    t.match(readFilter({ reference }), { asked: { reference: undefined }, hasUnreadable: true })
  }
})

test('toDeskFilter() turns an age into a moment', async t => {
  t.match(toDeskFilter(readFilter({ age: '1d', state: 'held' }).asked, now, 50), { state: 'held', changedBefore: minutesAgo(1440), limit: 50 })
})
