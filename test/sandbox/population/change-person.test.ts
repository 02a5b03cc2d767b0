import { test } from 'tap'
import { changePerson, type PersonChange } from '../../../src/sandbox/population/change-person.ts'
import { createPopulation } from '../../../src/sandbox/population/create-population.ts'
import type { Person } from '../../../src/sandbox/population/person.ts'
import { seeded } from '../../../src/sandbox/population/seeded.ts'

const today = new Date('2026-03-01T10:00:00Z')

function changed (name: string, ...changes: PersonChange[]): { person: Person, events: string[], contactChanges: boolean[] } {
  const person = createPopulation(today).people.find(one => one.case === name)
  if (person === undefined) throw new Error(name)
  const news = changes.map(change => changePerson(person, change, { chance: seeded(1), today, index: 1 }))
  return { person, events: news.flatMap(({ events }) => events), contactChanges: news.map(({ isInContactRegister }) => isInContactRegister) }
}

test('changePerson() reserves, and KRR changes give no event in Folkeregisteret', t => {
  const { person, events, contactChanges } = changed('eboks-plain', { isReserved: true })
  t.match(person.contact, { isReserved: true, isNotifiable: false, reservedAt: Date })
  t.same([events, contactChanges], [[], [true]])
  t.end()
})

test('changePerson() takes a reservation back', t => {
  t.match(changed('reserved', { isReserved: false }).person.contact, { isReserved: false, isNotifiable: true })
  t.end()
})

test('changePerson() lets a person die, and takes it back', t => {
  const { person, events } = changed('eboks-plain', { isDead: true })
  t.match(person, { status: 'dead', death: { isAnnulled: false } })
  t.same(events, ['personErDoed'])
  const back = changed('eboks-plain', { isDead: true }, { isDead: false })
  t.match(back.person, { status: 'resident', death: { isAnnulled: true } })
  t.same(back.events, ['personErDoed', 'endringIDoedsfall'])
  t.end()
})

test('changePerson() takes the residence of whoever becomes strictly confidential', t => {
  const { person, events } = changed('no-mailbox', { protection: 'strictly-confidential' })
  t.equal(person.protection, 'strictly-confidential')
  t.equal(person.residence, undefined)
  t.same(events, ['endringIAdressebeskyttelse'])
  t.end()
})

test('changePerson() grades the address of whoever becomes confidential', t => {
  t.equal(changed('no-mailbox', { protection: 'confidential' }).person.residence?.grading, 'confidential')
  t.end()
})

test('changePerson() moves a person', t => {
  const { person, events } = changed('no-mailbox', { moveTo: { street: 'Flyttevegen', number: '3' } })
  t.match(person.residence?.place, { form: 'street', street: 'Flyttevegen', number: '3' })
  t.same(events, ['endringIBostedsadresse'])
  t.end()
})

test('changePerson() gives, changes and takes a mailbox', t => {
  t.match(changed('no-mailbox', { mailbox: 'digipost' }).person.contact.mailbox, { provider: 'digipost', certificate: 'valid' })
  t.equal(changed('eboks-plain', { mailbox: 'none' }).person.contact.mailbox, undefined)
  t.equal(changed('eboks-plain', { certificate: 'expired' }).person.contact.mailbox?.certificate, 'expired')
  t.end()
})

test('changePerson() gives and takes a contact for the estate', t => {
  const { person, events } = changed('no-mailbox', { isDead: true, estate: 'lawyer' })
  t.match(person.estate, { contact: 'lawyer', organizationName: String })
  t.same(events, ['personErDoed', 'endringIKontaktopplysningerForDoedsbo'])
  for (const change of [{ estate: 'none' }, { isDead: false }] as const) t.equal(changed('dead-estate-person', change).person.estate, undefined)
  t.end()
})

const statusChanges: [PersonChange, string][] = [
  [{ status: 'emigrated' }, 'personErUtflyttet'], [{ status: 'resident' }, 'personErBosatt'], [{ status: 'ceased' }, 'personErOpphoert'],
  [{ status: 'disappeared' }, 'endringIStatus'], [{ status: 'inactive' }, 'endringIStatus'], [{ status: 'not-resident' }, 'endringIStatus'],
  [{ hasFalseIdentity: true }, 'endringIFalskIdentitet'], [{ isUnknown: true }, 'personErOpphoert'], [{ isUnknown: false }, 'personErReaktivert'],
  [{ postal: 'box' }, 'endringIKontaktinformasjon'], [{ postal: 'none' }, 'endringIKontaktinformasjon']
]
for (const [change, event] of statusChanges) {
  test(`changePerson() tells ${JSON.stringify(change)} as ${event}`, t => {
    const { person, events } = changed('no-mailbox', change)
    t.same(events, [event])
    if (change.postal === undefined) t.match(person, change)
    t.end()
  })
}

test('changePerson() gives another postal address in place of the one before', t => {
  const { person } = changed('postal-box', { postal: 'abroad' })
  t.match([person.postal, person.postalAbroad], [undefined, { place: { form: 'abroad' } }])
  t.match(changed('protection-strict-no-postal', { postal: 'box' }).person.postal, { place: { form: 'box' } })
  t.end()
})

test('changePerson() protects the new home of a protected person', t => {
  const moved = { moveTo: { street: 'Flyttevegen', number: '3' } }
  t.equal(changed('protection-confidential', moved).person.residence?.grading, 'confidential')
  t.equal(changed('protection-strict', moved).person.residence, undefined)
  t.end()
})

test('changePerson() knows which changes KRR tells of', t => {
  const inContactRegister: PersonChange[] = [{ isReserved: true }, { mailbox: 'none' }, { certificate: 'expired' }, { isNotifiable: false }, { isUnknown: true }, { isRenumbered: true }]
  const elsewhere: PersonChange[] = [{ isReserved: false }, { isDead: true }, { protection: 'confidential' }, { status: 'emigrated' }, {}]
  for (const change of inContactRegister) t.same(changed('eboks-plain', change).contactChanges, [true], JSON.stringify(change))
  for (const change of elsewhere) t.same(changed('eboks-plain', change).contactChanges, [false], JSON.stringify(change))
  t.end()
})

test('changePerson() leaves alone what the change does not name', t => {
  const before = changed('eboks-plain').person
  t.same(changed('eboks-plain', { isNotifiable: false }).person, { ...before, contact: { ...before.contact, isNotifiable: false } })
  t.end()
})
