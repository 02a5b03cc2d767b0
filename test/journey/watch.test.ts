import { test } from 'tap'
import type { Move } from '../../src/journey/records.ts'
import { readReceiptLimits } from '../../src/journey/receipt-limits.ts'
import { watchLadders, watchReceipts, watchSources, type WatchPorts } from '../../src/journey/watch.ts'
import { acceptedAt, aStore, moveLetter, storeAttempt, storeLetter } from '../support/a-store.ts'

const hourMs = 3_600_000
const limits = readReceiptLimits('eboks=24 digipost=24 print=168')

test('readReceiptLimits() reads hours by channel and by receiver, and demands every channel', async t => {
  t.strictSame(readReceiptLimits('eboks=24 digipost=24 print=168  print/984661185=120').at(-1), { channel: 'print', hours: 120, receiver: '984661185' })
  for (const text of ['', 'eboks=24', 'eboks=24 digipost=24 print/984661185=1', 'fax=1 eboks=24 digipost=24 print=1', 'eboks=24 digipost=24 print=soon']) {
    t.throws(() => readReceiptLimits(text), { code: 'ERR_CONFIG_INVALID' }, text)
  }
})

test('watchReceipts() opens a task when a receipt is overdue, and closes it when the receipt has come', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await moveLetter(store, id, 'dispatched')
  const attempt = await storeAttempt(store, id, { state: 'handing_over', channel: 'eboks' })
  await store.records.attempts.move(attempt, 'handed_over', { handedOverAt: acceptedAt })
  let now = acceptedAt
  const watch = (): Promise<void> => watchReceipts({ watched: store.watched, tasks: store.tasks, now: () => now }, limits)
  const open = async (): Promise<unknown[]> => store.tasks.list('open', ['313000001'], 10)
  await watch()
  t.strictSame(await open(), [])
  now = new Date(acceptedAt.getTime() + 25 * hourMs)
  await watch()
  t.match(await open(), [{ kind: 'receipt-missing', letterId: id, openedAt: now }])
  await store.records.transaction(async () => {
    await store.records.letters.advance(await store.records.letters.lock(id), { at: now, state: 'delivered', next: null })
  })
  await watch()
  t.strictSame(await open(), [])
  t.match(await store.tasks.list('closed', ['313000001'], 10), [{ letterId: id, closedAt: now }])
})

test('watchLadders() opens a task when a delivered letter cannot go on to paper, and closes it when it can', async t => {
  const store = await aStore()
  const { letters } = store.records
  const ids: string[] = []
  const move = async (id: string, change: Partial<Move>): Promise<void> => {
    await store.records.transaction(async () => { await letters.advance(await letters.lock(id), { at: acceptedAt, next: null, ...change }) })
  }
  for (let count = 0; count < 4; count += 1) {
    const { id } = await storeLetter(store)
    await moveLetter(store, id, 'delivered')
    ids.push(id)
  }
  const [failing = '', stopped = '', waiting = ''] = ids
  const again = { step: 'ladder', at: acceptedAt } as const
  const reason = { code: 'ERR_STORE_KEY', sentence: { nb: 'x', nn: 'x', en: 'x' } }
  await move(failing, { next: again, failures: 10, reason })
  await move(stopped, { reason })
  await move(waiting, { next: again, failures: 9, reason })
  const watch = (): Promise<void> => watchLadders({ watched: store.watched, tasks: store.tasks, now: () => acceptedAt })
  const open = async (): Promise<unknown[]> => (await store.tasks.list('open', ['313000001'], 10)).map(({ kind, letterId, data }) => [kind, letterId, data.reason])
  await watch()
  t.strictSame((await open()).toSorted(), [failing, stopped].map(id => ['ladder-stopped', id, 'ERR_STORE_KEY']).toSorted())
  await move(stopped, { reason: null })
  await move(failing, { state: 'opened' })
  await watch()
  t.strictSame(await open(), [])
})

test('watchSources() opens a task when a case system misses its hours, and closes it when it sends again', async t => {
  const { tasks } = await aStore()
  // Every Tuesday and Thursday at noon in Greenwich.
  const start = Date.UTC(2026, 0, 13, 12)
  const hours = Array.from({ length: 16 }, (_, index) => new Date(start + (Math.floor(index / 2) * 7 + index % 2 * 2) * 24 * hourMs))
  let now = new Date(Number(hours.at(-1)) + hourMs)
  const ports: WatchPorts = { watched: { ...watchedOf(hours) }, tasks, now: () => now }
  await watchSources(ports)
  t.strictSame(await tasks.list('open', ['313000001'], 10), [])
  now = new Date(now.getTime() + 14 * 24 * hourMs)
  await watchSources(ports)
  t.match(await tasks.list('open', ['313000001'], 10), [{ kind: 'source-silent', data: { client: 'payroll', since: hours.at(-1)?.toISOString() } }])
  hours.push(new Date(now.getTime() - now.getTime() % hourMs))
  await watchSources(ports)
  t.strictSame(await tasks.list('open', ['313000001'], 10), [])
})

function watchedOf (hours: Date[]): WatchPorts['watched'] {
  return {
    missingReceipts: async () => [], unmatchedReceipts: async () => [], stoppedLadders: async () => [], countTraffic: async () => {},
    sources: async () => [{ sender: '313000001', client: 'payroll', hours }]
  }
}
