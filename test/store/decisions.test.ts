import { test } from 'tap'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { acceptedAt, aStore, storeAttempt, storeLetter, type TestStore } from '../support/a-store.ts'
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

test('latestOf() gives each letter its last, and opens none before it is asked for', async t => {
  const store = await aStore()
  const [twice, once, none] = [await storeLetter(store), await storeLetter(store), await storeLetter(store)]
  const decision = route(twice, facts(), acceptedAt)
  for (const [{ id }, rule] of [[twice, 'first'], [twice, 'second'], [once, 'third']] as const) {
    await store.records.decisions.insert(id, { ...decision, rule }, facts(), acceptedAt)
  }
  await store.database.query('update decision set decided = set_byte(decided, 20, 255 - get_byte(decided, 20)) where letter_id = $1', [once.id])
  const found = await store.records.decisions.latestOf([twice.id, once.id, none.id])
  t.equal((await found.get(twice.id)?.())?.rule, 'second')
  t.equal(found.has(none.id), false)
  await t.rejects(Promise.resolve(found.get(once.id)?.()), { code: 'ERR_STORE_KEY' })
})

test('toReread() names the letters whose sealed attempt rests on facts read so long ago', async t => {
  const store = await aStore()
  const [old, young] = [await decidedAt(store, acceptedAt), await decidedAt(store, new Date(acceptedAt.getTime() + 1000))]
  const { toReread } = store.records.decisions
  t.strictSame(await toReread([old, young], acceptedAt), new Set([old]))
  t.strictSame(await toReread([old, young], null), new Set([old, young]))
  t.strictSame(await toReread([young], acceptedAt), new Set())
})

test('toReread() goes by the last decision, and leaves out attempts that may have left', async t => {
  const store = await aStore()
  const [again, doubtful] = [await decidedAt(store, acceptedAt), await decidedAt(store, acceptedAt)]
  const newer = facts({ readAt: new Date(acceptedAt.getTime() + 1000) })
  await store.records.decisions.insert(again, route(aLetter(), newer, acceptedAt), newer, acceptedAt)
  const [attempt] = await store.records.attempts.ofLetter(doubtful)
  if (attempt !== undefined) await store.records.attempts.move(attempt, 'handing_over')
  t.strictSame(await store.records.decisions.toReread([again, doubtful], acceptedAt), new Set())
})

/** A letter with a sealed attempt, decided from facts read then. */
async function decidedAt (store: TestStore, readAt: Date): Promise<string> {
  const letter = await storeLetter(store)
  await store.records.decisions.insert(letter.id, route(letter, facts({ readAt }), acceptedAt), facts({ readAt }), acceptedAt)
  await storeAttempt(store, letter.id, { state: 'sealed' })
  return letter.id
}
