import { test } from 'tap'
import type { Outlook } from '../../src/letter/outlook.ts'
import { reportFor } from '../../src/letter/day-report.ts'
import { createDayReports } from '../../src/store/day-reports.ts'
import { acceptedAt, aStore, moveLetter, storeAttempt, storeLetter } from '../support/a-store.ts'

const day = { day: '2026-03-01', from: new Date('2026-02-28T23:00:00Z'), to: new Date('2026-03-01T23:00:00Z') }
const now = new Date('2026-03-01T23:30:00Z')
const outlook: Outlook = {
  at: now,
  lanes: [{ channel: null, waiting: 1, soon: 0, perMinute: 0, finishesAt: null }, { channel: 'eboks', waiting: 1, soon: 0, perMinute: 2, finishesAt: now }],
  windows: [{ id: 'tax', sender: '313000001', class: null, from: day.from, to: day.to, expected: 5, accepted: 1, waiting: 1, finishesAt: now }]
}

test('make() counts each sender\'s day, and read() gives it back as it was', async t => {
  const store = await aStore()
  const reports = createDayReports(store.database)
  const sent = await storeLetter(store)
  await storeAttempt(store, sent.id, { channel: 'digipost' })
  await store.database.query('update attempt set handed_over_at = $1', [acceptedAt])
  await store.records.log({ letterId: sent.id, type: 'letter.delivered', at: acceptedAt, data: {} })
  await moveLetter(store, sent.id, 'delivered')
  await storeLetter(store, { sender: '313000028' })
  await storeLetter(store, { acceptedAt: day.to })
  await reports.make(day, outlook, now)
  const report = await reports.read('2026-03-01')
  t.match(report, { day: '2026-03-01', madeAt: now, senders: [
    { sender: '313000001', accepted: 1, handedOver: { eboks: 0, digipost: 1 }, events: { 'letter.delivered': 1, 'letter.held': 0 }, late: 1 },
    { sender: '313000028', accepted: 1, states: [{ state: 'received', channel: null, count: 1 }], late: 1, missingReceipts: [] }
  ] })
  t.strictSame(report?.outlook, outlook)
})

test('make() keeps the first report of a date', async t => {
  const store = await aStore()
  const reports = createDayReports(store.database)
  await reports.make(day, outlook, now)
  await storeLetter(store)
  await reports.make(day, outlook, now)
  t.strictSame((await reports.read('2026-03-01'))?.senders, [])
  t.equal(await reports.read('2026-02-28'), undefined)
  t.equal((await reports.latest())?.day, '2026-03-01')
})

test('reportFor() leaves other senders out', async t => {
  const store = await aStore()
  const reports = createDayReports(store.database)
  for (const sender of ['313000001', '313000028']) await storeLetter(store, { sender })
  await reports.make(day, outlook, now)
  const report = await reports.latest()
  const other = report === undefined ? undefined : reportFor(report, ['313000028'])
  t.match(other, { senders: [{ sender: '313000028' }], outlook: { windows: [] } })
  t.equal(other?.senders.length, 1)
})
