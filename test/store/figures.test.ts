import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Move } from '../../src/journey/records.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { Pause } from '../../src/letter/pause.ts'
import { readFigures, type Figures } from '../../src/store/figures.ts'
import { createDutyRuns } from '../../src/store/duty-runs.ts'
import { createHealth } from '../../src/store/health.ts'
import { aLetter } from '../support/a-letter.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptedAt, aStore, moveLetter, storeAttempt, storeLetter, type TestStore } from '../support/a-store.ts'

const after = (seconds: number): Date => new Date(acceptedAt.getTime() + seconds * 1000)

test('readFigures() of an empty gateway is all zero', async t => {
  const { database } = await aStore()
  t.strictSame(await readFigures(database, acceptedAt), {
    letters: [], waiting: [], uncertainAttempts: 0, parkedReceipts: 0, missingReceipts: 0, quarantinedReceipts: 0, missedDeadlines: 0,
    channelsLeftAlone: [], duties: [], dailyDuties: [], late: 0,
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

/** What waits for a step, so many seconds after the first letter came. */
const waitingFor = async ({ database }: TestStore, step: Step, seconds: number): Promise<Figures['waiting'][number] | undefined> =>
  (await readFigures(database, after(seconds))).waiting.find(row => row.step === step)

/** Moves a letter so many seconds after it came. */
async function move (store: TestStore, id: string, seconds: number, { next, ...change }: Partial<Move>): Promise<void> {
  const claim = await store.records.letters.lock(id)
  await store.records.letters.advance(claim, { at: after(seconds), next: next ?? { step: 'lookup', at: after(seconds) }, ...change })
}

test('readFigures() tells how long the oldest waiting letter of a step has waited, however often it was tried', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await storeLetter(store, { acceptedAt: after(60) })
  t.strictSame((await readFigures(store.database, after(90))).waiting, [{ step: 'lookup', channel: null, count: 2, paused: 0, oldestSeconds: 90 }])
  await move(store, id, 3600, { failures: 9, next: { step: 'lookup', at: after(5400) } })
  t.match(await waitingFor(store, 'lookup', 4000), { oldestSeconds: 4000 })
  await move(store, id, 4000, { state: 'addressed', channel: 'eboks', next: { step: 'seal', at: after(4000) } })
  t.match(await waitingFor(store, 'seal', 4090), { channel: 'eboks', oldestSeconds: 90 })
})

test('readFigures() calls no letter old that waits for its own time or for quiet hours, until they are over', async t => {
  const store = await aStore()
  await storeLetter(store, { sendAfter: after(7200) })
  t.strictSame([(await waitingFor(store, 'lookup', 7000))?.oldestSeconds, (await waitingFor(store, 'lookup', 7260))?.oldestSeconds], [0, 60])
  const { id } = await storeLetter(store)
  await move(store, id, 10, { dueFrom: after(9000), next: { step: 'send', at: after(9000) } })
  t.strictSame([(await waitingFor(store, 'send', 8000))?.oldestSeconds, (await waitingFor(store, 'send', 9060))?.oldestSeconds], [0, 60])
})

test('readFigures() has no age for what follows a hand-over, which waits for days by design', async t => {
  const store = await aStore()
  for (const step of ['follow', 'ladder'] as const) await move(store, (await storeLetter(store)).id, 1, { next: { step, at: after(2) } })
  t.strictSame((await readFigures(store.database, after(90_000))).waiting.map(({ step, oldestSeconds }) => [step, oldestSeconds]).toSorted(),
    [['follow', null], ['ladder', null]])
})

/** A pause that a person orders a second after the first letter came. */
const aPause = (scope: Partial<Pause>): Pause =>
  ({ id: randomUUID(), kind: 'person', channel: null, sender: null, class: null, reason: 'feil i malen', by: 'Kari', since: after(1), until: null, ...scope })

test('readFigures() counts what people have paused apart, and as waiting anew from the end of that', async t => {
  const store = await aStore()
  await storeLetter(store)
  await storeLetter(store, { acceptedAt: after(60), class: 'information' })
  const { pauses } = store.records
  const pause = aPause({ class: aLetter().class })
  await pauses.insert(pause)
  t.match(await waitingFor(store, 'lookup', 3660), { count: 2, paused: 1, oldestSeconds: 3600 })
  await pauses.insert(aPause({ sender: aLetter().sender, until: after(9000) }))
  t.match(await waitingFor(store, 'lookup', 3660), { count: 2, paused: 2, oldestSeconds: 0 })
  t.match(await waitingFor(store, 'lookup', 9060), { paused: 1, oldestSeconds: 60 })
  await pauses.end(pause.id, { by: 'Kari', reason: 'rettet' }, after(9030))
  t.match(await waitingFor(store, 'lookup', 9060), { paused: 0, oldestSeconds: 60 })
})

test('readFigures() takes a pause of a channel for hand-overs only, and a channel\'s own wish for no pause by people', async t => {
  const store = await aStore()
  for (const step of ['seal', 'send'] as const) {
    await move(store, (await storeLetter(store)).id, 0, { channel: 'eboks', next: { step, at: after(0) } })
  }
  await store.records.pauses.leaveAlone(randomUUID(), 'eboks', after(9000), 'ERR_DISPATCH_THROTTLED', acceptedAt)
  t.match(await waitingFor(store, 'send', 3600), { paused: 0, oldestSeconds: 3600 })
  await store.records.pauses.insert(aPause({ channel: 'eboks' }))
  t.match(await waitingFor(store, 'send', 3600), { channel: 'eboks', count: 1, paused: 1, oldestSeconds: 0 })
  t.match(await waitingFor(store, 'seal', 3600), { channel: 'eboks', count: 1, paused: 0, oldestSeconds: 3600 })
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

test('readFigures() tells how long ago a date of each daily duty was done, and before that how long ago the first one began', async t => {
  const { database } = await aStore()
  const runs = createDutyRuns(database)
  const told = async (seconds: number): Promise<Figures['dailyDuties']> => (await readFigures(database, after(seconds))).dailyDuties
  t.strictSame(await told(0), [])
  await runs.begin('report', '2026-03-01', acceptedAt, after(60))
  t.strictSame(await told(60), [{ duty: 'report', ageSeconds: 10 * 3600 + 60, givenUp: 0 }])
  await runs.finish('report', '2026-03-01', after(60), after(30))
  t.strictSame(await told(90), [{ duty: 'report', ageSeconds: 60, givenUp: 0 }])
})

test('readFigures() counts the dates that were given up in the last day', async t => {
  const { database } = await aStore()
  const runs = createDutyRuns(database)
  const told = async (seconds: number): Promise<number | undefined> => (await readFigures(database, after(seconds))).dailyDuties[0]?.givenUp
  for (let tries = 1; tries <= 20; tries += 1) {
    await runs.begin('report', '2026-03-01', after(tries * 300), after(tries * 300 + 60))
    t.equal(await told(tries * 300), 0)
    await runs.fail('report', '2026-03-01', after(tries * 300 + 60), after((tries + 1) * 300), 'ERR_X')
  }
  t.strictSame([await told(6300), await told(6300 + 86_399), await told(6300 + 86_400)], [1, 1, 0])
  t.ok((await runs.runs('report', '2026-03-01')).done.has('2026-03-01'))
  // As docs/times.md says.
  await database.exec('update duty_run set tries = 0 where duty = \'report\' and day = \'2026-03-01\'')
  t.strictSame([(await runs.runs('report', '2026-03-01')).done.size, await told(6400)], [0, 0])
  t.ok(await runs.begin('report', '2026-03-01', after(6400), after(6460)))
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
