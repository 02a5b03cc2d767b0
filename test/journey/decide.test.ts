import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aContact, aPerson, facts } from '../support/facts.ts'

const elsewhere = { name: 'Kari Elsewhere', lines: ['Annengata 2'], postalCode: '5003', city: 'BERGEN' }
const grounds = { reason: 'Avklart på telefon', by: 'Kari Saksbehandler' }
const toAddress = { action: 'address', address: elsewhere, ...grounds }

interface Stopped {
  bench: TestJourney
  id: string
  decide: (input: unknown, key?: string) => ReturnType<TestJourney['journey']['decide']>
}

/** A bench whose one citizen has reserved and has no address, and a letter that waits for a person. */
async function stoppedLetter (): Promise<Stopped> {
  const person = aPerson({ addressSource: 'none' })
  delete person.address
  const known = facts({ person, contact: aContact({ isReserved: true }) })
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, known])) })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  return { bench, id, decide: (input, key = 'decide-1') => bench.journey.decide({ client: 'desk', idempotencyKey: key, letterId: id, input }) }
}

test('decide() sends a letter on from its first step, with reason and name in the decision', async t => {
  const { bench, id, decide } = await stoppedLetter()
  t.match(await statusOf(bench, id), { state: 'needs_decision', reason: { code: 'paper-no-address' } })
  const result = await decide(toAddress)
  t.equal(result.kind, 'decided')
  t.match(await statusOf(bench, id), { state: 'received', reason: null, next: { step: 'lookup' } })
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'routed', channel: 'print', reason: { code: 'decided-by-person' } })
  t.match(await bench.records.decisions.latest(id), { choice: { address: elsewhere }, override: { ordinal: 1, action: 'address', ...grounds, isHonored: true } })
})

test('decide() tells the log who had the key and what was decided, but no name, reason or address', async t => {
  const { bench, id, decide } = await stoppedLetter()
  await decide(toAddress)
  const event = (await bench.events.ofLetter(id)).at(-1)
  t.match(event, { type: 'letter.decided' })
  t.strictSame(event?.data, { action: 'address', ordinal: 1, client: 'desk' })
})

test('decide() answers a repeat of the call with the first answer, and takes nothing twice', async t => {
  const { bench, id, decide } = await stoppedLetter()
  const first = await decide(toAddress)
  const second = await decide(toAddress)
  t.match(first, { kind: 'decided' })
  t.strictSame(second, { ...first, kind: 'replayed' })
  t.equal((await bench.records.overrides.ofLetter(id)).length, 1)
})

test('decide() refuses a key that was used for another decision, naming what differs', async t => {
  const { decide } = await stoppedLetter()
  await decide(toAddress)
  t.match(await decide({ ...toAddress, reason: 'Another' }), { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_REUSED', field: '/reason' }] })
})

test('decide() called twice at once takes one decision', async t => {
  const { bench, id, decide } = await stoppedLetter()
  const results = await Promise.all([decide(toAddress, 'a'), decide(toAddress, 'b')])
  t.strictSame(results.map(({ kind }) => kind).sort(), ['decided', 'refused'])
  t.equal((await bench.records.overrides.ofLetter(id)).length, 1)
})

test('decide() stops a letter for good', async t => {
  const { bench, id, decide } = await stoppedLetter()
  t.match(await decide({ action: 'stop', ...grounds }), { kind: 'decided' })
  t.match(await statusOf(bench, id), { state: 'undeliverable', reason: { code: 'stopped-by-person' }, next: null })
  t.match((await eventsOf(bench, id)).slice(-2), ['letter.decided', 'letter.undeliverable'])
})

test('decide() refuses what a rule forbids, in the words of the rule, and changes nothing', async t => {
  const { bench, id, decide } = await stoppedLetter()
  const result = await decide({ action: 'route', channel: 'digital', ...grounds })
  t.match(result, { kind: 'refused', problems: [{ code: 'ERR_DECIDE_FORBIDDEN', message: /the rule reserved says: The recipient has reserved/ }], sentence: { nb: /reservert/ } })
  t.match(await statusOf(bench, id), { state: 'needs_decision' })
  t.strictSame(await bench.records.overrides.ofLetter(id), [])
  t.match(await decide(toAddress), { kind: 'decided' }, 'the key is free again')
})

test('decide() does not decide about a letter that is on its way', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const result = await bench.journey.decide({ client: 'desk', idempotencyKey: 'a', letterId: id, input: toAddress })
  t.match(result, { kind: 'refused', problems: [{ code: 'ERR_DECIDE_STATE', message: /the letter is routed/ }] })
})

test('decide() gives up a sealed attempt of a held letter, with its package', async t => {
  const bench = await aJourney({ handOver: async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') }) })
  const id = await letterBefore(bench, 'send')
  await bench.records.transaction(async () => bench.records.letters.advance(await bench.records.letters.lock(id), { at: bench.clock.now, state: 'held', next: null }))
  t.match(await bench.journey.decide({ client: 'desk', idempotencyKey: 'a', letterId: id, input: toAddress }), { kind: 'decided' })
  await carryStep(bench, 'lookup', id)
  t.strictSame((await statusOf(bench, id)).attempts.map(({ channel, state }) => [channel, state]), [['digipost', 'refused'], ['print', 'planned']])
  t.strictSame(await bench.database.query('select id from content where kind = \'package\''), [])
})

for (const action of ['route', 'stop'] as const) {
  test(`decide() takes no ${action} while nobody knows whether the letter was handed over`, async t => {
    const bench = await aJourney({ handOver: async () => ({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') }) })
    const id = await letterBefore(bench, 'send')
    await carryStep(bench, 'send', id)
    await bench.records.transaction(async () => bench.records.letters.advance(await bench.records.letters.lock(id), { at: bench.clock.now, state: 'held', next: null }))
    const input = { action, ...action === 'route' && { channel: 'print' }, ...grounds }
    const result = await bench.journey.decide({ client: 'desk', idempotencyKey: 'a', letterId: id, input })
    t.match(result, { kind: 'refused', problems: [{ code: 'ERR_DECIDE_IN_DOUBT', message: /hand-over 1 of the letter is uncertain/ }] })
  })
}

test('decide() is overtaken by a death before the letter goes on', async t => {
  const { bench, id, decide } = await stoppedLetter()
  await decide(toAddress)
  bench.rooms.lookup = async people => new Map(people.map(number => [number, facts({ person: aPerson({ isDead: true, status: 'dead' }) })]))
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision', reason: { code: 'dead' }, attempts: [] })
  t.match(await bench.records.decisions.latest(id), { override: { isHonored: false } })
})

test('decide() holds only until its time: from then on the rules decide alone', async t => {
  const { bench, id, decide } = await stoppedLetter()
  await decide({ ...toAddress, until: '2026-03-01T12:00:00Z' })
  bench.clock.now = new Date('2026-03-01T12:00:00Z')
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision', reason: { code: 'paper-no-address' } })
  t.equal((await bench.records.decisions.latest(id))?.override, undefined)
})

test('decide() waits with the register: what cannot be judged is not taken', async t => {
  const { bench, id, decide } = await stoppedLetter()
  bench.rooms.lookup = async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up') }
  await t.rejects(decide(toAddress), { code: 'ERR_LOOKUP_UNAVAILABLE' })
  t.match(await decide({ action: 'stop', ...grounds }), { kind: 'decided' }, 'a stop needs no register')
  t.equal((await statusOf(bench, id)).state, 'undeliverable')
})
