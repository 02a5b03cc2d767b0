import { test, type Test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { startDuties, type DutyRoster } from '../../src/queue/timed-duties.ts'
import { createDuties } from '../../src/store/duties.ts'
import { anEmptyDatabase } from '../support/a-store.ts'

const now = (): Date => new Date('2026-03-01T02:00:00Z')

/** A roster that gives every duty and notes what comes back. */
function aRoster (changes: Partial<DutyRoster> = {}): DutyRoster & { notes: [string, string | null][] } {
  const notes: [string, string | null][] = []
  const giveBack: DutyRoster['giveBack'] = async (name, _held, _at, code) => { notes.push([name, code]) }
  return { take: async () => true, renew: async () => true, giveBack, ...changes, notes }
}

/** Runs one duty until it has been run so many times, and gives what went wrong. */
async function runTimes (t: Test, roster: DutyRoster, times: number, run: (time: number) => Promise<void> = async () => {}): Promise<unknown[]> {
  const errors: unknown[] = []
  const done = Promise.withResolvers<undefined>()
  let time = 0
  const duty = { name: 'receipts', everyMs: 1, run: () => { time += 1; if (time >= times) done.resolve(undefined); return run(time) } }
  const stop = startDuties(roster, [duty], { now, onError: (error, name) => { errors.push([name, error]) } })
  t.teardown(stop)
  await done.promise
  await stop()
  return errors
}

test('startDuties() does a duty again and again, and gives it back each time', async t => {
  const roster = aRoster()
  t.strictSame(await runTimes(t, roster, 3), [])
  t.strictSame(roster.notes, Array.from({ length: 3 }, () => ['receipts', null]))
})

test('startDuties() takes a duty for a minute from now', async t => {
  const taken: unknown[] = []
  await runTimes(t, aRoster({ take: async (...request) => { taken.push(request); return true } }), 1)
  t.strictSame(taken, [['receipts', now(), new Date(now().getTime() + 60_000), 1]])
})

test('startDuties() takes a duty for as long as it says itself', async t => {
  const taken: unknown[] = []
  const roster = aRoster({ take: async (...request) => { taken.push(request[2]); return true } })
  const ran = Promise.withResolvers<undefined>()
  const duty = { name: 'receipts', everyMs: 1, leaseMs: 20_000, run: async () => { ran.resolve(undefined) } }
  const stop = startDuties(roster, [duty], { now, onError: () => {}, leaseMs: 5 })
  await ran.promise
  await stop()
  t.strictSame(taken[0], new Date(now().getTime() + 20_000))
})

test('startDuties() leaves a duty to who has it', async t => {
  let asked = 0
  const roster = aRoster({ take: async () => { asked += 1; return asked > 3 } })
  await runTimes(t, roster, 1)
  t.equal(asked, 4)
  t.equal(roster.notes.length, 1)
})

test('startDuties() notes the code of a failure and goes on', async t => {
  const roster = aRoster()
  const failures = [new GatewayError('ERR_RECEIPT_UNAVAILABLE', 'Cannot fetch'), new Error('surprise')]
  const errors = await runTimes(t, roster, 3, async time => { const failure = failures[time - 1]; if (failure !== undefined) throw failure })
  t.strictSame(errors.map(error => (error as unknown[])[1]), failures)
  t.strictSame(roster.notes, [['receipts', 'ERR_RECEIPT_UNAVAILABLE'], ['receipts', 'ERR_HTTP_INTERNAL'], ['receipts', null]])
})

test('startDuties() outlives a roster that does not answer', async t => {
  let asked = 0
  const errors = await runTimes(t, aRoster({ take: async () => { asked += 1; if (asked === 1) throw new Error('down'); return true } }), 1)
  t.match(errors, [['receipts', { message: 'down' }]])
})

test('startDuties() gives a duty back when the database is there again, and tells once that it was not', async t => {
  let refusals = 2
  const roster = aRoster()
  const { giveBack } = roster
  roster.giveBack = async (...call) => { refusals -= 1; if (refusals >= 0) throw new Error('down'); return giveBack(...call) }
  t.match(await runTimes(t, roster, 2), [['receipts', { message: 'down' }]])
  t.strictSame(roster.notes, Array.from({ length: 2 }, () => ['receipts', null]))
})

test('startDuties() does not let one duty hold up another', async t => {
  const [stuck, other] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const stop = startDuties(aRoster(), [
    { name: 'stuck', everyMs: 1, run: () => stuck.promise },
    { name: 'other', everyMs: 1, run: async () => { other.resolve(undefined) } }
  ], { now, onError: () => {} })
  await t.resolves(other.promise)
  stuck.resolve(undefined)
  await stop()
})

test('the function startDuties() gives waits for the duty in hand', async t => {
  const [begun, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const roster = aRoster()
  const run = async (): Promise<void> => { begun.resolve(undefined); await mayEnd.promise }
  const stop = startDuties(roster, [{ name: 'receipts', everyMs: 3_600_000, run }], { now, onError: () => {} })
  await begun.promise
  const stopped = stop().then(() => roster.notes.length)
  mayEnd.resolve(undefined)
  t.equal(await stopped, 1)
})

test('startDuties() in two processes runs a duty once', async t => {
  const database = await anEmptyDatabase()
  let runs = 0
  const gaveUp = Array.from({ length: 2 }, () => Promise.withResolvers<undefined>())
  const stops = gaveUp.map(({ resolve }) => {
    const roster = createDuties(database)
    const take: DutyRoster['take'] = async (...request) => await roster.take(...request).finally(() => { setImmediate(resolve, undefined) })
    const run = async (): Promise<void> => { runs += 1 }
    return startDuties({ ...roster, take }, [{ name: 'nightly', everyMs: 3_600_000, run }], { now, onError: error => { t.fail(String(error)) } })
  })
  await Promise.all(gaveUp.map(({ promise }) => promise))
  await Promise.all(stops.map(stop => stop()))
  t.equal(runs, 1)
})

test('startDuties() renews a duty while it runs, and gives back what it held last', async t => {
  const renewed = Promise.withResolvers<undefined>()
  const [held, given]: [Date[], Date[]] = [[], []]
  let at = now().getTime()
  const roster = aRoster({
    renew: async (_name, from, until) => { held.push(from, until); if (held.length >= 4) renewed.resolve(undefined); return true },
    giveBack: async (_name, from) => { given.push(from) }
  })
  const duty = { name: 'receipts', everyMs: 3_600_000, run: async () => { await renewed.promise } }
  const stop = startDuties(roster, [duty], { now: () => new Date(at += 1000), onError: error => { t.fail(String(error)) }, leaseMs: 3 })
  await renewed.promise
  await stop()
  t.strictSame(held[2], held[1])
  t.strictSame(given, [held.at(-1)])
})
