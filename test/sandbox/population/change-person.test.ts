import { test } from 'tap'
import { changePerson, type PersonChange } from '../../../src/sandbox/population/change-person.ts'
import { createPopulation } from '../../../src/sandbox/population/create-population.ts'
import type { Person } from '../../../src/sandbox/population/person.ts'
import { seeded } from '../../../src/sandbox/population/seeded.ts'

const today = new Date('2026-03-01T10:00:00Z')

function changed (name: string, ...changes: PersonChange[]): { person: Person, events: string[] } {
  const person = createPopulation(today).people.find(one => one.case === name)
  if (person === undefined) throw new Error(name)
  return { person, events: changes.flatMap(change => changePerson(person, change, { chance: seeded(1), today, index: 1 })) }
}

test('changePerson() reserves, and KRR changes give no event in Folkeregisteret', t => {
  const { person, events } = changed('eboks-plain', { isReserved: true })
  t.match(person.contact, { isReserved: true, isNotifiable: false, reservedAt: Date })
  t.same(events, [])
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

test('changePerson() leaves alone what the change does not name', t => {
  const before = changed('eboks-plain').person
  t.same(changed('eboks-plain', { isNotifiable: false }).person, { ...before, contact: { ...before.contact, isNotifiable: false } })
  t.end()
})
