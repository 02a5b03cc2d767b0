import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { readFigures } from '../../src/store/figures.ts'
import { createHealth } from '../../src/store/health.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptedAt, aStore, claimOne, moveLetter, storeAttempt, storeLetter } from '../support/a-store.ts'

const after = (seconds: number): Date => new Date(acceptedAt.getTime() + seconds * 1000)

test('readFigures() of an empty gateway is all zero', async t => {
  const { database } = await aStore()
  t.strictSame(await readFigures(database, acceptedAt), {
    letters: [], waiting: [], uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0,
    channelsLeftAlone: [], duties: [], late: 0,
    tasks: [{ kind: 'receipt-missing', count: 0 }, { kind: 'receipt-unmatched', count: 0 }, { kind: 'source-silent', count: 0 }, { kind: 'ladder-stopped', count: 0 }]
  })
})

test('readFigures() counts letters by state and channel', async t => {
  const store = await aStore()
  for (const state of ['held', 'held', 'dispatched'] as const) await moveLetter(store, (await storeLetter(store)).id, state)
  const { letters, waiting } = await readFigures(store.database, acceptedAt)
  t.strictSame(letters.toSorted((a, b) => b.count - a.count), [{ state: 'held', channel: null, count: 2 }, { state: 'dispatched', channel: null, count: 1 }])
  t.strictSame(waiting, [])
})

test('readFigures() tells how late the oldest waiting letter of a step is', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await storeLetter(store, { acceptedAt: after(60) })
  t.strictSame((await readFigures(store.database, after(90))).waiting, [{ step: 'lookup', channel: null, count: 2, oldestSeconds: 90 }])
  await store.records.letters.advance(await claimOne(store, id), { at: acceptedAt, channel: 'eboks', next: { step: 'send', at: after(3600) } })
  t.match((await readFigures(store.database, after(90))).waiting.find(({ step }) => step === 'send'), { channel: 'eboks', count: 1, oldestSeconds: 0 })
})

test('readFigures() calls a letter late five minutes past its time', async t => {
  const store = await aStore()
  await storeLetter(store)
  t.strictSame([(await readFigures(store.database, after(300))).late, (await readFigures(store.database, after(301))).late], [0, 1])
})

test('readFigures() counts what a person should see', async t => {
  const store = await aStore()
  await storeAttempt(store, (await storeLetter(store)).id, { state: 'uncertain' })
  await storeAttempt(store, (await storeLetter(store)).id, { state: 'handed_over' })
  await store.records.receipts.putAway({ raw: 'a', receipt: aReceipt(), state: 'parked', receivedAt: acceptedAt })
  for (const raw of ['b', 'c']) await store.records.receipts.putAway({ raw, state: 'quarantined', receivedAt: acceptedAt })
  t.match(await readFigures(store.database, acceptedAt), { uncertainAttempts: 1, parkedReceipts: 1, quarantinedReceipts: 2 })
})

test('readFigures() counts receipts set aside in the last day, also those that had been parked for long', async t => {
  const { database, records: { receipts } } = await aStore()
  const day = 24 * 60 * 60
  await receipts.putAway({ raw: 'a', state: 'quarantined', receivedAt: acceptedAt })
  await receipts.putAway({ raw: 'b', state: 'parked', receivedAt: acceptedAt })
  const counted = async (seconds: number): Promise<number> => (await readFigures(database, after(seconds))).quarantinedReceipts
  t.strictSame([await counted(day - 1), await counted(day)], [1, 0])
  await receipts.putAway({ raw: 'b', state: 'quarantined', receivedAt: after(2 * day) })
  t.strictSame([await counted(2 * day), await counted(3 * day)], [1, 0])
  // As the version before writes it.
  await database.query('update receipt set quarantined_at = null, received_at = $1', [after(5 * day)])
  t.strictSame([await counted(5 * day + 1), await counted(6 * day)], [2, 0])
})

test('readFigures() tells how long ago each duty was done', async t => {
  const store = await aStore()
  await store.database.query('insert into duty (name, leased_until, last_done_at, last_failure_code) values (\'receipts\', $1, $1, \'ERR_X\')', [acceptedAt])
  const later = new Date(acceptedAt.getTime() + 90_000)
  t.match((await readFigures(store.database, later)).duties, [{ duty: 'receipts', ageSeconds: 90, failureCode: 'ERR_X' }])
})

test('readFigures() tells which channels are left alone: by their own wish, or as their last hand-over found them', async t => {
  const { database, records } = await aStore()
  await records.pauses.leaveAlone(randomUUID(), 'print', after(60), 'ERR_DISPATCH_THROTTLED, asked for until 2027-01-01', acceptedAt)
  const health = createHealth(database)
  await health.note('eboks', acceptedAt, 'ERR_DISPATCH_RESTING')
  await health.note('digipost', acceptedAt, 'ERR_DISPATCH_RESTING')
  await health.note('digipost', after(1), null)
  const told = async (seconds: number): Promise<unknown> => (await readFigures(database, after(seconds))).channelsLeftAlone
  t.strictSame(await told(2), [{ channel: 'eboks', why: 'ERR_DISPATCH_RESTING' }, { channel: 'print', why: 'ERR_DISPATCH_THROTTLED' }])
  t.strictSame(await told(301), [])
})

test('readFigures() finds hand-overs in doubt by an index of theirs', async t => {
  const { database } = await aStore()
  const plan = await database.transaction(async () => {
    // The table is empty here, and would be read whole.
    await database.exec('set local enable_seqscan = off')
    return database.query('explain select count(*) from attempt where state = \'uncertain\'')
  })
  t.match(JSON.stringify(plan), /attempt_in_doubt/)
})
