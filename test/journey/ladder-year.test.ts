// A year of ladders in seconds: over New Year, Easter, both nights the clocks are changed, and 29 February.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { test } from 'tap'
import type { LadderRun } from '../support/ladder-year-worker.ts'

/** Free days as the almanac prints them, weekends aside (Norsk almanakk 2027 to 2029); written without asking our own calendar. */
const freeDays = new Set([
  '2027-12-25', '2027-12-26', '2028-01-01', '2028-04-13', '2028-04-14', '2028-04-16', '2028-04-17', '2028-05-01', '2028-05-17', '2028-05-25',
  '2028-06-04', '2028-06-05', '2028-12-25', '2028-12-26', '2029-01-01', '2029-03-29', '2029-03-30', '2029-04-01', '2029-04-02'
])

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'medium' })

/** What the clock in Oslo shows when so many working days have passed. */
function shownAfter (from: Date, days: number): string {
  const [date = '', time = ''] = clock.format(from).split(' ')
  const day = new Date(`${date}T12:00:00Z`)
  for (let left = days; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1)
    const isFree = day.getUTCDay() === 0 || day.getUTCDay() === 6 || freeDays.has(day.toISOString().slice(0, 10))
    if (!isFree) left -= 1
  }
  return `${day.toISOString().slice(0, 10)} ${time}`
}

const year = (async (): Promise<{ calm: LadderRun[], troubled: LadderRun[] }> => {
  const worker = new Worker(new URL('../support/ladder-year-worker.ts', import.meta.url), { execArgv: [] })
  const [runs] = await once(worker, 'message') as [{ calm: LadderRun[], troubled: LadderRun[] }]
  return runs
})()

const printOf = ({ events }: LadderRun): LadderRun['events'][number] | undefined => events.find(({ type }) => type === 'ladder.print')
const countOf = ({ events }: LadderRun, type: string): number => events.filter(event => event.type === type).length

const atRest = new Set(['delivered', 'refused'])

/** The first of them, as far as a reader needs to see what went wrong. */
function briefly (runs: readonly LadderRun[]): unknown[] {
  return runs.slice(0, 3).map(({ state, printed, digital, events, attempts }) =>
    [state, printed, digital, attempts.map(attempt => attempt.state), events.map(({ type, at }) => `${at.toISOString()} ${type}`)])
}

/** When paper was due by the clock in Oslo, and why; undefined where the letter was opened before, or nothing was asked for. */
function dueOf ({ policy, deliveredAt, openedAfterMs, noticeFailedAfterMs }: LadderRun): { shown: string, why: string } | undefined {
  if (policy?.printAfterWorkingDays === undefined || deliveredAt === undefined) return undefined
  const shownAt = (afterMs: number): string => clock.format(deliveredAt.getTime() + afterMs)
  const unopened = { shown: shownAfter(deliveredAt, policy.printAfterWorkingDays), why: 'not-opened' }
  const untold = policy.onNotificationFailed && noticeFailedAfterMs !== null ? { shown: shownAt(noticeFailedAfterMs), why: 'notification-failed' } : unopened
  const due = untold.shown < unopened.shown ? untold : unopened
  return openedAfterMs === null || shownAt(openedAfterMs) > due.shown ? due : undefined
}

test('each letter of the year goes on to paper when it is due, to the second, or not at all', async t => {
  const { calm } = await year
  const wrong = calm.filter(run => {
    const print = printOf(run)
    const due = dueOf(run)
    return print === undefined || due === undefined ? print !== due : clock.format(print.at) !== due.shown || print.data.why !== due.why
  })
  t.strictSame(wrong.map(run => [run.deliveredAt, run.policy, printOf(run)?.at, dueOf(run)]), [])
  const days = new Set(calm.flatMap(run => printOf(run)?.at ?? []).map(at => clock.format(at).slice(0, 10)))
  for (const day of ['2027-12-31', '2028-01-03', '2028-02-29', '2028-03-27', '2028-04-12', '2028-04-18', '2028-10-30', '2029-01-02']) t.ok(days.has(day), day)
  t.ok(days.size > 240, 'every working day of the year has its ladders')
})

for (const kind of ['calm', 'troubled'] as const) {
  test(`in a ${kind} year no letter is printed twice, nor after an opening that was known`, async t => {
    const runs = (await year)[kind]
    t.equal(runs.length, kind === 'calm' ? 2295 : 1148)
    t.strictSame(briefly(runs.filter(run => run.printed > 1 || run.digital !== 1 || run.printedAfterOpening > 0)), [])
    t.ok(runs.filter(({ printed }) => printed === 1).length > 500, 'many are printed')
    t.ok(runs.filter(run => countOf(run, 'ladder.crossed') > 0).length > (kind === 'calm' ? -1 : 10), 'some cross an opening')
  })

  test(`in a ${kind} year what is out both ways is told, once, and nothing is left in doubt`, async t => {
    const runs = (await year)[kind]
    const isBoth = (run: LadderRun): boolean => run.printed === 1 && run.openedAt !== undefined
    t.strictSame(briefly(runs.filter(run => countOf(run, 'ladder.crossed') !== (isBoth(run) ? 1 : 0))), [])
    t.strictSame(briefly(runs.filter(run => countOf(run, 'access.gained') !== 1 || countOf(run, 'ladder.print') > 1)), [])
    t.strictSame(briefly(runs.filter(({ next, attempts }) => next !== null || attempts.some(({ state }) => !atRest.has(state)))), [])
    t.strictSame(briefly(runs.filter(({ state, openedAt }) => state !== (openedAt === undefined ? 'delivered' : 'opened'))), [])
  })
}
