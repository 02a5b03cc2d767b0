import { test } from 'tap'
import { catchUp, mostDays, startDailyDuties, type DailyOptions } from '../../src/queue/daily-duties.ts'
import { clockMoment, dayInNorway, daysLater } from '../../src/route/norwegian-day.ts'
import { createDutyRuns, type DutyRuns } from '../../src/store/duty-runs.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const calendar = { dayOf: dayInNorway, momentOf: clockMoment, daysLater }
const minuteMs = 60_000

/** A process that looks whether a date is due when it is told to. */
interface Scheduler {
  clock: { now: Date }
  errors: unknown[]
  look: () => Promise<void>
}

/** A scheduler with a clock of its own; `days` is shared by all who run the duty. */
function aScheduler (roster: DutyRuns, days: string[], changes: { time?: string, run?: (day: string) => Promise<void> } = {}): Scheduler {
  const clock = { now: new Date('2026-03-01T12:00:00Z') }
  const errors: unknown[] = []
  const options: DailyOptions = { calendar, now: () => clock.now, onError: error => { errors.push(error) } }
  const duty = { name: 'report', time: '02:30', run: async (day: string) => { days.push(day) }, ...changes }
  return { clock, errors, look: () => catchUp(roster, duty, options) }
}

/** Looks every ten minutes from one moment to another, and gives when the duty ran. */
async function throughNight (scheduler: Scheduler, days: string[], from: string, to: string): Promise<string[]> {
  const ran: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 10 * minuteMs) {
    scheduler.clock.now = new Date(at)
    const before = days.length
    await scheduler.look()
    for (const day of days.slice(before)) ran.push(`${day} at ${scheduler.clock.now.toISOString().slice(5, 16)}`)
  }
  return ran
}

test('catchUp() runs once in the night that has no 02:30', async t => {
  const days: string[] = []
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days)
  t.strictSame(await throughNight(scheduler, days, '2026-03-28T00:00:00Z', '2026-03-30T04:00:00Z'), [
    '2026-03-27 at 03-28T00:00', '2026-03-28 at 03-28T01:30', '2026-03-29 at 03-29T01:00', '2026-03-30 at 03-30T00:30'
  ])
})

test('catchUp() runs once in the night that has 02:30 twice', async t => {
  const days: string[] = []
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days)
  t.strictSame(await throughNight(scheduler, days, '2026-10-24T00:40:00Z', '2026-10-26T04:00:00Z'), [
    '2026-10-24 at 10-24T00:40', '2026-10-25 at 10-25T00:30', '2026-10-26 at 10-26T01:30'
  ])
})

test('catchUp() makes up for three days down, each date once and oldest first', async t => {
  const days: string[] = []
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days)
  await scheduler.look()
  scheduler.clock.now = new Date('2026-03-04T12:00:00Z')
  await scheduler.look()
  await scheduler.look()
  t.strictSame(days, ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'])
})

test('catchUp() makes up for a month at most', async t => {
  const days: string[] = []
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days)
  await scheduler.look()
  scheduler.clock.now = new Date('2026-08-01T12:00:00Z')
  await scheduler.look()
  t.strictSame([days[1], days.at(-1), days.length], ['2026-07-02', '2026-08-01', mostDays + 1])
})

test('catchUp() keeps the order when a date fails, and tries it again five minutes later', async t => {
  const days: string[] = []
  let isDown = true
  const run = async (day: string): Promise<void> => { if (isDown) throw new Error('down'); await Promise.resolve(days.push(day)) }
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days, { run })
  await scheduler.look()
  scheduler.clock.now = new Date('2026-03-02T12:00:00Z')
  await scheduler.look()
  t.strictSame([days, scheduler.errors.length], [[], 2], 'the day after does not overtake')
  isDown = false
  await scheduler.look()
  t.strictSame(days, [])
  scheduler.clock.now = new Date('2026-03-02T12:05:00Z')
  await scheduler.look()
  t.strictSame(days, ['2026-03-01', '2026-03-02'])
})

test('catchUp() gives a date up in the end, so that the next has its turn', async t => {
  const days: string[] = []
  const run = async (day: string): Promise<void> => { if (day === '2026-03-01') throw new Error('poison'); await Promise.resolve(days.push(day)) }
  const scheduler = aScheduler(createDutyRuns(await anEmptyDatabase()), days, { run })
  for (let hour = 0; hour < 30; hour++) {
    await scheduler.look()
    scheduler.clock.now = new Date(scheduler.clock.now.getTime() + 60 * minuteMs)
  }
  t.strictSame([days, scheduler.errors.length], [['2026-03-02'], 20])
})

test('catchUp() takes over from a process that died at it', async t => {
  const roster = createDutyRuns(await anEmptyDatabase())
  const days: string[] = []
  const scheduler = aScheduler(roster, days)
  await roster.begin('report', '2026-03-01', scheduler.clock.now, new Date(scheduler.clock.now.getTime() + minuteMs))
  await scheduler.look()
  t.strictSame(days, [])
  scheduler.clock.now = new Date(scheduler.clock.now.getTime() + minuteMs)
  await scheduler.look()
  t.strictSame(days, ['2026-03-01'])
})

test('catchUp() runs a date once for two schedulers at once', async t => {
  const roster = createDutyRuns(await anEmptyDatabase())
  const days: string[] = []
  const schedulers = [aScheduler(roster, days), aScheduler(roster, days)]
  for (let round = 0; round < 50; round++) {
    for (const { clock } of schedulers) clock.now = clockMoment(daysLater('2026-01-01', round), '02:30')
    await Promise.all(schedulers.map(({ look }) => look()))
  }
  t.strictSame(days, Array.from({ length: 50 }, (_, round) => daysLater('2026-01-01', round)))
})

test('begin() gives a date to one of two schedulers, in 1000 rounds', async t => {
  const roster = createDutyRuns(await anEmptyDatabase())
  const now = new Date('2026-03-01T12:00:00Z')
  const until = new Date(now.getTime() + minuteMs)
  let taken = 0
  for (let round = 0; round < 1000; round += 20) {
    const days = Array.from({ length: 20 }, (_, index) => daysLater('2026-01-01', round + index))
    const answers = await Promise.all(days.flatMap(day => [roster.begin('report', day, now, until), roster.begin('report', day, now, until)]))
    taken += answers.filter(Boolean).length
    for (let pair = 0; pair < answers.length; pair += 2) if (answers[pair] === answers[pair + 1]) t.fail(`both or none in round ${round + pair / 2}`)
  }
  t.equal(taken, 1000)
})

test('startDailyDuties() goes on after trouble, and stops when told', async t => {
  const days: string[] = []
  const errors: string[] = []
  const roster = createDutyRuns(await anEmptyDatabase())
  let asked = 0
  const runs: DutyRuns['runs'] = (...request) => { asked += 1; return asked === 1 ? Promise.reject(new Error('down')) : roster.runs(...request) }
  const ran = Promise.withResolvers<string>()
  const stop = startDailyDuties({ ...roster, runs }, [{ name: 'report', time: '00:30', run: async day => { days.push(day); ran.resolve(day) } }], {
    calendar, now: () => new Date('2026-03-01T12:00:00Z'), onError: (_error, duty) => { errors.push(duty) }, pollMs: 1
  })
  t.equal(await ran.promise, '2026-03-01')
  await stop()
  t.strictSame([days, errors], [['2026-03-01'], ['report']])
})
