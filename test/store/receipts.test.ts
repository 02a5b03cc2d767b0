import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { PutAway } from '../../src/journey/receipt-records.ts'
import type { Receipt } from '../../src/letter/receipt.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptedAt, aStore, storeAttempt, storeLetter } from '../support/a-store.ts'

const raw = 'eyJhbGciOiJSUzI1NiJ9.receipt'

const away = (changes: Partial<PutAway> = {}): PutAway => ({ raw, receipt: aReceipt(), state: 'applied', receivedAt: acceptedAt, ...changes })

for (const state of ['applied', 'ignored', 'quarantined'] as const) {
  test(`seen() knows a message that was ${state}`, async t => {
    const { records: { receipts } } = await aStore()
    t.equal(await receipts.seen(raw), undefined)
    await receipts.putAway(away({ state }))
    t.strictSame([await receipts.seen(raw), await receipts.seen(raw, aReceipt())], ['message', 'message'])
  })
}

test('seen() knows an applied receipt by id, issuer, conversation and kind together, whatever its bytes', async t => {
  const { records: { receipts } } = await aStore()
  await receipts.putAway(away())
  const others: Partial<Receipt>[] = [{ id: randomUUID() }, { issuer: '922020175' }, { conversationId: randomUUID() }, { kind: 'opening' }]
  // Asked at once, they are one statement.
  t.strictSame(await Promise.all([{}, ...others].map(changes => receipts.seen('signed anew', aReceipt(changes)))),
    ['receipt', undefined, undefined, undefined, undefined])
})

for (const state of ['ignored', 'quarantined', 'parked'] as const) {
  test(`seen() does not take the id of a message that was ${state} for proof`, async t => {
    const { records: { receipts } } = await aStore()
    await receipts.putAway(away({ state }))
    t.equal(await receipts.seen('the real one', aReceipt()), undefined)
  })
}

test('isParked() tells parked messages, which were not seen', async t => {
  const { records: { receipts } } = await aStore()
  await receipts.putAway(away({ state: 'parked' }))
  t.strictSame([await receipts.isParked(raw), await receipts.seen(raw, aReceipt()), await receipts.isParked('other')], [true, undefined, false])
})

test('parked() gives the messages as they came, the oldest first', async t => {
  const { records: { receipts } } = await aStore()
  const names = ['third', 'first', 'second']
  for (const [index, minute] of [3, 1, 2].entries()) {
    const receivedAt = new Date(acceptedAt.getTime() + minute * 60_000)
    await receipts.putAway(away({ raw: names[index] ?? '', receipt: aReceipt({ id: randomUUID() }), state: 'parked', receivedAt }))
  }
  const rawsOf = async (...asked: Parameters<typeof receipts.parked>): Promise<string[]> =>
    (await receipts.parked(...asked)).map(({ open }) => open())
  t.strictSame([await rawsOf(10), await rawsOf(2)], [['first', 'second', 'third'], ['first', 'second']])
  t.strictSame(await rawsOf(10, (await receipts.parked(2))[1]?.place), ['third'])
})

test('parked() gives one that cannot be opened beside the others, which can', async t => {
  const { database, records: { receipts } } = await aStore()
  for (const name of ['spoilt', 'whole']) await receipts.putAway(away({ raw: name, state: 'parked' }))
  const spoilt = (await receipts.parked(2)).find(({ open }) => open() === 'spoilt')
  await database.query('update receipt set raw = set_byte(raw, 20, get_byte(raw, 20) # 1) where raw_digest = decode($1, \'base64\')', [spoilt?.place.digest])
  const [bad, good] = (await receipts.parked(2)).toSorted(({ place }) => place.digest === spoilt?.place.digest ? -1 : 1)
  t.throws(() => bad?.open(), { code: 'ERR_STORE_KEY' })
  t.equal(good?.open(), 'whole')
})

test('parked() goes through messages of one moment by their places, and meets each once', async t => {
  const { records: { receipts } } = await aStore()
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) await receipts.putAway(away({ raw: name, state: 'parked' }))
  const met: string[] = []
  for (let page = await receipts.parked(2); page.length > 0; page = await receipts.parked(2, page.at(-1)?.place)) {
    met.push(...page.map(one => one.open()))
  }
  t.strictSame(met.toSorted(), names)
})

test('putAway() replaces a parked message by what became of it', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const { messageId } = await storeAttempt(store, id)
  await store.records.receipts.putAway(away({ state: 'parked', why: 'no-such-conversation' }))
  await store.records.receipts.putAway(away({ letterId: id, messageId }))
  t.strictSame(await store.records.receipts.parked(10), [])
  const rows = await store.database.query('select state, why, letter_id, message_id, kind, issuer from receipt')
  t.strictSame(rows, [{ state: 'applied', why: null, letter_id: id, message_id: messageId, kind: 'delivery', issuer: '984661185' }])
})

test('putAway() keeps two messages with the id of one receipt while their letter is not found', async t => {
  const { records: { receipts } } = await aStore()
  for (const message of ['signed once', 'signed twice']) await receipts.putAway(away({ raw: message, state: 'parked' }))
  t.equal((await receipts.parked(10)).length, 2)
})

test('putAway() refuses to apply one receipt twice', async t => {
  const { records: { receipts } } = await aStore()
  await receipts.putAway(away())
  await t.rejects(receipts.putAway(away({ raw: 'signed anew' })), { code: '23505' })
})

test('putAway() applies receipts that have nothing but their id in common', async t => {
  const { records: { receipts }, database } = await aStore()
  const changes: Partial<Receipt>[] = [{}, { issuer: '922020175' }, { conversationId: randomUUID() }, { kind: 'opening' }]
  await Promise.all(changes.map((each, index) => receipts.putAway(away({ raw: `message ${index}`, receipt: aReceipt(each) }))))
  t.same(await database.query('select count(*)::int as applied from receipt where state = \'applied\''), [{ applied: 4 }])
})

test('putAway() keeps a message that could not be read', async t => {
  const { records: { receipts }, database } = await aStore()
  await receipts.putAway({ raw: 'not a receipt', state: 'quarantined', receivedAt: acceptedAt, why: 'ERR_RECEIPT_UNREADABLE' })
  t.match(await database.query('select * from receipt'), [{ state: 'quarantined', why: 'ERR_RECEIPT_UNREADABLE', receipt_id: null, kind: null }])
})

test('putAway() stores no message in clear', async t => {
  const { records: { receipts }, database } = await aStore()
  await receipts.putAway(away({ raw: 'phone +4790000000' }))
  const [row] = await database.query('select raw from receipt')
  t.notOk(Buffer.from(row?.raw as Uint8Array).includes('+4790000000'))
})

test('appliedTo() tells kinds and moments of the receipts that were applied to an attempt, first come first', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const attempt = await storeAttempt(store, id, { state: 'delivered' })
  const later = new Date('2026-03-02T10:00:00Z')
  const put = (raw: string, changes: Partial<PutAway>): Promise<void> =>
    store.records.receipts.putAway(away({ raw, letterId: id, messageId: attempt.messageId, ...changes }))
  await put('1', { receipt: aReceipt({ id: 'b', kind: 'notification-failed', occurredAt: later }) })
  await put('2', { receipt: aReceipt({ id: 'a' }) })
  await put('3', { receipt: aReceipt({ id: 'c', kind: 'opening' }), state: 'ignored' })
  t.strictSame(await store.records.receipts.appliedTo(attempt), [
    { kind: 'delivery', occurredAt: aReceipt().occurredAt }, { kind: 'notification-failed', occurredAt: later }
  ])
  t.strictSame(await store.records.receipts.appliedTo({ letterId: id, messageId: randomUUID() }), [])
})
