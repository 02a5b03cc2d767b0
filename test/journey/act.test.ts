import { test } from 'tap'
import { recheck } from '../../src/journey/recheck.ts'
import type { Act } from '../../src/letter/act.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { aContact, facts } from '../support/facts.ts'

const grounds = { reason: 'Feil i vedlegget', by: 'Kari Saksbehandler' }
let keys = 0

const act = (bench: TestJourney, name: Exclude<Act, 'redirect'>, letterId: string, input: unknown = grounds, idempotencyKey = `act-${++keys}`) =>
  bench.journey.act(name, { client: 'desk', idempotencyKey, letterId, input })

test('act() holds a letter where it is, and lets it go on by fresh facts', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  t.match(await act(bench, 'hold', id), { kind: 'decided', body: /"state":"held","ordinal":1,"action":"hold","from":"sealed"/ })
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'held-by-person' }, next: null, attempts: [{ state: 'sealed' }] })
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver, [])
  t.match(await act(bench, 'release', id), { kind: 'decided' })
  t.match(await statusOf(bench, id), { state: 'received', reason: null, next: { step: 'lookup' }, attempts: [{ state: 'refused' }] })
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'refused' }, { ordinal: 2, state: 'handed_over' }] })
  t.equal(bench.handedOver.length, 1)
  t.strictSame((await eventsOf(bench, id)).slice(3, 6), ['letter.sealed', 'letter.held', 'letter.released'])
})

test('act() keeps who and why under the letter\'s key, and tells the log only who had the key', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench)
  await act(bench, 'hold', id)
  t.strictSame((await bench.events.ofLetter(id)).at(-1)?.data, { client: 'desk', code: 'held-by-person', from: 'received' })
  t.match(await bench.records.acts.ofLetter(id), [{ ordinal: 1, act: 'hold', from: 'received', client: 'desk', ...grounds }])
  const [row] = await bench.database.query('select grounds from letter_act')
  t.notMatch(Buffer.from(row?.grounds as Uint8Array).toString('latin1'), /Kari|vedlegget/)
})

test('act() withdraws a letter for good, with the package made for it', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  t.match(await act(bench, 'withdraw', id), { kind: 'decided' })
  t.match(await statusOf(bench, id), { state: 'withdrawn', reason: { code: 'withdrawn-by-person' }, next: null, attempts: [{ state: 'refused' }] })
  t.strictSame(await bench.database.query('select id from content where kind = \'package\''), [])
  t.equal((await bench.database.query('select id from content where kind = \'document\'')).length, 1, 'the document is kept')
  t.match(await act(bench, 'release', id), { kind: 'refused', problems: [{ code: 'ERR_ACTION_STATE', message: /it is withdrawn/ }] })
})

test('act() makes a worker stale that has the letter in hand', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (input, sink) => {
    t.match(await act(bench, 'withdraw', id), { kind: 'decided' })
    return seal(input, sink)
  }
  await carryStep(bench, 'seal', id)
  t.strictSame(bench.stale, ['seal'])
  t.match(await statusOf(bench, id), { state: 'withdrawn' })
})

for (const name of ['hold', 'withdraw', 'release', 'resend'] as const) {
  test(`act() does not ${name} a letter in the middle of its hand-over, and names it`, async t => {
    const bench = await aJourney()
    const id = await letterBefore(bench, 'send')
    const { handOver } = bench.rooms
    let result: unknown
    bench.rooms.handOver = async envelope => { result = await act(bench, name, id); return handOver(envelope) }
    await carryStep(bench, 'send', id)
    t.match(result, { kind: 'refused', problems: [{ message: new RegExp(`^Cannot ${name} the letter: it is sealed`) }] })
    t.match(await statusOf(bench, id), { state: 'dispatched' })
  })
}

test('act() releases a held letter in doubt to the question about that very message', async t => {
  const bench = await aJourney({ handOver: async () => ({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') }) })
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  await bench.records.transaction(async () => bench.records.letters.advance(await bench.records.letters.lock(id), { at: bench.clock.now, state: 'held', next: null }))
  t.match(await act(bench, 'resend', id), { kind: 'refused', problems: [{ code: 'ERR_ACTION_IN_DOUBT', message: /hand-over 1 is uncertain/ }] })
  t.match(await act(bench, 'release', id), { kind: 'decided' })
  t.match(await statusOf(bench, id), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'uncertain' }] })
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] })
})

test('act() resends a letter that the channel refused, by a new attempt', async t => {
  const bench = await aJourney({ handOver: async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') }) })
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  t.match(await act(bench, 'resend', id), { kind: 'decided' })
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'routed', attempts: [{ ordinal: 1, state: 'refused' }, { ordinal: 2, state: 'planned' }] })
})

/** A letter on paper that came back. */
async function returnedLetter (): Promise<{ bench: TestJourney, id: string }> {
  const onPaper = facts({ contact: aContact({ isReserved: true }) })
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, onPaper])) })
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  const [attempt] = (await statusOf(bench, id)).attempts
  const settled = await bench.journey.settle(JSON.stringify(aReceipt({ kind: 'returned-post', conversationId: attempt?.conversationId ?? '', issuer: '974761076' })))
  if (settled !== 'applied') throw new Error(`the receipt was ${settled}`)
  return { bench, id }
}

test('act() sends post that came back anew, also to a mailbox the recipient has by now', async t => {
  const { bench, id } = await returnedLetter()
  t.match(await statusOf(bench, id), { state: 'returned' })
  t.match(await act(bench, 'resend', id), { kind: 'decided' })
  bench.rooms.lookup = async people => new Map(people.map(number => [number, facts()]))
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  const { state, attempts } = await statusOf(bench, id)
  t.equal(state, 'dispatched')
  t.match(attempts, [{ channel: 'print', state: 'delivered' }, { channel: 'digipost', state: 'handed_over', follows: attempts[0]?.messageId }])
})

test('act() leaves post that came back to people again where the rules stop it, and they can decide', async t => {
  const { bench, id } = await returnedLetter()
  await act(bench, 'resend', id)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision', reason: { code: 'paper-returned-before' } })
  const address = { name: 'Kari Elsewhere', lines: ['Annengata 2'], postalCode: '5003', city: 'BERGEN' }
  const decided = await bench.journey.decide({ client: 'desk', idempotencyKey: 'd', letterId: id, input: { action: 'address', address, ...grounds } })
  t.match(decided, { kind: 'decided' })
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched', channel: 'print' })
})

test('news of the recipient has post that came back, was sent anew and is with people, decided by what holds now', async t => {
  const { bench, id } = await returnedLetter()
  await act(bench, 'resend', id)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision' })
  t.ok(await recheck(bench.records, id, 'population-register', bench.clock.now))
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' }, attempts: [{ state: 'delivered' }] })
})

test('act() answers a repeat with the first answer, and a used key with what differs', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench)
  const first = await act(bench, 'hold', id, grounds, 'k')
  t.strictSame(await act(bench, 'hold', id, grounds, 'k'), { ...first, kind: 'replayed' })
  t.match(await act(bench, 'hold', id, { ...grounds, reason: 'Annet' }, 'k'), { kind: 'refused', problems: [{ code: 'ERR_INTAKE_KEY_REUSED', field: '/reason' }] })
  t.equal((await bench.records.acts.ofLetter(id)).length, 1)
})

test('act() demands who and why, without an identity number', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench)
  t.match(await act(bench, 'hold', id, {}), { kind: 'refused', problems: [{ field: '/reason' }, { field: '/by' }] })
  t.match(await act(bench, 'hold', id, { ...grounds, reason: 'Se 20914695016' }), { kind: 'refused', problems: [{ code: 'ERR_INTAKE_PERSONAL_DATA' }] })
  t.match(await statusOf(bench, id), { state: 'received' })
})

test('decide() as redirect turns a letter round before its hand-over, within the rules', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const redirect = (input: object) => bench.journey.decide({ client: 'desk', idempotencyKey: `r${++keys}`, letterId: id, input: { ...grounds, ...input } }, 'redirect')
  t.match(await redirect({ action: 'stop' }), { kind: 'refused', problems: [{ field: '/action' }] })
  t.match(await redirect({ action: 'route', channel: 'print' }), { kind: 'decided', body: /"state":"received"/ })
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched', channel: 'print', attempts: [{ channel: 'digipost', state: 'refused' }, { channel: 'print', state: 'handed_over' }] })
  t.ok((await eventsOf(bench, id)).includes('letter.redirected'))
  t.match(await redirect({ action: 'route', channel: 'print' }), { kind: 'refused', problems: [{ code: 'ERR_ACTION_STATE', message: /it is dispatched/ }] })
})
