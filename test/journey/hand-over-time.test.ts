import { test } from 'tap'
import { deadlineAfter, waitingOf } from '../../src/journey/hand-over-time.ts'
import { recheck } from '../../src/journey/recheck.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Letter } from '../../src/letter/letter.ts'
import { acceptOne, aJourney, aSubmission, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aLetter } from '../support/a-letter.ts'
import { letterInput } from '../support/letter-input.ts'

const sendAfter = new Date('2026-03-20T07:00:00Z')
const morning = new Date('2026-03-02T06:00:00Z')

/** Quiet from the evening of 1 March. */
const quietUntil = (_letter: Letter, _channel: string, now: Date): Date | undefined =>
  now >= new Date('2026-03-01T21:00:00Z') && now < morning ? morning : undefined

async function carryAt (bench: TestJourney, at: Date, id: string, ...steps: Parameters<typeof carryStep>[1][]): Promise<void> {
  bench.clock.now = at
  for (const step of steps) await carryStep(bench, step, id)
}

test('accept() makes a letter with sendAfter wait for its first step till then', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench, { input: letterInput({ sendAfter: sendAfter.toISOString() }) })
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup', at: sendAfter } })
  await carryAt(bench, new Date(sendAfter.getTime() - 60_000), id, 'lookup')
  t.equal((await statusOf(bench, id)).state, 'received')
  await carryAt(bench, sendAfter, id, 'lookup', 'seal', 'send')
  t.match(await statusOf(bench, id), { state: 'dispatched' })
})

test('act() lets a letter go that has its time still before it, and it waits for that, not for a worker', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench, { input: letterInput({ sendAfter: sendAfter.toISOString() }) })
  for (const name of ['hold', 'release'] as const) {
    await bench.journey.act(name, { client: 'desk', idempotencyKey: name, letterId: id, input: { reason: 'Feil i vedlegget', by: 'Kari Saksbehandler' } })
  }
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup', at: sendAfter } })
  t.strictSame(await bench.database.query('select due_from from letter'), [{ due_from: sendAfter }])
})

test('accept() does not take the wait for sendAfter for patience that is over', async t => {
  const bench = await aJourney({ lookup: async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up') } })
  const id = await acceptOne(bench, { input: letterInput({ sendAfter: sendAfter.toISOString() }) })
  await carryAt(bench, sendAfter, id, 'lookup')
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' } })
})

test('recheck() of a letter that is not due yet lets it wait on', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench, { input: letterInput({ sendAfter: sendAfter.toISOString() }) })
  t.equal(await recheck(bench.records, id, 'contact-register', bench.clock.now), true)
  t.match(await statusOf(bench, id), { next: { step: 'lookup', at: sendAfter } })
})

test('sealStep() lets a letter wait for the end of quiet hours, at no cost of tries', async t => {
  const bench = await aJourney({ quietUntil })
  const id = await letterBefore(bench, 'seal')
  await carryAt(bench, new Date('2026-03-01T21:30:00Z'), id, 'seal')
  t.match(await statusOf(bench, id), { state: 'sealed', reason: { code: 'quiet-hours' }, next: { step: 'send', at: morning } })
  t.strictSame((await eventsOf(bench, id)).slice(-2), ['letter.sealed', 'letter.scheduled'])
  await carryAt(bench, morning, id, 'send')
  t.match(await statusOf(bench, id), { state: 'dispatched', reason: { code: 'mailbox' } })
  t.equal(bench.handedOver.length, 1)
})

test('sendStep() hands nothing over in quiet hours that came while it waited', async t => {
  const bench = await aJourney({ quietUntil })
  const id = await letterBefore(bench, 'send')
  await carryAt(bench, new Date('2026-03-01T22:00:00Z'), id, 'send')
  t.match(await statusOf(bench, id), { state: 'sealed', reason: { code: 'quiet-hours' }, next: { at: morning }, attempts: [{ state: 'sealed' }] })
  t.equal(bench.handedOver.length, 0)
  const claim = (await bench.records.letters.claim([{ letterId: id }], 'send', morning)).claims[0]
  t.match(claim, { failures: 0, unfinishedClaims: 1, since: morning })
})

test('sendStep() asks about a hand-over in doubt in quiet hours, and repeats it after them', async t => {
  const lost = new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell')
  const bench = await aJourney({ handOver: async () => ({ kind: 'retry', error: lost }), follow: async () => ({ status: 'unknown' }) })
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  bench.rooms.quietUntil = quietUntil
  await carryAt(bench, new Date('2026-03-01T22:00:00Z'), id, 'send')
  t.match(await statusOf(bench, id), { next: { step: 'send', at: morning }, attempts: [{ state: 'uncertain' }] })
  bench.rooms.follow = async () => ({ status: 'registered' })
  await carryAt(bench, morning, id, 'send')
  t.match(await statusOf(bench, id), { state: 'dispatched' })
})

test('accept() logs who wants quiet hours ignored, and the letter goes in them', async t => {
  const bench = await aJourney({ quietUntil })
  bench.clock.now = new Date('2026-03-01T22:00:00Z')
  const id = await acceptOne(bench, { input: letterInput({ ignoreQuietHours: { reason: 'Flom' } }) })
  t.match(await bench.events.ofLetter(id), [{ type: 'letter.received' }, { type: 'quiet_hours.ignored', data: { client: 'case system' } }])
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched' })
})

test('waitingOf() does not wait for hours in which no phone rings anyway', async t => {
  const at = new Date('2026-03-01T22:00:00Z')
  t.match(waitingOf({ quietUntil }, aLetter(), 'eboks', at), { until: morning, reason: { code: 'quiet-hours' } })
  t.equal(waitingOf({ quietUntil }, aLetter({ availableFrom: morning }), 'eboks', at), undefined)
  t.match(waitingOf({ quietUntil }, aLetter({ availableFrom: new Date(morning.getTime() - 1) }), 'eboks', at), { until: morning })
  t.match(waitingOf({ quietUntil }, aLetter({ sendAfter: at }), 'eboks', new Date('2026-03-01T12:00:00Z')), { until: morning })
  t.match(waitingOf({ quietUntil }, aLetter({ sendAfter }), 'eboks', at), { until: sendAfter, reason: { code: 'send-after' } })
})

test('deadlineAfter() counts working days from when the letter may leave, past Easter', async t => {
  const now = new Date('2026-03-27T12:00:00Z')
  t.same(deadlineAfter({}, 2, now), new Date('2026-03-31T11:00:00Z'))
  t.same(deadlineAfter({ sendAfter: new Date('2026-04-01T12:00:00Z') }, 1, now), new Date('2026-04-07T12:00:00Z'))
  t.same(deadlineAfter({ sendAfter }, 1, new Date('2026-03-23T12:00:00Z')), new Date('2026-03-24T12:00:00Z'))
})

test('accept() turns a deadline in working days into a moment', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench, { input: letterInput({ deadlineWorkingDays: 1 }) })
  t.match(await statusOf(bench, id), { deadline: { by: new Date('2026-03-02T10:00:00Z'), missedAt: null } })
})

test('accept() refuses a deadline that is over, but repeats the answer of a letter it took in time', async t => {
  const bench = await aJourney()
  const send = (idempotencyKey: string): ReturnType<typeof bench.journey.accept> =>
    bench.journey.accept(aSubmission({ input: letterInput({ deadlineBy: '2026-03-01T10:00:01Z' }), idempotencyKey }))
  t.match(await send('once'), { kind: 'created' })
  bench.clock.now = new Date('2026-03-01T10:00:01Z')
  t.match(await send('once'), { kind: 'replayed' })
  t.match(await send('twice'), { kind: 'refused', problems: [{ field: '/deadlineBy' }] })
})
