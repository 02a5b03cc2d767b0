import { test } from 'tap'
import { readPace } from '../../src/store/pace.ts'
import { acceptedAt, aStore, moveLetter, storeAttempt, storeLetter } from '../support/a-store.ts'

const later = (minutes: number): Date => new Date(acceptedAt.getTime() + minutes * 60_000)

test('readPace() counts what waits to leave, and apart what waits for its own time', async t => {
  const store = await aStore()
  await storeLetter(store)
  await storeLetter(store, { class: 'information' })
  await storeLetter(store, { sendAfter: later(60) })
  await moveLetter(store, (await storeLetter(store)).id, 'delivered')
  const { waiting } = await readPace(store.database, [], later(1))
  const place = ({ class: letterClass, from }: typeof waiting[number]): string => `${letterClass} ${from?.toISOString() ?? ''}`
  t.strictSame(waiting.toSorted((a, b) => place(a) < place(b) ? -1 : 1), [
    { sender: '313000001', class: 'decision', channel: null, count: 1 },
    { sender: '313000001', class: 'decision', channel: null, count: 1, from: later(60) },
    { sender: '313000001', class: 'information', channel: null, count: 1 }
  ])
  t.ok((await readPace(store.database, [], later(60))).waiting.every(row => !('from' in row)))
})

test('readPace() gives the pace of the last ten minutes', async t => {
  const store = await aStore()
  for (const minutes of [-11, -9, 0, 1]) {
    const { id } = await storeLetter(store)
    await storeAttempt(store, id, { channel: 'digipost', handedOverAt: later(minutes) })
    await store.database.query('update attempt set handed_over_at = $2 where letter_id = $1', [id, later(minutes)])
  }
  t.strictSame((await readPace(store.database, [], acceptedAt)).perMinute, { eboks: 0, digipost: 0.2, print: 0 })
})

test('readPace() counts what was handed in for a run', async t => {
  const store = await aStore()
  for (const minutes of [-1, 0, 59, 60]) await storeLetter(store, { acceptedAt: later(minutes), class: 'information' })
  await storeLetter(store)
  const run = { sender: '313000001', from: acceptedAt, to: later(60) }
  const { accepted } = await readPace(store.database, [
    { ...run, id: 'all' }, { ...run, id: 'information', class: 'information' }, { ...run, id: 'other', sender: '313000028' }
  ], later(60))
  t.strictSame(Object.fromEntries(accepted), { all: 3, information: 2, other: 0 })
})
