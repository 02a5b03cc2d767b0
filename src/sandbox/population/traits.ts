// What can be different about a person. A case is a list of traits; each changes the draft it is given and nothing else.
import type { Language } from '../../letter/letter.ts'
import type { AddressProtection, PersonStatus } from '../../letter/recipient-facts.ts'
import type { ContactEntry, Estate, Mailbox, Person, Place } from './person.ts'
import type { Chance } from './seeded.ts'
import { familyNames, givenNames, streets, towns } from './words.ts'

/** What traits draw from. */
export interface Kit {
  chance: Chance
  /** The day the population is made; contact data is fresh or stale against it. */
  today: Date
  /** Number of the person, 0 and up; makes values unique. */
  index: number
}

/** Changes one thing about a person. */
export type Trait = (person: Person, kit: Kit) => void

const dayMs = 86_400_000

/** Gives a mailbox; e-Boks addresses are ten digits, Digipost's look like `name#4ABC`. */
export function mailbox (provider: Mailbox['provider'], differences: Partial<Mailbox> = {}): Trait {
  return (person, { index }) => {
    const tail = index.toString(36).toUpperCase().padStart(4, '0')
    const digipost = `${person.givenName}.${person.familyName}`.toLowerCase()
    const address = provider === 'digipost' ? `${digipost}#${tail}` : String(480_000 + index).padStart(10, '0')
    person.contact.mailbox = { provider, address, certificate: 'valid', behavior: 'receives', ...differences }
  }
}

/** Changes fields of what KRR says. */
export function contact (differences: Partial<Person['contact']>): Trait {
  return person => { Object.assign(person.contact, differences) }
}

/** Reserved against digital post (*reservasjon*). `hidden`: KRR also keeps everything else back. */
export function reserved (hidden = false): Trait {
  return (person, kit) => {
    Object.assign(person.contact, { isReserved: true, reservedAt: daysBefore(kit.today, 400), isNotifiable: false, isFiltered: hidden })
  }
}

/** Makes contact data so old that it may not be used for the § 8 notice (18 months, eForvaltningsforskriften § 32). */
export function stale (which: 'email' | 'mobile' | 'both'): Trait {
  return ({ contact }, kit) => {
    for (const entry of [which === 'mobile' ? undefined : contact.email, which === 'email' ? undefined : contact.mobile]) {
      if (entry !== undefined) Object.assign(entry, { updatedAt: daysBefore(kit.today, 1500), verifiedAt: daysBefore(kit.today, 700) })
    }
    if (which === 'both') contact.isNotifiable = false
  }
}

/** Only one way to reach the person, or none. */
export function only (which: 'email' | 'mobile' | 'nothing'): Trait {
  return ({ contact }) => {
    if (which !== 'email') delete contact.email
    if (which !== 'mobile') delete contact.mobile
    contact.isNotifiable = which !== 'nothing'
  }
}

/** The same e-mail address and mobile number as other people have. */
export const sharedContact: Trait = ({ contact }) => {
  for (const entry of [contact.email, contact.mobile]) if (entry !== undefined) entry.isShared = true
}

/** KRR never heard of the person, or the user was deleted there. */
export function krrStatus (status: 'deleted' | 'not-registered'): Trait {
  return person => {
    person.contact = { status, isReserved: false, isNotifiable: false, isFiltered: false, timestamps: 'instant' }
  }
}

/** The language chosen in KRR. */
export function language (code: Language | undefined): Trait {
  return ({ contact }) => { if (code === undefined) delete contact.language; else contact.language = code }
}

/** A status in Folkeregisteret other than resident. */
export function status (value: PersonStatus): Trait {
  return person => { person.status = value }
}

/** Dead; `annulled` means the register took it back. KRR does not know yet. */
export function dead (how: 'plain' | 'annulled' | Estate['contact']): Trait {
  return (person, kit) => {
    person.death = { date: daysBefore(kit.today, 40).toISOString().slice(0, 10), isAnnulled: how === 'annulled' }
    if (how === 'annulled') return
    person.status = 'dead'
    if (how !== 'plain') person.estate = estateOf(how, kit)
  }
}

/** Changes the contact for an estate. */
export function estateWith (differences: Partial<Estate>): Trait {
  return ({ estate }) => { if (estate !== undefined) Object.assign(estate, differences) }
}

/** Protected address. Strictly confidential people have no residence in the register. */
export function protection (value: AddressProtection, postal: 'with-postal' | 'without-postal' = 'without-postal'): Trait {
  return (person, kit) => {
    if (value !== 'client') person.protection = value
    if (person.residence !== undefined) person.residence.grading = value
    if (value === 'strictly-confidential') delete person.residence
    if (postal === 'with-postal') person.postal = { place: { form: 'box', box: `Postboks ${1000 + kit.index}`, town: kit.chance.pick(towns) }, grading: value }
  }
}

/** Puts an address in one of the five places Folkeregisteret has for them, or takes the residence away. */
export function address (where: 'residence' | 'shared' | 'stay' | 'postal' | 'postalAbroad', form: (kit: Kit) => Place): Trait {
  return (person, kit) => { person[where] = { place: form(kit), grading: 'none' } }
}

/** No residence in the register. */
export const noResidence: Trait = person => { delete person.residence }

/** A D-number, for people without residence in Norway. The number itself is made with the person. */
export const dNumber: Trait = (person, kit) => {
  person.status = 'inactive'
  delete person.residence
  person.postal = { place: street(kit), grading: 'none' }
}

/** Somebody who is not who the register says. */
export const falseIdentity: Trait = person => { person.hasFalseIdentity = true }

/** A valid number that no register knows. */
export const unknown: Trait = (person, kit) => {
  person.isUnknown = true
  krrStatus('not-registered')(person, kit)
}

/** An ordinary street address. */
export function street ({ chance }: Kit): Place {
  return { form: 'street', street: chance.pick(streets), number: String(1 + chance.below(98)), town: chance.pick(towns) }
}

/** Foreign addresses have their postal code in words, and no Norwegian place. */
export function abroad ({ chance }: Kit): Extract<Place, { form: 'abroad' }> {
  return { form: 'abroad', street: `Test Street ${1 + chance.below(80)}`, postalCode: 'SW1A 2AA', city: 'LONDON', country: 'GB' }
}

/** A residence that was left: the register keeps it, but it is not in force. */
export const leftResidence: Trait = (person, kit) => {
  person.residence = { place: street(kit), grading: 'none', isFormer: true }
}

/** A contact value, some days old. */
export function contactEntry (value: string, today: Date, daysOld: number): ContactEntry {
  return { value, updatedAt: daysBefore(today, daysOld), verifiedAt: daysBefore(today, Math.floor(daysOld / 2)) }
}

/** The estate is settled privately by an heir, or publicly through a lawyer or an organization. */
export function estateOf (who: Estate['contact'], { chance, index }: Kit): Estate {
  return {
    contact: who,
    givenName: chance.pick(givenNames),
    familyName: chance.pick(familyNames),
    organizationName: `DØDSBO OG ARV ${index} AS`,
    lines: [`${chance.pick(streets)} ${1 + chance.below(60)}`],
    town: chance.pick(towns)
  }
}

function daysBefore (date: Date, days: number): Date {
  return new Date(date.getTime() - days * dayMs)
}
