import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { aStore, storeAttempt, storeLetter } from '../support/a-store.ts'

test('one() tells a letter with its attempts in order', async t => {
  const store = await aStore()
  const { id, sender } = await storeLetter(store)
  const refused = await storeAttempt(store, id, { state: 'refused' })
  const planned = await storeAttempt(store, id, { ordinal: 2 })
  t.strictSame((await store.statuses.one(id, [sender]))?.attempts, [refused, planned])
})

test('one() hides another sender\'s letter as if it did not exist', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  t.equal(await store.statuses.one(id, ['922020175']), undefined)
  t.equal(await store.statuses.one(id, []), undefined)
  t.equal(await store.statuses.one(randomUUID(), ['313000001']), undefined)
})

test('one() knows no letter by what is not an id', async t => {
  const { statuses } = await aStore()
  t.equal(await statuses.one('20914695016', ['313000001']), undefined)
})

test('one() tells nothing of recipient, title or documents', async t => {
  const store = await aStore()
  const { id, sender, title } = await storeLetter(store)
  const told = JSON.stringify(await store.statuses.one(id, [sender]))
  t.notMatch(told, /20914695016|letter\.pdf/)
  t.notOk(told.includes(title))
})

test('byReference() tells the newest first, of one\'s own senders only', async t => {
  const store = await aStore()
  const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 10, minute))
  const old = await storeLetter(store, { acceptedAt: at(1) })
  const young = await storeLetter(store, { acceptedAt: at(2) })
  await storeLetter(store, { sender: '922020175' })
  await storeLetter(store, { reference: 'case-2' })
  t.strictSame((await store.statuses.byReference('case-1', ['313000001'])).map(({ id }) => id), [young.id, old.id])
})

test('byReference() tells each letter\'s own attempts', async t => {
  const store = await aStore()
  const letters = [await storeLetter(store), await storeLetter(store)]
  for (const { id } of letters) await storeAttempt(store, id)
  for (const { id, attempts } of await store.statuses.byReference('case-1', ['313000001'])) {
    t.strictSame(attempts.map(({ letterId }) => letterId), [id])
  }
})
