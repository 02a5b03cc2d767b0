import { test } from 'tap'
import type { Letter } from '../../src/letter/letter.ts'
import type { Lane } from '../../src/letter/lane.ts'
import { acceptedAt, aStore, claimOne, moveLetter, storeLetter, type TestStore } from '../support/a-store.ts'

const later = (ms: number): Date => new Date(acceptedAt.getTime() + ms)
const lookup = { queue: 'lookup', sender: '313000001', class: 'decision' } as const

async function storeSome (store: TestStore, count: number, changes: Partial<Letter> = {}): Promise<string[]> {
  const ids: string[] = []
  for (let place = 0; place < count; place += 1) ids.push((await storeLetter(store, { acceptedAt: later(place), ...changes })).id)
  return ids
}

/** Sends a letter on to a step on a channel, due at a moment. */
async function sendOn (store: TestStore, id: string, step: 'seal' | 'send', at: Date): Promise<void> {
  const move = { at: acceptedAt, through: 'addressed', state: 'routed', channel: 'print', next: { step, at } } as const
  await store.records.letters.advance(await claimOne(store, id), move)
}

function admit ({ waitingRoom }: TestStore, share: number, lane: Pick<Lane, 'queue' | 'sender' | 'class'> = lookup): ReturnType<TestStore['waitingRoom']['admit']> {
  return waitingRoom.admit([{ ...lane, inside: 0, outside: 0, share }], later(1000))
}

test('lanes() counts who waits outside by queue, sender and class', async t => {
  const store = await aStore()
  await storeSome(store, 3)
  await storeSome(store, 2, { class: 'information' })
  const [first = '', second = ''] = await storeSome(store, 2, { sender: '313000028' })
  await sendOn(store, first, 'send', acceptedAt)
  await sendOn(store, second, 'seal', acceptedAt)
  t.strictSame(await store.waitingRoom.lanes(later(1000), 100), [
    { ...lookup, inside: 0, outside: 3 }, { ...lookup, class: 'information', inside: 0, outside: 2 },
    { ...lookup, queue: 'seal', sender: '313000028', inside: 0, outside: 1 }, { ...lookup, queue: 'send.print', sender: '313000028', inside: 0, outside: 1 }
  ])
})

test('lanes() counts no further than asked, and nobody before their time', async t => {
  const store = await aStore()
  await storeSome(store, 5)
  t.match(await store.waitingRoom.lanes(later(1000), 3), [{ outside: 3 }])
  t.match(await store.waitingRoom.lanes(later(1), 100), [{ outside: 2 }])
  t.strictSame(await store.waitingRoom.lanes(later(-1), 100), [])
})

test('admit() lets in the longest due, once, and lanes() counts them as inside', async t => {
  const store = await aStore()
  const ids = await storeSome(store, 4)
  const admitted = await admit(store, 2)
  t.strictSame(admitted.map(({ letterId }) => letterId).toSorted(), ids.slice(0, 2).toSorted())
  t.match(admitted, [{ step: 'lookup', channel: null, sender: '313000001', class: 'decision', round: 0 }, {}])
  t.match(await store.waitingRoom.lanes(later(1000), 100), [{ inside: 2, outside: 2 }])
  t.strictSame((await admit(store, 9)).map(({ letterId }) => letterId).toSorted(), ids.slice(2).toSorted())
  t.strictSame(await admit(store, 9), [])
})

test('admit() lets in nobody before their time, and nobody of another lane', async t => {
  const store = await aStore()
  const [early = ''] = await storeSome(store, 1)
  await sendOn(store, early, 'send', later(1001))
  await storeSome(store, 1, { class: 'information' })
  t.strictSame([await admit(store, 9, { ...lookup, queue: 'send.print' }), await admit(store, 9)], [[], []])
})

test('a letter that moves on is outside again, and one that waits for nothing is nowhere', async t => {
  const store = await aStore()
  const [going = '', stopped = ''] = await storeSome(store, 2)
  await admit(store, 2)
  await sendOn(store, going, 'seal', acceptedAt)
  await moveLetter(store, stopped, 'held')
  t.strictSame(await store.waitingRoom.lanes(later(1000), 100), [{ ...lookup, queue: 'seal', inside: 0, outside: 1 }])
  t.match(await store.waitingRoom.waitingFor([going, stopped]), [{ letterId: going, step: 'seal', channel: 'print', round: 1 }])
})

test('late() tells of letters inside only, the latest first', async t => {
  const store = await aStore()
  const ids = await storeSome(store, 3)
  t.strictSame(await store.waitingRoom.late(later(1000), 10), [])
  await admit(store, 2)
  t.strictSame((await store.waitingRoom.late(later(1000), 10)).map(({ letterId }) => letterId), ids.slice(0, 2))
  t.strictSame((await store.waitingRoom.late(later(1), 10)).map(({ letterId }) => letterId), ids.slice(0, 1))
  t.equal((await store.waitingRoom.late(later(1000), 1)).length, 1)
})

test('takeTurn() lets one at a time', async t => {
  const store = await aStore()
  const { database, waitingRoom } = store
  if (database.backend === 'pglite') { t.comment('one connection takes turns by itself'); return }
  await database.transaction(async () => {
    t.equal(await waitingRoom.takeTurn(), true)
    t.equal(await database.detached(() => database.transaction(() => waitingRoom.takeTurn())), false)
  })
  t.equal(await database.transaction(() => waitingRoom.takeTurn()), true)
})
