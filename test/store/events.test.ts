import { test } from 'tap'
import { readStage } from '../support/stage.ts'
import { acceptedAt, aStore, storeLetter, type TestStore } from '../support/a-store.ts'

const sender = '313000001'
const several = { skip: readStage().backend === 'pglite' && 'PGlite has one connection, so no two transactions are open at once' }

async function logOne (store: TestStore, letterId: string, count = 0): Promise<void> {
  await store.records.log({ letterId, type: 'letter.waiting', at: acceptedAt, data: { count } })
}

test('append() keeps type, moment and data', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const event = { letterId: id, type: 'letter.sealed', at: acceptedAt, data: { bytes: 12, code: 'A', isLate: false, none: null } } as const
  await store.records.log(event)
  t.strictSame(await store.events.ofLetter(id), [{ number: 1, ...event }])
})

test('append() rolls back with the transaction around it, and leaves no gap', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await logOne(store, id)
  await t.rejects(store.records.transaction(async () => {
    await logOne(store, id)
    throw new Error('no')
  }))
  await logOne(store, id)
  t.strictSame((await store.events.ofLetter(id)).map(({ number }) => number), [1, 2])
})

test('ofLetter() tells only that letter\'s events, in order', async t => {
  const store = await aStore()
  const [one, other] = [await storeLetter(store), await storeLetter(store)]
  for (const id of [one.id, other.id, one.id]) await logOne(store, id)
  t.strictSame((await store.events.ofLetter(one.id)).map(({ number }) => number), [1, 3])
})

test('after() pages through the log with last', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  for (let count = 1; count <= 5; count += 1) await logOne(store, id, count)
  const numbers: number[][] = []
  for (let last = 0; ;) {
    const page = await store.events.after(last, 2, [sender])
    numbers.push(page.events.map(({ number }) => number))
    if (page.events.length === 0) { t.equal(page.last, 5); break }
    last = page.last
  }
  t.strictSame(numbers, [[1, 2], [3, 4], [5], []])
})

test('after() shows no other sender\'s events, yet last moves past them', async t => {
  const store = await aStore()
  const other = await storeLetter(store, { sender: '922020175' })
  const own = await storeLetter(store)
  for (const id of [own.id, other.id, other.id]) await logOne(store, id)
  const page = await store.events.after(0, 10, [sender])
  t.strictSame(page, { events: await store.events.ofLetter(own.id), last: 3 })
  t.strictSame(await store.events.after(1, 10, [sender]), { events: [], last: 3 })
})

test('after() shows nobody the events that belong to no letter', async t => {
  const store = await aStore()
  await store.records.log({ type: 'receipt.quarantined', at: acceptedAt, data: {} })
  t.strictSame(await store.events.after(0, 10, [sender]), { events: [], last: 1 })
})

test('after() leaves out reads, so that who reads at each event comes to an end; ofLetter() tells them', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const read = { letterId: id, type: 'recipient.read', at: acceptedAt, data: { client: 'desk', shown: 'story' } } as const
  await store.records.log(read)
  t.strictSame(await store.events.after(0, 10, [sender]), { events: [], last: 1 })
  t.strictSame(await store.events.ofLetter(id), [{ number: 1, ...read }])
})

test('after() a number that is not there yet stays where it was asked from', async t => {
  t.strictSame(await (await aStore()).events.after(40, 10, [sender]), { events: [], last: 40 })
})

test('after() never skips what a page of exactly the limit cut off', async t => {
  const store = await aStore()
  const [own, other] = [await storeLetter(store), await storeLetter(store, { sender: '922020175' })]
  for (const id of [own.id, other.id, own.id, other.id]) await logOne(store, id)
  t.equal((await store.events.after(0, 1, [sender])).last, 1)
  t.equal((await store.events.after(1, 1, [sender])).last, 3)
})

test('after() numbers what twenty transactions commit at once without a gap, and a reader beside them misses none', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const seen: number[] = []
  let last = 0
  const read = async (): Promise<void> => {
    const page = await store.events.after(last, 3, [sender])
    seen.push(...page.events.map(({ number }) => number))
    last = page.last
  }
  const writers = Promise.all(Array.from({ length: 20 }, () => store.records.transaction(() => logOne(store, id))))
  for (let round = 0; round < 10; round += 1) await read()
  await writers
  while (seen.length < 20) await read()
  t.strictSame(seen, Array.from({ length: 20 }, (_, index) => index + 1))
})

test('after() by several readers at once numbers every event once', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  for (let count = 0; count < 30; count += 1) await logOne(store, id, count)
  const pages = await Promise.all(Array.from({ length: 8 }, () => store.events.after(0, 100, [sender])))
  const numbers = Array.from({ length: 30 }, (_, index) => index + 1)
  for (const page of pages) t.strictSame(page.events.map(({ number }) => number), numbers)
})

test('after() gives a transaction that began first and committed last the later number', several, async t => {
  const store = await aStore()
  const [early, late] = [await storeLetter(store), await storeLetter(store)]
  const [written, mayCommit] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const slow = store.records.transaction(async () => {
    await logOne(store, early.id)
    written.resolve(undefined)
    await mayCommit.promise
  })
  await written.promise
  await logOne(store, late.id)
  const first = await store.events.after(0, 10, [sender])
  mayCommit.resolve(undefined)
  await slow
  const second = await store.events.after(first.last, 10, [sender])
  t.strictSame([first, second].map(({ events }) => events.map(({ letterId, number }) => [letterId, number])), [[[late.id, 1]], [[early.id, 2]]])
})

/** Events of one moment that nobody has numbered. */
async function logMany (store: TestStore, letterId: string, count: number): Promise<void> {
  await store.database.query(
    'insert into letter_event (letter_id, type, at, data) select $1, \'letter.waiting\', $2, \'{}\' from generate_series(1, $3::int)', [letterId, acceptedAt, count])
}

async function unnumbered ({ database }: TestStore): Promise<unknown> {
  return (await database.query('select count(*)::int as left from letter_event where number is null'))[0]?.left
}

test('after() does not make its reader wait for numbers of a whole night: it goes as far as some thousands, and the next one on from there', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await logMany(store, id, 12_000)
  const numbers: number[] = []
  for (let after = 0, asked = 0; asked < 4; asked += 1) {
    const { events, last } = await store.events.after(after, 5_000, [sender])
    numbers.push(...events.map(({ number }) => number))
    after = last
    if (asked === 0) t.equal(await unnumbered(store), 7_000)
  }
  t.strictSame(numbers, Array.from({ length: 12_000 }, (_, index) => index + 1))
})

test('number() numbers all there is, for those who read later', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await logMany(store, id, 12_000)
  await store.events.number()
  t.equal(await unnumbered(store), 0)
  t.strictSame(await store.database.query('select last::int from event_counter'), [{ last: 12_000 }])
})
