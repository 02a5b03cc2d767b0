import { test } from 'tap'
import { leadsTheSameWay } from '../../src/journey/reread.ts'
import type { SendChoice } from '../../src/letter/choice.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { NationalIdentityNumber } from '../../src/letter/letter.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aContact, aPerson, facts, validCertificate } from '../support/facts.ts'
import { letterInput } from '../support/letter-input.ts'

const hourMs = 3_600_000

/** A journey whose registers say this, read at the moment they are asked, and what they were asked. */
async function asking (answer: () => Partial<RecipientFacts>): Promise<TestJourney & { asked: (readonly NationalIdentityNumber[])[] }> {
  const bench = await aJourney()
  const asked: (readonly NationalIdentityNumber[])[] = []
  bench.rooms.lookup = async people => {
    asked.push(people)
    return new Map(people.map(number => [number, facts({ readAt: bench.clock.now, ...answer() })]))
  }
  return { ...bench, asked }
}

/** Lets time pass until the facts are old. */
function wait ({ clock }: TestJourney, ms = hourMs): void {
  clock.now = new Date(clock.now.getTime() + ms)
}

test('findReread() asks nobody while the facts are young', async t => {
  const bench = await asking(() => ({}))
  const id = await letterBefore(bench, 'send')
  wait(bench, hourMs - 1)
  await carryStep(bench, 'send', id)
  t.equal(bench.asked.length, 1)
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

test('findReread() asks once about all those of a batch whose facts are old', async t => {
  const bench = await asking(() => ({}))
  const first = await letterBefore(bench, 'send')
  const second = await acceptOne(bench, { input: letterInput({ recipient: { nationalIdentityNumber: '04864803089' } }) })
  for (const step of ['lookup', 'seal'] as const) await carryStep(bench, step, second)
  wait(bench)
  bench.asked.length = 0
  await carryStep(bench, 'send', first, second)
  t.strictSame(bench.asked.map(people => [...people].toSorted()), [['04864803089', '20914695016']])
  t.equal(bench.handedOver.length, 2)
})

test('findReread() always asks when the policy says 0', async t => {
  const bench = await asking(() => ({}))
  bench.ports.registerMaxAgeMs = 0
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id)
  t.equal(bench.asked.length, 2)
  t.equal((await statusOf(bench, id)).state, 'dispatched')
})

test('sendStep() sends what was sealed when the facts still lead there, and notes when they were read', async t => {
  const bench = await asking(() => ({}))
  const id = await letterBefore(bench, 'send')
  const [attempt] = (await statusOf(bench, id)).attempts
  wait(bench)
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver.map(({ messageId }) => messageId), [attempt?.messageId])
  t.equal((await bench.records.decisions.latest(id))?.inputs.factsReadAt, bench.clock.now.toISOString())
  t.equal((await statusOf(bench, id)).attempts.length, 1)
})

test('sendStep() tells the new reason where another rule leads the same way', async t => {
  const contact: { now: RecipientFacts['contact'] } = { now: aContact({ isReserved: true }) }
  const bench = await asking(() => contact.now === undefined ? {} : { contact: contact.now })
  const id = await letterBefore(bench, 'send')
  t.equal((await statusOf(bench, id)).reason?.code, 'reserved')
  contact.now = aContact({ status: 'not-registered' })
  wait(bench)
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', channel: 'print', reason: { code: 'not-in-contact-register' } })
})

test('sendStep() sends nothing when the facts lead elsewhere, and has the letter decided anew', async t => {
  const person = { now: aPerson() }
  const bench = await asking(() => ({ person: person.now }))
  const id = await letterBefore(bench, 'send')
  person.now = aPerson({ isDead: true, status: 'dead' })
  wait(bench)
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'received', channel: null, next: { step: 'lookup' }, attempts: [{ state: 'refused' }] })
  t.strictSame((await eventsOf(bench, id)).slice(-2), ['letter.rechecked', 'attempt.called_off'])
  t.match((await bench.events.ofLetter(id)).at(-2)?.data, { from: 'reread' })
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'needs_decision', reason: { code: 'dead' } })
  t.equal(bench.handedOver.length, 0)
})

for (const [why, lookup, code] of [
  ['does not answer', () => Promise.reject(new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot ask')), 'ERR_LOOKUP_UNAVAILABLE'],
  ['is silent about the person', () => Promise.resolve(new Map<string, RecipientFacts>()), 'ERR_LOOKUP_UNREADABLE']
] as const) {
  test(`sendStep() waits with what was sealed while a register ${why}`, async t => {
    const bench = await asking(() => ({}))
    const id = await letterBefore(bench, 'send')
    const { lookup: answering } = bench.rooms
    wait(bench)
    bench.rooms.lookup = lookup
    await carryStep(bench, 'send', id)
    t.match(await statusOf(bench, id), { state: 'sealed', channel: 'digipost', reason: { code }, next: { step: 'send' }, attempts: [{ state: 'sealed' }] })
    t.equal(bench.handedOver.length, 0)
    Object.assign(bench.rooms, { lookup: answering })
    wait(bench)
    await carryStep(bench, 'send', id)
    t.equal((await statusOf(bench, id)).state, 'dispatched')
  })
}

test('sendStep() settles a doubt with the same message, whatever the register says by now', async t => {
  const bench = await asking(() => ({}))
  const id = await letterBefore(bench, 'send')
  const { handOver } = bench.rooms
  bench.rooms.handOver = async envelope => { await handOver(envelope); throw new Error('the answer was lost') }
  await carryStep(bench, 'send', id)
  bench.rooms.lookup = () => Promise.reject(new Error('asked'))
  Object.assign(bench.rooms, { handOver, follow: async () => ({ status: 'unknown' }) })
  wait(bench)
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver[1], bench.handedOver[0])
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] })
})

test('sendStep() looks again when a channel was down for longer than facts may be old', async t => {
  const contact = { now: aContact() }
  const bench = await asking(() => ({ contact: contact.now }))
  const id = await letterBefore(bench, 'send')
  bench.rooms.handOver = async () => ({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over') })
  await carryStep(bench, 'send', id)
  t.equal(bench.asked.length, 1)
  contact.now = aContact({ isReserved: true })
  wait(bench)
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'received', attempts: [{ state: 'refused' }] })
})

const mailbox = { kind: 'mailbox', channel: 'digipost', receiver: '984661185', mailboxAddress: 'stadig.kubbestol#4ABC', certificate: validCertificate,
  notifyEmail: 'stadig@example.com', notifyMobile: '+4790000000' } as const satisfies SendChoice
const others: Record<string, SendChoice> = {
  'channel': { ...mailbox, channel: 'eboks' }, 'receiver': { ...mailbox, receiver: '922020175' }, 'mailbox address': { ...mailbox, mailboxAddress: 'other#1' },
  'certificate': { ...mailbox, certificate: { ...validCertificate, pem: 'other' } }, 'notice point': { ...mailbox, notifyEmail: 'other@example.com' }
}

test('leadsTheSameWay() holds for the same facts, in whatever order a choice was written', async t => {
  const decision = route(aLetter(), facts(), facts().readAt)
  t.ok(leadsTheSameWay(decision, mailbox))
  t.ok(leadsTheSameWay(decision, JSON.parse(JSON.stringify(mailbox), (key, value: unknown) => key.startsWith('valid') ? new Date(String(value)) : value) as SendChoice))
})

for (const [what, prepared] of Object.entries(others)) {
  test(`leadsTheSameWay() does not hold with another ${what}`, async t => {
    t.notOk(leadsTheSameWay(route(aLetter(), facts(), facts().readAt), prepared))
  })
}
