import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Reservation } from '../../src/journey/records.ts'
import { aLetter } from '../support/a-letter.ts'
import { aStore, type TestStore } from '../support/a-store.ts'

const key = { owner: 'case system', key: 'key-1' }
const now = new Date('2026-03-01T10:00:00Z')
const after = (ms: number): Date => new Date(now.getTime() + ms)

interface Call { letterId: string, holder: string }

const aCall = (): Call => ({ letterId: randomUUID(), holder: randomUUID() })

function reserve ({ records }: TestStore, call: Call, at = now, owner = key): Promise<Reservation> {
  return records.idempotency.reserve(owner, call.letterId, call.holder, at, new Date(at.getTime() + 1000))
}

/** Accepts a letter under a key, as journey/accept.ts does. */
async function answer ({ records }: TestStore, call: Call, body = '{"id":1}'): Promise<boolean> {
  records.letters.begin(call.letterId)
  return records.transaction(async () => {
    if (!await records.idempotency.answer(key, call.letterId, call.holder, { '/title': 'ab' }, body)) return false
    await records.letters.insert(aLetter({ id: call.letterId }), 'lookup')
    return true
  })
}

test('reserve() takes a free key', async t => {
  t.strictSame(await reserve(await aStore(), aCall()), { kind: 'ours' })
})

test('reserve() tells another call that the key is in flight', async t => {
  const store = await aStore()
  await reserve(store, aCall())
  t.strictSame(await reserve(store, aCall()), { kind: 'in-flight' })
})

test('reserve() lets two clients use the same key', async t => {
  const store = await aStore()
  await reserve(store, aCall())
  t.strictSame(await reserve(store, aCall(), now, { ...key, owner: 'another' }), { kind: 'ours' })
})

test('reserve() by twenty at once gives the key to one', async t => {
  const store = await aStore()
  const kinds = (await Promise.all(Array.from({ length: 20 }, () => reserve(store, aCall())))).map(({ kind }) => kind)
  t.strictSame(kinds.sort(), [...Array.from({ length: 19 }, () => 'in-flight'), 'ours'])
})

test('reserve() by the same holder prolongs its hold', async t => {
  const store = await aStore()
  const call = aCall()
  await reserve(store, call)
  t.strictSame(await reserve(store, call, after(900)), { kind: 'ours' })
  t.strictSame(await reserve(store, aCall(), after(1500)), { kind: 'in-flight' })
})

test('reserve() takes over from a holder whose time is up, whose late answer is then refused', async t => {
  const store = await aStore()
  const [dead, next] = [aCall(), aCall()]
  await reserve(store, dead)
  t.strictSame(await reserve(store, next, after(1001)), { kind: 'ours' })
  t.equal(await answer(store, dead), false)
  t.equal(await answer(store, next), true)
})

test('answer() is kept, and every later call gets it byte for byte', async t => {
  const store = await aStore()
  const call = aCall()
  await reserve(store, call)
  await answer(store, call, '{ "title": "Svar på søknad" }\n')
  const expected = { kind: 'answered', letterId: call.letterId, digests: { '/title': 'ab' }, body: '{ "title": "Svar på søknad" }\n' }
  t.strictSame(await reserve(store, aCall()), expected)
  t.strictSame(await reserve(store, aCall(), after(1e9)), expected)
})

test('answer() is refused to who never held the key', async t => {
  const store = await aStore()
  await reserve(store, aCall())
  t.equal(await answer(store, aCall()), false)
})

test('answer() of several at once keeps those of whoever holds the key still', async t => {
  const store = await aStore()
  const { idempotency } = store.records
  const calls = ['a', 'b', 'c'].map(name => ({ ...aCall(), owner: { owner: `case system ${name}`, key: 'key-1' } }))
  for (const call of calls) await reserve(store, call, now, call.owner)
  const next = aCall()
  await reserve(store, next, after(1001), calls[1]?.owner)
  const kept = await store.records.shared(() => Promise.all([...calls, { ...next, owner: key }].map(({ owner, letterId, holder }) => {
    store.records.letters.begin(letterId)
    return idempotency.answer(owner, letterId, holder, { '/title': letterId }, letterId)
  })))
  t.strictSame(kept, [true, false, true, false])
  for (const [number, { owner, letterId }] of calls.entries()) {
    const found = await reserve(store, aCall(), now, owner)
    t.strictSame(found, number === 1 ? { kind: 'in-flight' } : { kind: 'answered', letterId, digests: { '/title': letterId }, body: letterId })
  }
})

test('answer() rolls back with its transaction', async t => {
  const store = await aStore()
  const call = aCall()
  await reserve(store, call)
  store.records.letters.begin(call.letterId)
  await t.rejects(store.records.transaction(async () => {
    await store.records.idempotency.answer(key, call.letterId, call.holder, {}, 'body')
    throw new Error('no')
  }))
  t.strictSame(await reserve(store, aCall()), { kind: 'in-flight' })
})

test('release() frees the key', async t => {
  const store = await aStore()
  const call = aCall()
  await reserve(store, call)
  await store.records.idempotency.release(key, call.holder)
  t.strictSame(await reserve(store, aCall()), { kind: 'ours' })
})

test('release() by another frees nothing, nor does it once there is an answer', async t => {
  const store = await aStore()
  const call = aCall()
  await reserve(store, call)
  await store.records.idempotency.release(key, randomUUID())
  t.equal(await answer(store, call), true)
  await store.records.idempotency.release(key, call.holder)
  t.match(await reserve(store, aCall()), { kind: 'answered' })
})

test('reserve() stores no key in clear', async t => {
  const store = await aStore()
  await reserve(store, aCall(), now, { ...key, key: 'person-20914695016' })
  t.notMatch(JSON.stringify(await store.database.query('select idempotency::text from idempotency')), /20914695016|3230393134/)
})
