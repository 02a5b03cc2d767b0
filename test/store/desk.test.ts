import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { DeskReads } from '../../src/dashboard/ports.ts'
import { route } from '../../src/route/route.ts'
import { createDesk } from '../../src/store/desk.ts'
import { createHealth } from '../../src/store/health.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptedAt, aStore, claimOne, moveLetter, storeAttempt, storeLetter, type TestStore } from '../support/a-store.ts'
import { facts } from '../support/facts.ts'

const minutes = (count: number): Date => new Date(acceptedAt.getTime() + count * 60_000)

async function aDesk (): Promise<{ store: TestStore, desk: DeskReads, health: ReturnType<typeof createHealth> }> {
  const store = await aStore()
  const health = createHealth(store.database)
  return { store, health, desk: createDesk(store.database, store, health, () => minutes(60)) }
}

async function listed (desk: DeskReads, filter: Partial<Parameters<DeskReads['list']>[0]> = {}): Promise<string[]> {
  return (await desk.list({ limit: 10, ...filter })).letters.map(({ id }) => id)
}

test('list() pages from the newest to the oldest, none twice and none left out', async t => {
  const { store, desk } = await aDesk()
  const ids: string[] = []
  for (const minute of [0, 1, 1, 1, 2]) ids.push((await storeLetter(store, { acceptedAt: minutes(minute) })).id)
  const pages: string[][] = []
  for (let cursor: string | undefined; ;) {
    const { letters, next } = await desk.list({ limit: 2, cursor })
    pages.push(letters.map(({ id }) => id))
    if (next === null) break
    cursor = next
  }
  t.strictSame(pages.map(page => page.length), [2, 2, 1])
  t.strictSame(pages.flat().sort(), ids.sort())
})

test('list() ends without a next page when the last one is full', async t => {
  const { store, desk } = await aDesk()
  await storeLetter(store)
  t.equal((await desk.list({ limit: 1 })).next, null)
})

test('list() holds every condition of the filter', async t => {
  const { store, desk } = await aDesk()
  const plain = await storeLetter(store)
  const other = await storeLetter(store, { sender: '922020175', reference: 'case-2', acceptedAt: minutes(5) })
  await store.records.letters.advance(await claimOne(store, other.id, 'lookup', minutes(5)), {
    at: minutes(5), through: 'addressed', state: 'routed', channel: 'print', next: null
  })
  for (const filter of [{ state: 'routed' }, { channel: 'print' }, { sender: '922020175' }, { reference: 'case-2' }] as const) {
    t.strictSame(await listed(desk, filter), [other.id], JSON.stringify(filter))
  }
  t.strictSame(await listed(desk, { changedBefore: minutes(1) }), [plain.id])
  t.strictSame(await listed(desk, { state: 'routed', sender: '313000001' }), [])
})

for (const cursor of ['', 'x', '-'.repeat(36)]) {
  test(`list() begins anew at a cursor that is none: "${cursor}"`, async t => {
    const { store, desk } = await aDesk()
    const { id } = await storeLetter(store)
    t.strictSame(await listed(desk, { cursor }), [id])
  })
}

test('story() tells a letter\'s attempts, decision without its choice, receipts and events', async t => {
  const { store, desk } = await aDesk()
  const letter = await storeLetter(store)
  const attempt = await storeAttempt(store, letter.id)
  await store.records.decisions.insert(letter.id, route(letter, facts(), acceptedAt), facts(), acceptedAt)
  await store.records.receipts.putAway({ raw: 'raw', receipt: aReceipt(), state: 'applied', receivedAt: acceptedAt, letterId: letter.id })
  await store.records.log({ letterId: letter.id, type: 'letter.routed', at: acceptedAt, data: {} })
  const story = await desk.story(letter.id)
  t.match(story, {
    letter: { id: letter.id, attempts: [attempt] }, events: [{ number: 1, type: 'letter.routed' }],
    receipts: [{ kind: 'delivery', issuer: '984661185', occurredAt: aReceipt().occurredAt, fate: 'applied' }]
  })
  t.notOk('choice' in (story?.decision ?? { choice: 'no decision' }))
  t.strictSame(story?.decision?.policy, { version: 'none', row: null })
})

test('story() shows of the recipient a masked number, or nothing for a bare address', async t => {
  const { store, desk } = await aDesk()
  const [person, address] = [await storeLetter(store), await storeLetter(store, { recipient: { kind: 'address', address: { name: 'N', lines: ['L'] } } })]
  t.equal((await desk.story(person.id))?.maskedRecipient, '209146*****')
  t.equal((await desk.story(address.id))?.maskedRecipient, null)
})

test('story() holds nothing the person is known by', async t => {
  const { store, desk } = await aDesk()
  const letter = await storeLetter(store)
  await store.records.decisions.insert(letter.id, route(letter, facts(), acceptedAt), facts(), acceptedAt)
  t.notMatch(JSON.stringify(await desk.story(letter.id)), /20914695016|KUBBESTOL|Stavangvegen|stadig|Letter about|letter\.pdf/)
})

for (const id of ['01890000-0000-7000-8000-00000000ffff', 'no id']) {
  test(`story() is undefined for a letter that is not there: ${id}`, async t => {
    const { desk } = await aDesk()
    t.equal(await desk.story(id), undefined)
  })
}

test('overview() counts letters, and finds the oldest of each working state', async t => {
  const { store, desk } = await aDesk()
  const old = await storeLetter(store)
  await storeLetter(store, { acceptedAt: minutes(1) })
  await moveLetter(store, (await storeLetter(store)).id, 'held')
  const { counts, oldest } = await desk.overview()
  t.strictSame(counts.toSorted((a, b) => a.state.localeCompare(b.state)), [
    { state: 'held', channel: null, count: 1 }, { state: 'received', channel: null, count: 2 }
  ])
  t.strictSame(oldest, [{ state: 'received', channel: null, letterId: old.id, since: acceptedAt }])
})

test('overview() counts the letters that nothing would carry on', async t => {
  const { store, desk } = await aDesk()
  for (const state of ['held', 'dispatched', 'sealed', 'routed'] as const) await moveLetter(store, (await storeLetter(store)).id, state)
  await storeLetter(store)
  t.equal((await desk.overview()).checks.lettersWithoutJob, 2)
})

test('overview() tells how calls to every channel and register have gone', async t => {
  const { desk, health } = await aDesk()
  await health.note('digipost', acceptedAt, null)
  await health.note('contact-register', acceptedAt, 'ERR_LOOKUP_UNAVAILABLE')
  const { channels, registers } = await desk.overview()
  t.strictSame(channels.map(({ channel, lastSuccessAt }) => [channel, lastSuccessAt]), [['eboks', null], ['digipost', acceptedAt], ['print', null]])
  t.strictSame(registers.map(({ register, lastFailure }) => [register, lastFailure?.code]), [
    ['maskinporten', undefined], ['contact-register', 'ERR_LOOKUP_UNAVAILABLE'], ['population-register', undefined]
  ])
})

test('overview() tells what is paused now', async t => {
  const { store, desk } = await aDesk()
  for (const [channel, until] of [['print', minutes(61)], ['eboks', minutes(59)]] as const) {
    await store.records.pauses.leaveAlone(randomUUID(), channel, until, 'ERR_DISPATCH_THROTTLED', minutes(50))
  }
  t.match((await desk.overview()).pauses.map(({ channel }) => channel), ['print'])
})

test('overview() draws the last hour in twelve steps, each letter and hand-over in its own', async t => {
  const { store, desk } = await aDesk()
  const { id } = await storeLetter(store, { acceptedAt: minutes(4) })
  const sealed = await storeAttempt(store, id, { state: 'handing_over' })
  await store.records.attempts.move(sealed, 'handed_over', { handedOverAt: minutes(5) })
  const { throughput } = await desk.overview()
  t.equal(throughput.length, 12)
  t.strictSame(throughput.slice(0, 3), [
    { startsAt: minutes(0), accepted: 1, handedOver: 0 }, { startsAt: minutes(5), accepted: 0, handedOver: 1 },
    { startsAt: minutes(10), accepted: 0, handedOver: 0 }
  ])
})
