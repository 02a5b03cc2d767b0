import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { acceptedAt, aStore, storeAttempt, storeLetter } from '../support/a-store.ts'

test('insert() keeps every field of an attempt', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const attempt = await storeAttempt(store, id, { channel: 'print' })
  t.strictSame(await store.records.attempts.ofLetter(id), [attempt])
})

test('ofLetters() gives each letter its own, in order', async t => {
  const store = await aStore()
  const [one, other, none] = [await storeLetter(store), await storeLetter(store), await storeLetter(store)]
  const first = await storeAttempt(store, one.id, { state: 'refused' })
  const [second, third] = [await storeAttempt(store, one.id, { ordinal: 2 }), await storeAttempt(store, other.id)]
  t.strictSame(await store.records.attempts.ofLetters([one.id, other.id, none.id]), new Map([[one.id, [first, second]], [other.id, [third]]]))
})

for (const state of ['planned', 'sealed', 'handing_over', 'handed_over', 'uncertain', 'delivered'] as const) {
  test(`insert() refuses a second attempt while one is ${state}`, async t => {
    const store = await aStore()
    const { id } = await storeLetter(store)
    await storeAttempt(store, id, { state })
    await t.rejects(storeAttempt(store, id, { ordinal: 2 }), { code: '23505' })
  })
}

test('insert() takes a new attempt once the former is refused', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await storeAttempt(store, id, { state: 'refused' })
  await storeAttempt(store, id, { ordinal: 2 })
  t.strictSame((await store.records.attempts.ofLetter(id)).map(({ ordinal }) => ordinal), [1, 2])
})

test('move() writes the new state with what came of it, and keeps that from then on', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const planned = await storeAttempt(store, id)
  await store.records.attempts.move(planned, 'sealed', { fingerprint: 'AAAA', packageBytes: 5_000_000_000, signedBy: 'c'.repeat(64) })
  await store.records.attempts.move({ ...planned, state: 'sealed' }, 'handing_over')
  await store.records.attempts.move({ ...planned, state: 'handing_over' }, 'handed_over', { handedOverAt: acceptedAt })
  const expected = { ...planned, state: 'handed_over', fingerprint: 'AAAA', packageBytes: 5_000_000_000, signedBy: 'c'.repeat(64), handedOverAt: acceptedAt }
  t.same(await store.records.attempts.ofLetter(id), [expected])
})

test('move() refuses whoever read the attempt before it moved', async t => {
  const store = await aStore()
  const planned = await storeAttempt(store, (await storeLetter(store)).id)
  await store.records.attempts.move(planned, 'sealed')
  await t.rejects(store.records.attempts.move(planned, 'sealed'), { code: 'ERR_STORE_MOVE' })
})

test('move() by two at once lets one through', async t => {
  const store = await aStore()
  const sealed = await storeAttempt(store, (await storeLetter(store)).id, { state: 'sealed' })
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => store.records.attempts.move(sealed, 'handing_over')))
  t.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('move() refuses a move outside the table', async t => {
  const store = await aStore()
  const planned = await storeAttempt(store, (await storeLetter(store)).id)
  await t.rejects(store.records.attempts.move(planned, 'handed_over'), { code: 'ERR_STORE_MOVE' })
})

test('byConversation() finds the attempt a receipt answers', async t => {
  const store = await aStore()
  const attempt = await storeAttempt(store, (await storeLetter(store)).id)
  t.strictSame(await store.records.attempts.byConversation(attempt.conversationId), attempt)
  t.equal(await store.records.attempts.byConversation(randomUUID()), undefined)
})

test('byConversation() knows nobody by an id that is no UUID', async t => {
  const store = await aStore()
  t.equal(await store.records.attempts.byConversation('conversation 1\'; --'), undefined)
})

test('insert() takes one attempt that follows a delivered one, and keeps the link', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const first = await storeAttempt(store, id, { state: 'delivered' })
  const paper = await storeAttempt(store, id, { ordinal: 2, channel: 'print', follows: first.messageId })
  t.strictSame((await store.records.attempts.ofLetter(id))[1], paper)
  await t.rejects(storeAttempt(store, id, { ordinal: 3, channel: 'print', follows: first.messageId }), { code: '23505' })
  await store.records.attempts.move(paper, 'refused')
  await storeAttempt(store, id, { ordinal: 3, channel: 'print', follows: first.messageId })
})

for (const state of ['planned', 'sealed', 'handing_over', 'handed_over', 'uncertain', 'refused'] as const) {
  test(`insert() refuses an attempt that follows one that is ${state}`, async t => {
    const store = await aStore()
    const { id } = await storeLetter(store)
    const first = await storeAttempt(store, id, { state })
    await t.rejects(storeAttempt(store, id, { ordinal: 2, follows: first.messageId }), { code: 'ERR_STORE_MOVE' })
  })
}

test('insert() refuses an attempt that follows another letter\'s, one that is linked itself, or nobody\'s', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const first = await storeAttempt(store, id, { state: 'delivered' })
  const paper = await storeAttempt(store, id, { ordinal: 2, state: 'delivered', follows: first.messageId })
  const other = await storeLetter(store)
  await t.rejects(storeAttempt(store, other.id, { follows: first.messageId }), { code: 'ERR_STORE_MOVE' })
  await t.rejects(storeAttempt(store, id, { ordinal: 3, follows: paper.messageId }), { code: 'ERR_STORE_MOVE' })
  await t.rejects(storeAttempt(store, id, { ordinal: 3, follows: randomUUID() }), { code: 'ERR_STORE_MOVE' })
})

test('a delivered attempt that is followed still keeps out one that follows nothing', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const first = await storeAttempt(store, id, { state: 'delivered' })
  await storeAttempt(store, id, { ordinal: 2, follows: first.messageId })
  await t.rejects(storeAttempt(store, id, { ordinal: 3 }), { code: '23505' })
})
