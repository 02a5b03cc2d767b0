import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf } from '../support/a-journey.ts'
import { aContact, aPerson, facts } from '../support/facts.ts'
import { letterInput, returnAddress } from '../support/letter-input.ts'

test('addressStep() plans an attempt whose ids are made before anything is sent', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { attempts: [attempt] } = await statusOf(bench, id)
  t.match(attempt, { letterId: id, ordinal: 1, channel: 'digipost', receiver: '984661185', state: 'planned', createdAt: bench.clock.now })
  t.not(attempt?.messageId, attempt?.conversationId)
})

test('addressStep() keeps the decision with the rule that was told', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const decision = await bench.records.decisions.latest(id)
  t.equal((await statusOf(bench, id)).reason?.code, decision?.rule)
  t.match(decision?.choice, { kind: 'mailbox', channel: 'digipost' })
})

test('addressStep() prints for a person without a mailbox', async t => {
  const contact = aContact({ status: 'not-registered' })
  delete contact.mailbox
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, facts({ contact })])) })
  const id = await letterBefore(bench, 'seal')
  t.match(await statusOf(bench, id), { state: 'routed', channel: 'print', attempts: [{ channel: 'print', receiver: '974761076' }] })
})

test('addressStep() asks no register about a bare address', async t => {
  const bench = await aJourney({ lookup: async () => { throw new Error('asked about somebody') } })
  const id = await acceptOne(bench, { input: letterInput({ recipient: { address: returnAddress } }) })
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'routed', channel: 'print' })
  t.strictSame(bench.unexpected, [])
})

test('addressStep() stops a letter where a rule stops it, with the rule as reason', async t => {
  const person = aPerson({ isDead: true, status: 'dead' })
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, facts({ person })])) })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  const { state, next, reason, attempts } = await statusOf(bench, id)
  const decision = await bench.records.decisions.latest(id)
  t.strictSame([next, attempts, reason?.code], [null, [], decision?.rule])
  t.match(decision?.choice, { kind: 'stop', state })
  t.match(await eventsOf(bench, id), ['letter.received', `letter.${state}`])
})

for (const room of ['lookup', 'printService'] as const) {
  test(`addressStep() makes letters wait while ${room} is down, and prints none of them`, async t => {
    const bench = await aJourney({ [room]: async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up') } })
    const input = room === 'lookup' ? letterInput() : letterInput({ recipient: { address: returnAddress } })
    const id = await acceptOne(bench, { input })
    await carryStep(bench, 'lookup', id)
    t.match(await statusOf(bench, id), { state: 'received', channel: null, attempts: [], reason: { code: 'ERR_LOOKUP_UNAVAILABLE' }, next: { step: 'lookup' } })
    t.equal(await bench.records.decisions.latest(id), undefined)
    t.strictSame(bench.unexpected, [])
  })
}

test('addressStep() makes a letter wait when the registers left its person out, and carries the others', async t => {
  const bench = await aJourney({ lookup: async () => new Map([['20914695016', facts()]]) })
  const other = await acceptOne(bench, { input: letterInput({ recipient: { nationalIdentityNumber: '04864803089' } }) })
  const answered = await acceptOne(bench)
  await carryStep(bench, 'lookup', other, answered)
  t.match(await statusOf(bench, other), { state: 'received', reason: { code: 'ERR_LOOKUP_UNREADABLE' }, next: { step: 'lookup' } })
  t.equal((await statusOf(bench, answered)).state, 'routed')
})

test('addressStep() holds letters when a register refuses us', async t => {
  const bench = await aJourney({ lookup: async () => { throw new GatewayError('ERR_LOOKUP_REFUSED', 'Cannot look up') } })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_LOOKUP_REFUSED' }, next: null })
})

test('addressStep() looks at the person anew when the letter was released, and counts the attempts on', async t => {
  const bench = await aJourney({ handOver: async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') }) })
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  await bench.records.transaction(async () => bench.records.letters.advance(await bench.records.letters.lock(id), {
    at: bench.clock.now, state: 'received', next: { step: 'lookup', at: bench.clock.now }
  }))
  await carryStep(bench, 'lookup', id)
  t.strictSame((await statusOf(bench, id)).attempts.map(({ ordinal, state }) => [ordinal, state]), [[1, 'refused'], [2, 'planned']])
})
