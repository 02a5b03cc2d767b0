import { test } from 'tap'
import { route } from '../../src/route/route.ts'
import { acceptedAt, aStore, storeLetter } from '../support/a-store.ts'
import { facts } from '../support/facts.ts'

test('latest() is undefined before there is a decision', async t => {
  const store = await aStore()
  t.equal(await store.records.decisions.latest((await storeLetter(store)).id), undefined)
})

test('latest() gives the decision back whole, certificate dates too', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  const decision = route(letter, facts(), acceptedAt)
  await store.records.decisions.insert(letter.id, decision, facts(), acceptedAt)
  t.strictSame(await store.records.decisions.latest(letter.id), decision)
})

test('insert() adds to the decisions and keeps the earlier ones', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  const decision = route(letter, facts(), acceptedAt)
  for (const rule of ['first', 'second']) await store.records.decisions.insert(letter.id, { ...decision, rule }, facts(), acceptedAt)
  t.equal((await store.records.decisions.latest(letter.id))?.rule, 'second')
  const rows = await store.database.query('select rule, ordinal from decision where letter_id = $1 order by ordinal', [letter.id])
  t.same(rows, [{ rule: 'first', ordinal: 1 }, { rule: 'second', ordinal: 2 }])
})
