import { test } from 'tap'
import type { Person } from '../../../src/sandbox/population/person.ts'
import { seeded } from '../../../src/sandbox/population/seeded.ts'
import {
  address, contact, contactEntry, dead, krrStatus, language, leftResidence, mailbox, noResidence, only, protection, reserved, sharedContact, stale,
  status, street, unknown, type Kit, type Trait
} from '../../../src/sandbox/population/traits.ts'

const today = new Date('2026-03-01T10:00:00Z')
const kit: Kit = { chance: seeded(1), today, index: 47 }
const monthsOld = (date: Date | undefined): number => (today.getTime() - (date?.getTime() ?? 0)) / (30.44 * 86_400_000)

function personWith (...traits: Trait[]): Person {
  const person: Person = {
    id: 'p1', case: 'test', nationalIdentityNumber: '20914695016', isUnknown: false, givenName: 'STADIG', familyName: 'KUBBESTOL', birthDate: '1946-11-20',
    status: 'resident', protection: 'none', hasFalseIdentity: false, residence: { place: street(kit), grading: 'none' },
    contact: {
      status: 'active', isReserved: false, isNotifiable: true, isFiltered: false, timestamps: 'instant', language: 'nb',
      email: contactEntry('a@b.example', today, 30), mobile: contactEntry('+4799000000', today, 30)
    }
  }
  for (const trait of traits) trait(person, kit)
  return person
}

test('mailbox() gives an address in the operator\'s shape', t => {
  t.match(personWith(mailbox('eboks')).contact.mailbox, { provider: 'eboks', address: '0000480047', certificate: 'valid', behavior: 'receives' })
  t.match(personWith(mailbox('digipost')).contact.mailbox, { address: 'stadig.kubbestol#001B' })
  t.match(personWith(mailbox('eboks', { certificate: 'expired' })).contact.mailbox, { certificate: 'expired' })
  t.end()
})

test('reserved() makes not notifiable too, and hides the rest where told', t => {
  t.match(personWith(reserved()).contact, { isReserved: true, isNotifiable: false, isFiltered: false, reservedAt: Date })
  t.match(personWith(reserved(true)).contact, { isFiltered: true })
  t.end()
})

test('stale() makes both dates of an entry older than 18 months', t => {
  const { email, mobile, isNotifiable } = personWith(stale('email')).contact
  t.ok(monthsOld(email?.updatedAt) > 18 && monthsOld(email?.verifiedAt) > 18)
  t.ok(monthsOld(mobile?.updatedAt) < 18)
  t.ok(isNotifiable)
  t.end()
})

test('stale() of both leaves nobody to notify', t => {
  const { mobile, isNotifiable } = personWith(stale('both')).contact
  t.ok(monthsOld(mobile?.verifiedAt) > 18)
  t.notOk(isNotifiable)
  t.end()
})

test('only() takes away the other ways', t => {
  t.match(personWith(only('email')).contact, { email: {}, mobile: undefined, isNotifiable: true })
  t.match(personWith(only('mobile')).contact, { email: undefined, mobile: {} })
  t.match(personWith(only('nothing')).contact, { email: undefined, mobile: undefined, isNotifiable: false })
  t.end()
})

test('krrStatus() leaves nothing of a user', t => {
  t.same(personWith(mailbox('eboks'), krrStatus('deleted')).contact, {
    status: 'deleted', isReserved: false, isNotifiable: false, isFiltered: false, timestamps: 'instant'
  })
  t.end()
})

test('dead() gives a date, a status and an estate', t => {
  t.match(personWith(dead('plain')), { status: 'dead', death: { date: '2026-01-20', isAnnulled: false }, estate: undefined })
  t.match(personWith(dead('lawyer')), { status: 'dead', estate: { contact: 'lawyer', organizationName: String } })
  t.match(personWith(dead('annulled')), { status: 'resident', death: { isAnnulled: true }, estate: undefined })
  t.end()
})

test('protection() grades the address; only the two strict ones grade the person', t => {
  t.match(personWith(protection('client')), { protection: 'none', residence: { grading: 'client' } })
  t.match(personWith(protection('confidential')), { protection: 'confidential', residence: { grading: 'confidential' } })
  t.match(personWith(protection('strictly-confidential', 'with-postal')), {
    protection: 'strictly-confidential', residence: undefined, postal: { place: { form: 'box' }, grading: 'strictly-confidential' }
  })
  t.end()
})

test('the smaller traits change one thing each', t => {
  t.equal(personWith(language('se')).contact.language, 'se')
  t.notOk('language' in personWith(language(undefined)).contact)
  t.equal(personWith(contact({ timestamps: 'hour-offset' })).contact.timestamps, 'hour-offset')
  t.equal(personWith(sharedContact).contact.email?.isShared, true)
  t.equal(personWith(status('disappeared')).status, 'disappeared')
  t.equal(personWith(noResidence).residence, undefined)
  t.match(personWith(unknown), { isUnknown: true, contact: { status: 'not-registered' } })
  t.equal(personWith(address('stay', street)).stay?.place.form, 'street')
  t.equal(personWith(leftResidence).residence?.isFormer, true)
  t.end()
})
