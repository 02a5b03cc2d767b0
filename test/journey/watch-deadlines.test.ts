import { test } from 'tap'
import { watchDeadlines } from '../../src/journey/watch-deadlines.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, statusOf, type TestJourney } from '../support/a-journey.ts'
import { letterInput } from '../support/letter-input.ts'

const minuteMs = 60_000

async function due (bench: TestJourney, inMinutes: number): Promise<string> {
  return acceptOne(bench, { input: letterInput({ deadlineBy: new Date(bench.clock.now.getTime() + inMinutes * minuteMs).toISOString() }) })
}

function later (bench: TestJourney, minutes: number): void {
  bench.clock.now = new Date(bench.clock.now.getTime() + minutes * minuteMs)
}

const watch = (bench: TestJourney): ReturnType<typeof watchDeadlines> =>
  watchDeadlines({ records: bench.records, deadlines: bench.deadlines, now: () => bench.clock.now })

test('watchDeadlines() tells of a missed deadline once, with what stood in the way, and the letter still goes', async t => {
  const bench = await aJourney()
  const { lookup } = bench.rooms
  bench.rooms.lookup = async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up') }
  const id = await due(bench, 10)
  await carryStep(bench, 'lookup', id)
  t.strictSame(await watch(bench), { missed: 0, atRisk: 0 })
  later(bench, 10)
  t.strictSame(await watch(bench), { missed: 1, atRisk: 0 })
  t.strictSame(await watch(bench), { missed: 0, atRisk: 0 })
  t.match((await bench.events.ofLetter(id)).at(-1), { type: 'deadline.missed', data: { state: 'received', code: 'ERR_LOOKUP_UNAVAILABLE' } })
  t.match(await statusOf(bench, id), { deadline: { missedAt: bench.clock.now }, next: { step: 'lookup' } })
  bench.rooms.lookup = lookup
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

test('watchDeadlines() warns when what the letter waits for comes too late', async t => {
  const bench = await aJourney()
  bench.rooms.quietUntil = (_letter, _channel, now) => new Date(now.getTime() + 120 * minuteMs)
  const id = await due(bench, 90)
  for (const step of ['lookup', 'seal'] as const) await carryStep(bench, step, id)
  t.strictSame(await watch(bench), { missed: 0, atRisk: 1 })
  t.strictSame(await watch(bench), { missed: 0, atRisk: 0 })
  t.match((await bench.events.ofLetter(id)).at(-1), { type: 'deadline.at_risk', data: { code: 'quiet-hours', state: 'sealed' } })
})

test('watchDeadlines() warns when the letter waits for a person, and when it is late itself with an hour left', async t => {
  const bench = await aJourney({ seal: async () => { throw new GatewayError('ERR_SEAL_TOO_LARGE', 'Cannot seal') } })
  const [held] = [await due(bench, 600), await due(bench, 59), await due(bench, 600)]
  for (const step of ['lookup', 'seal'] as const) await carryStep(bench, step, held)
  t.equal((await statusOf(bench, held)).state, 'held')
  t.strictSame(await watch(bench), { missed: 0, atRisk: 1 })
  later(bench, 2)
  t.strictSame(await watch(bench), { missed: 0, atRisk: 1 }, 'the one with an hour left, not the one with ten')
})

test('watchDeadlines() is silent about letters that left in time', async t => {
  const bench = await aJourney()
  const id = await due(bench, 10)
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  later(bench, 60)
  t.strictSame(await watch(bench), { missed: 0, atRisk: 0 })
  t.notOk((await eventsOf(bench, id)).some(type => type.startsWith('deadline')))
})
