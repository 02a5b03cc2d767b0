import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { aLetter } from '../support/a-letter.ts'
import { acceptedAt, aStore, claimOne, moveLetter, spoil, storeAttempt, storeLetter } from '../support/a-store.ts'

const later = (ms: number): Date => new Date(acceptedAt.getTime() + ms)

test('insert() stores a letter as received, waiting for its first step from its acceptance on', async t => {
  const store = await aStore()
  const letter = await storeLetter(store)
  t.match(await store.statuses.one(letter.id, [letter.sender]), {
    state: 'received', channel: null, reason: null, acceptedAt, changedAt: acceptedAt, next: { step: 'lookup', at: acceptedAt }
  })
})

test('insert() refuses a letter that was not begun', async t => {
  const { records: { letters } } = await aStore()
  await t.rejects(letters.insert(aLetter({ id: randomUUID() }), 'lookup'), RangeError)
})

test('claim() gives the letter back as it was accepted, dates and all', async t => {
  const store = await aStore()
  const letter = await storeLetter(store, { availableFrom: new Date('2026-04-01T06:00:00Z'), invoiceReference: 'A-1' })
  const claim = await claimOne(store, letter.id)
  t.strictSame(claim, { letter, state: 'received', channel: null, claimNo: 1, unfinishedClaims: 1, failures: 0, reasonCode: null, since: acceptedAt, step: 'lookup' })
})

test('claim() raises the claim number every time', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const numbers = [(await claimOne(store, id)).claimNo, (await claimOne(store, id)).claimNo]
  t.strictSame(numbers, [1, 2])
})

test('claim() leaves letters alone that wait for another step', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  t.strictSame(await store.records.letters.claim([{ letterId: id }], 'seal', acceptedAt), { claims: [], unreadable: [] })
  t.equal((await claimOne(store, id)).claimNo, 1)
})

test('claim() leaves letters alone whose time has not come, but for five seconds', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  t.strictSame((await store.records.letters.claim([{ letterId: id }], 'lookup', later(-5_001))).claims, [])
  t.equal((await store.records.letters.claim([{ letterId: id }], 'lookup', later(-5_000))).claims.length, 1)
})

test('claim() takes a letter that another process\'s clock has let in already, but by no job of an earlier round', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const early = later(-30_000)
  const claimed = async (): Promise<number> => (await store.records.letters.claim([{ letterId: id }], 'lookup', early)).claims.length
  t.equal(await claimed(), 0)
  await store.database.query('update letter set queued_round = round where id = $1', [id])
  t.equal(await claimed(), 1)
  await store.records.letters.advance(await claimOne(store, id), { at: acceptedAt, next: { step: 'lookup', at: later(60_000) } })
  t.equal(await claimed(), 0)
})

test('claim() takes a letter that is further in the round it is called for, and none of another round', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const claim = await claimOne(store, id)
  await store.records.letters.advance(claim, {
    at: acceptedAt, through: 'addressed', state: 'routed', channel: 'print', isKept: true, next: { step: 'seal', at: acceptedAt }
  })
  const claimed = async (round: number): Promise<unknown[]> => (await store.records.letters.claim([{ letterId: id, round }], 'lookup', acceptedAt)).claims
  t.strictSame(await claimed(1), [])
  t.match(await claimed(0), [{ claimNo: 3, unfinishedClaims: 2, state: 'routed', channel: 'print', step: 'seal' }])
})

test('advance() keeps a letter inside the queue, in its round, for the claimer who goes on with it', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const { letters } = store.records
  const kept = { at: acceptedAt, isKept: true, next: { step: 'lookup', at: acceptedAt } } as const
  const claim = await claimOne(store, id)
  await letters.advance(claim, kept)
  t.match(await store.waitingRoom.waitingFor([id]), [{ step: 'lookup', round: 0 }])
  t.strictSame(await store.waitingRoom.lanes(acceptedAt, 10), [{ queue: 'lookup', sender: '313000001', class: 'decision', inside: 1, outside: 0 }])
  await t.rejects(letters.advance(claim, kept), { code: 'ERR_STORE_STALE_CLAIM' })
  await t.resolves(letters.advance({ ...claim, claimNo: claim.claimNo + 1 }, { ...kept, isKept: false }))
  t.match(await store.waitingRoom.lanes(acceptedAt, 10), [{ inside: 0, outside: 1 }])
})

test('claim() takes those of many that it can', async t => {
  const store = await aStore()
  const [first, second] = [await storeLetter(store), await storeLetter(store)]
  await moveLetter(store, second.id, 'held')
  const { claims } = await store.records.letters.claim([{ letterId: second.id }, { letterId: randomUUID() }, { letterId: first.id }], 'lookup', acceptedAt)
  t.strictSame(claims.map(claim => claim.letter.id), [first.id])
})

test('claim() by many at once gives each its own number', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimOne(store, id)))
  t.strictSame(claims.map(({ claimNo }) => claimNo).sort(), [1, 2, 3, 4, 5, 6, 7, 8])
})

test('claim() counts the claims that no move followed', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const counts = [(await claimOne(store, id)).unfinishedClaims, (await claimOne(store, id)).unfinishedClaims]
  await store.records.letters.advance(await claimOne(store, id), { at: acceptedAt, next: { step: 'lookup', at: acceptedAt } })
  t.strictSame([...counts, (await claimOne(store, id)).unfinishedClaims], [1, 2, 1])
})

test('uncount() has a claim count as never begun and leaves it in force, unless the letter was claimed again', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const first = await claimOne(store, id)
  await store.records.letters.uncount(first)
  const second = await claimOne(store, id)
  await store.records.letters.uncount(first)
  t.equal((await claimOne(store, id)).unfinishedClaims, 2)
  t.equal(second.unfinishedClaims, 1)
  const last = await claimOne(store, id)
  await store.records.letters.uncount(last)
  await store.records.letters.advance(last, { at: acceptedAt, state: 'held', next: null })
  t.match(await store.statuses.one(id, ['313000001']), { state: 'held' })
})

test('claim() tells apart a letter whose details cannot be opened, and it can be moved still', async t => {
  const store = await aStore()
  const [broken, whole] = [await storeLetter(store), await storeLetter(store)]
  await spoil(store, broken.id)
  const { claims, unreadable } = await store.records.letters.claim([{ letterId: broken.id }, { letterId: whole.id }], 'lookup', acceptedAt)
  t.strictSame(claims.map(claim => claim.letter.id), [whole.id])
  t.match(unreadable, [{ letter: { id: broken.id }, state: 'received', claimNo: 1 }])
  for (const claim of unreadable) await store.records.letters.advance(claim, { at: acceptedAt, state: 'held', next: null })
  t.match(await store.statuses.one(broken.id, [broken.sender]), { state: 'held', next: null })
})

test('advance() writes state, channel, reason and next step, and counts the round', async t => {
  const store = await aStore()
  const { id, sender } = await storeLetter(store)
  const reason = { code: 'has-mailbox', sentence: { nb: 'a', nn: 'b', en: 'c' } }
  const next = { step: 'seal', at: later(2000) } as const
  const move = { at: later(1000), through: 'addressed', state: 'routed', channel: 'eboks', reason, failures: 0, next } as const
  await store.records.letters.advance(await claimOne(store, id), move)
  t.match(await store.waitingRoom.waitingFor([id]), [{ round: 1 }])
  t.match(await store.statuses.one(id, [sender]), { state: 'routed', channel: 'eboks', reason, changedAt: later(1000), next })
})

test('advance() takes the channel away where the move says null', async t => {
  const store = await aStore()
  const { id, sender } = await storeLetter(store)
  await store.records.letters.advance(await claimOne(store, id), { at: later(1), channel: 'eboks', next: { step: 'lookup', at: acceptedAt } })
  await store.records.letters.advance(await claimOne(store, id), { at: later(2), channel: null, next: null })
  t.equal((await store.statuses.one(id, [sender]))?.channel, null)
})

test('advance() leaves everything as it is that the move leaves out', async t => {
  const store = await aStore()
  const { id, sender } = await storeLetter(store)
  const reason = { code: 'ERR_LOOKUP_UNAVAILABLE', sentence: { nb: 'a', nn: 'b', en: 'c' } }
  const next = { step: 'lookup', at: acceptedAt } as const
  await store.records.letters.advance(await claimOne(store, id), { at: later(1000), reason, failures: 3, next })
  await store.records.letters.advance(await claimOne(store, id), { at: later(2000), next })
  t.match(await store.statuses.one(id, [sender]), { state: 'received', reason, changedAt: acceptedAt })
  t.match(await claimOne(store, id), { failures: 3, reasonCode: reason.code, since: acceptedAt })
})

test('advance() takes a reason away', async t => {
  const store = await aStore()
  const { id, sender } = await storeLetter(store)
  const reason = { code: 'ERR_LOOKUP_UNAVAILABLE', sentence: { nb: 'a', nn: 'b', en: 'c' } }
  const next = { step: 'lookup', at: acceptedAt } as const
  await store.records.letters.advance(await claimOne(store, id), { at: acceptedAt, reason, next })
  await store.records.letters.advance(await claimOne(store, id), { at: acceptedAt, reason: null, next })
  t.equal((await store.statuses.one(id, [sender]))?.reason, null)
})

test('advance() spends the claim', async t => {
  const store = await aStore()
  const claim = await claimOne(store, (await storeLetter(store)).id)
  const move = { at: acceptedAt, next: { step: 'lookup', at: acceptedAt } } as const
  await store.records.letters.advance(claim, move)
  await t.rejects(store.records.letters.advance(claim, move), { code: 'ERR_STORE_STALE_CLAIM' })
})

for (const through of [{}, { through: 'addressed' }] as const) {
  test(`advance() changes nothing with an old claim ${JSON.stringify(through)}`, async t => {
    const store = await aStore()
    const { id, sender } = await storeLetter(store)
    const old = await claimOne(store, id)
    await claimOne(store, id)
    const before = await store.statuses.one(id, [sender])
    await t.rejects(store.records.letters.advance(old, { at: later(1), ...through, state: 'held', next: null }), { code: 'ERR_STORE_STALE_CLAIM' })
    t.strictSame(await store.statuses.one(id, [sender]), before)
  })
}

test('advance() with an old claim takes the events and attempts of its transaction with it', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const old = await claimOne(store, id)
  await claimOne(store, id)
  await t.rejects(store.records.transaction(async () => {
    await storeAttempt(store, id)
    await store.records.log({ letterId: id, type: 'letter.routed', at: acceptedAt, data: {} })
    await store.records.letters.advance(old, { at: acceptedAt, next: null })
  }), { code: 'ERR_STORE_STALE_CLAIM' })
  t.strictSame([await store.records.attempts.ofLetter(id), await store.events.ofLetter(id)], [[], []])
})

for (const move of [{ state: 'dispatched' }, { through: 'sealed', state: 'dispatched' }, { through: 'addressed', state: 'sealed' }] as const) {
  test(`advance() refuses a move outside the table: ${Object.values(move).join(', ')}`, async t => {
    const store = await aStore()
    const { id, sender } = await storeLetter(store)
    const claim = await claimOne(store, id)
    await t.rejects(store.records.transaction(() => store.records.letters.advance(claim, { at: acceptedAt, ...move, next: null })), {
      code: 'ERR_STORE_MOVE'
    })
    t.match(await store.statuses.one(id, [sender]), { state: 'received', next: { step: 'lookup' } })
  })
}

test('hold() lets the newest claim pass', async t => {
  const store = await aStore()
  const claim = await claimOne(store, (await storeLetter(store)).id)
  await t.resolves(store.records.transaction(() => store.records.letters.hold(claim)))
})

test('hold() refuses an older claim', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const old = await claimOne(store, id)
  await claimOne(store, id)
  await t.rejects(store.records.transaction(() => store.records.letters.hold(old)), { code: 'ERR_STORE_STALE_CLAIM' })
})

test('holdToSend() refuses an older claim, as hold() does', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const [older, newest] = [await claimOne(store, id), await claimOne(store, id)]
  await t.rejects(store.records.letters.holdToSend(older, acceptedAt), { code: 'ERR_STORE_STALE_CLAIM' })
  t.equal(await store.records.letters.holdToSend(newest, acceptedAt), true)
})

test('hold() makes others wait until its transaction ends', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const claim = await claimOne(store, id)
  const order: string[] = []
  let other: Promise<unknown> | undefined
  await store.records.transaction(async () => {
    await store.records.letters.hold(claim)
    other = store.database.detached(() => claimOne(store, id).then(() => order.push('claimed')))
    await store.database.query('select 1')
    order.push('held')
  })
  await other
  t.strictSame(order, ['held', 'claimed'])
})

test('lock() takes a letter whatever it waits for, and spends nobody\'s claim', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const worker = await claimOne(store, id)
  const locked = await store.records.letters.lock(id)
  t.equal(locked.claimNo, worker.claimNo)
  await t.resolves(store.records.letters.advance(worker, { at: acceptedAt, next: null }))
})

test('lock() makes a worker stale once the letter is moved under it', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const worker = await claimOne(store, id)
  await moveLetter(store, id, 'held')
  await t.rejects(store.records.letters.advance(worker, { at: acceptedAt, next: null }), { code: 'ERR_STORE_STALE_CLAIM' })
})

test('lock() knows only stored letters', async t => {
  const store = await aStore()
  await t.rejects(store.records.letters.lock(randomUUID()), RangeError)
})
