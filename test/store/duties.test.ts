import { test } from 'tap'
import { createDuties } from '../../src/store/duties.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const now = new Date('2026-03-01T02:00:00Z')
const after = (ms: number): Date => new Date(now.getTime() + ms)
const minute = 60_000

test('take() gives a duty to one of many schedulers', async t => {
  const duties = createDuties(await anEmptyDatabase())
  const taken = await Promise.all(Array.from({ length: 10 }, () => duties.take('receipts', now, after(minute), 1000)))
  t.equal(taken.filter(Boolean).length, 1)
})

test('take() gives each duty by itself', async t => {
  const duties = createDuties(await anEmptyDatabase())
  t.ok(await duties.take('receipts', now, after(minute), 1000))
  t.ok(await duties.take('reconcile', now, after(minute), 1000))
})

test('take() passes a duty on when its holder never came back', async t => {
  const duties = createDuties(await anEmptyDatabase())
  await duties.take('receipts', now, after(minute), 1000)
  t.notOk(await duties.take('receipts', after(minute - 1), after(2 * minute), 1000))
  t.ok(await duties.take('receipts', after(minute), after(2 * minute), 1000))
})

test('take() keeps the pause after a duty was done', async t => {
  const duties = createDuties(await anEmptyDatabase())
  await duties.take('receipts', now, after(minute), 5000)
  await duties.giveBack('receipts', after(minute), after(10), null)
  t.notOk(await duties.take('receipts', after(5009), after(minute), 5000))
  t.ok(await duties.take('receipts', after(5010), after(minute), 5000))
})

test('giveBack() keeps the code of a failure until the next success', async t => {
  const database = await anEmptyDatabase()
  const duties = createDuties(database)
  for (const code of ['ERR_RECEIPT_UNAVAILABLE', null]) {
    await duties.take('receipts', now, after(minute), 0)
    await duties.giveBack('receipts', after(minute), now, code)
    t.strictSame(await database.query('select last_failure_code, last_done_at from duty'), [{ last_failure_code: code, last_done_at: now }])
  }
})

test('giveBack() of a duty that fails each time does not make it done: it grows older from its last success, or from its first failure', async t => {
  const database = await anEmptyDatabase()
  const duties = createDuties(database)
  const fail = async (ms: number, code: string | null): Promise<void> => {
    t.ok(await duties.take('receipts', after(ms), after(ms + minute), 1000))
    await duties.giveBack('receipts', after(ms + minute), after(ms), code)
  }
  const doneAt = async (): Promise<unknown> => (await database.query('select last_done_at from duty'))[0]?.last_done_at
  for (const ms of [0, 5_000]) await fail(ms, 'ERR_RECEIPT_UNAVAILABLE')
  t.strictSame(await doneAt(), now)
  await fail(10_000, null)
  for (const ms of [20_000, 30_000]) await fail(ms, 'ERR_RECEIPT_UNAVAILABLE')
  t.strictSame(await doneAt(), after(10_000))
})

test('renew() keeps a duty longer', async t => {
  const duties = createDuties(await anEmptyDatabase())
  await duties.take('receipts', now, after(minute), 0)
  t.ok(await duties.renew('receipts', after(minute), after(2 * minute)))
  t.notOk(await duties.take('receipts', after(minute), after(3 * minute), 0))
  t.ok(await duties.take('receipts', after(2 * minute), after(3 * minute), 0))
})

test('renew() and giveBack() leave a duty alone that another process has since', async t => {
  const database = await anEmptyDatabase()
  const duties = createDuties(database)
  await duties.take('receipts', now, after(minute), 0)
  await duties.take('receipts', after(minute), after(2 * minute), 0)
  t.notOk(await duties.renew('receipts', after(minute), after(3 * minute)))
  await duties.giveBack('receipts', after(minute), after(minute), null)
  t.strictSame(await database.query('select leased_until, last_done_at from duty'), [{ leased_until: after(2 * minute), last_done_at: null }])
})
