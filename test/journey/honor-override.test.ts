import fc from 'fast-check'
import { test } from 'tap'
import { honorOverride } from '../../src/journey/honor-override.ts'
import type { Decision } from '../../src/letter/choice.ts'
import type { Override, OverrideOrder } from '../../src/letter/override.ts'
import type { AddressProtection, PersonFacts, PersonStatus, RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { route } from '../../src/route/route.ts'
import { aLetter } from '../support/a-letter.ts'
import { aContact, aPerson, facts, factsReadAt as now } from '../support/facts.ts'

const elsewhere = { name: 'Kari Elsewhere', lines: ['Annengata 2'], postalCode: '5003', city: 'BERGEN' }
const byPerson = (order: OverrideOrder): Override => ({ ...order, by: 'Kari', reason: 'Called', at: now, client: 'test', ordinal: 1 })

function decided (order: OverrideOrder, known: RecipientFacts = facts(), letter = aLetter()): Decision {
  return honorOverride(letter, known, byPerson(order), route(letter, known, now), now)
}

const dead = facts({ person: aPerson({ isDead: true, status: 'dead' }) })
const withoutMailbox = facts({ contact: aContact({ status: 'not-registered', isReserved: true }) })

// What a person asks for, of whom, and what comes of it: the choice, or the rule that stands in the way.
const cases: [name: string, order: OverrideOrder, known: RecipientFacts, outcome: string][] = [
  ['paper instead of a mailbox', { action: 'route', channel: 'print' }, facts(), 'print'],
  ['the mailbox of one whose status is uncertain', { action: 'route', channel: 'digital' }, facts({ person: aPerson({ status: 'inactive' }) }), 'mailbox'],
  ['paper to one who is only temporarily registered', { action: 'route', channel: 'print' }, facts({ person: aPerson({ status: 'temporary' }) }), 'print'],
  ['a mailbox for one who has reserved', { action: 'route', channel: 'digital' }, facts({ contact: aContact({ isReserved: true }) }), 'reserved'],
  ['a mailbox for one who cannot be notified', { action: 'route', channel: 'digital' }, facts({ contact: aContact({ isNotifiable: false }) }), 'not-notifiable'],
  ['paper to the dead', { action: 'route', channel: 'print' }, dead, 'dead'],
  ['a mailbox for the dead', { action: 'route', channel: 'digital' }, dead, 'dead'],
  ['another address for the dead', { action: 'address', address: elsewhere }, dead, 'dead'],
  ['the estate of the dead', { action: 'estate-contact', address: elsewhere }, dead, 'print'],
  ['the estate of the living', { action: 'estate-contact', address: elsewhere }, facts(), 'override-not-dead'],
  ['another address', { action: 'address', address: elsewhere }, withoutMailbox, 'print'],
  ['paper where the register has no address', { action: 'route', channel: 'print' }, facts({ person: withoutAddress() }), 'paper-no-address'],
  ['paper where post came back', { action: 'route', channel: 'print' }, facts({ person: aPerson({ isAddressReturned: true }) }), 'paper-returned-before'],
  ['another address where post came back', { action: 'address', address: elsewhere }, facts({ person: aPerson({ isAddressReturned: true }) }), 'print'],
  ['paper to a false identity', { action: 'route', channel: 'print' }, facts({ person: aPerson({ hasFalseIdentity: true }) }), 'false-identity'],
  ['a person nobody knows', { action: 'address', address: elsewhere }, facts({ person: 'unknown' }), 'unknown-person']
]

function withoutAddress (changes: Partial<PersonFacts> = {}): PersonFacts {
  const person = aPerson({ addressSource: 'none', ...changes })
  delete person.address
  return person
}

for (const [name, order, known, outcome] of cases) {
  test(`honorOverride(): ${name} gives ${outcome}`, async t => {
    const { choice, rule, override } = decided(order, known)
    t.equal(choice.kind === 'stop' ? rule : choice.kind, outcome)
    t.equal(override?.isHonored, choice.kind !== 'stop')
  })
}

test('honorOverride() prints at the address a person gave, and tells who gave it but not the address', async t => {
  const { choice, rule, override } = decided({ action: 'address', address: elsewhere })
  t.match(choice, { kind: 'print', address: elsewhere })
  t.equal(rule, 'decided-by-person')
  t.strictSame(override, { ordinal: 1, action: 'address', client: 'test', by: 'Kari', reason: 'Called', at: now, isHonored: true })
})

test('honorOverride() keeps every rule that was tried', async t => {
  const plain = route(aLetter(), facts(), now)
  const { evaluated, inputs } = decided({ action: 'route', channel: 'print' })
  t.strictSame(evaluated, [...plain.evaluated, { rule: 'decided-by-person', matched: true }])
  t.strictSame(inputs, plain.inputs)
})

for (const protection of ['confidential', 'strictly-confidential'] as const) {
  test(`honorOverride() takes no address from people for somebody ${protection}, and says what everybody without an address hears`, async t => {
    const shielded = decided({ action: 'address', address: elsewhere }, facts({ person: aPerson({ protection }) }))
    const homeless = decided({ action: 'route', channel: 'print' }, facts({ person: withoutAddress() }))
    t.match(shielded, { choice: { kind: 'stop', state: 'needs_decision' }, rule: homeless.rule, sentence: homeless.sentence })
    t.notMatch(JSON.stringify(shielded), /confidential|protect/i)
  })
}

test('honorOverride() never writes to the dead, nor sends the reserved digital post, nor paper for the shielded elsewhere', t => {
  const statuses: PersonStatus[] = ['resident', 'emigrated', 'disappeared', 'dead', 'ceased', 'temporary', 'inactive', 'not-resident', 'active', 'other']
  const levels: AddressProtection[] = ['none', 'client', 'confidential', 'strictly-confidential']
  const person = fc.record({ status: fc.constantFrom(...statuses), isDead: fc.boolean(), protection: fc.constantFrom(...levels), addressSource: fc.constantFrom('postal', 'residence') })
  const orders: OverrideOrder[] = [
    { action: 'route', channel: 'print' }, { action: 'route', channel: 'digital' }, { action: 'address', address: elsewhere }, { action: 'estate-contact', address: elsewhere }
  ]
  fc.assert(fc.property(person, fc.boolean(), fc.constantFrom(...orders), (traits, isReserved, order) => {
    const known = aPerson(traits)
    const { choice } = decided(order, facts({ person: known, contact: aContact({ isReserved }) }))
    if (choice.kind === 'stop') return true
    if (known.isDead || known.status === 'dead') return order.action === 'estate-contact' && choice.kind === 'print' && choice.address === elsewhere
    if (choice.kind === 'mailbox') return !isReserved
    const isShielded = known.protection === 'confidential' || known.protection === 'strictly-confidential'
    return !isShielded || (choice.address === known.address && (known.protection === 'confidential' || known.addressSource === 'postal'))
  }), { numRuns: 3000 })
  t.end()
})
