import { test } from 'tap'
import { byRightClock, dailyByRightClock } from '../../src/queue/by-right-clock.ts'
import { createDuties } from '../../src/store/duties.ts'
import { createDutyRuns } from '../../src/store/duty-runs.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const now = new Date('2026-03-01T02:00:00Z')
const after = (ms: number): Date => new Date(now.getTime() + ms)
const minute = 60_000
const year = 365 * 24 * 60 * minute

test('byRightClock() lets a clock that jumps ahead keep a duty from nobody for longer than its lease', async t => {
  const duties = createDuties(await anEmptyDatabase())
  const clock = { isRight: true }
  const jumping = byRightClock(duties, async () => clock.isRight)
  t.ok(await jumping.take('receipts', now, after(minute), 1000))
  clock.isRight = false
  t.notOk(await jumping.renew('receipts', after(minute), after(year)))
  await jumping.giveBack('receipts', after(minute), after(year), null)
  t.notOk(await jumping.take('receipts', after(2 * year), after(3 * year), 1000))
  t.notOk(await duties.take('receipts', after(minute - 1), after(2 * minute), 1000))
  t.ok(await duties.take('receipts', after(minute), after(2 * minute), 1000))
})

test('byRightClock() changes nothing for a clock that is right', async t => {
  const duties = createDuties(await anEmptyDatabase())
  const roster = byRightClock(duties, async () => true)
  t.ok(await roster.take('receipts', now, after(minute), 1000))
  t.ok(await roster.renew('receipts', after(minute), after(2 * minute)))
  await roster.giveBack('receipts', after(2 * minute), after(10), null)
  t.ok(await roster.take('receipts', after(1010), after(minute), 1000))
})

test('dailyByRightClock() neither begins, keeps nor puts off a date by a wrong clock, but knows when it is done', async t => {
  const runs = createDutyRuns(await anEmptyDatabase())
  const clock = { isRight: true }
  const jumping = dailyByRightClock(runs, async () => clock.isRight)
  t.ok(await jumping.begin('report', '2026-03-01', now, after(minute)))
  clock.isRight = false
  t.notOk(await jumping.renew('report', '2026-03-01', after(minute), after(year)))
  await jumping.fail('report', '2026-03-01', after(minute), after(year), 'ERR_HTTP_INTERNAL')
  t.notOk(await jumping.begin('report', '2026-03-02', after(year), after(2 * year)))
  t.ok(await runs.begin('report', '2026-03-01', after(minute), after(2 * minute)))
  await jumping.finish('report', '2026-03-01', after(2 * minute), after(year))
  t.strictSame([...(await jumping.runs('report', '2026-03-01')).done], ['2026-03-01'])
})
