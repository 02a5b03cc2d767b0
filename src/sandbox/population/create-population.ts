import { cases, type PopulationCase } from './cases.ts'
import { syntheticNumber } from './identity-number.ts'
import type { Mailbox, Person } from './person.ts'
import { seeded, type Chance } from './seeded.ts'
import { contactEntry, street, type Kit } from './traits.ts'
import { familyNames, givenNames } from './words.ts'

/** Everybody the registers and mailboxes know of, and a few that nobody knows. */
export interface Population {
  people: readonly Person[]
  /** By opaque id. */
  byId (id: string): Person | undefined
  /** By the number in use or a former one, people unknown to the registers included. */
  byNumber (nationalIdentityNumber: string): Person | undefined
  /** The owner of a mailbox, if that operator knows it. */
  byMailbox (provider: Mailbox['provider'], address: string): Person | undefined
  /** Gives a person another number; the one until now becomes the former one, and still finds the person. */
  renumber (id: string, chance: Chance): void
}

/**
 * Makes the synthetic population. The same seed gives the same people with the same numbers, whatever the day.
 *
 * @param today contact data is fresh or stale against this day
 */
export function createPopulation (today: Date, seed = 20_260_101): Population {
  const chance = seeded(seed)
  const taken = new Set<string>()
  const people: Person[] = []
  for (const one of cases) {
    for (let made = 0; made < one.count; made++) people.push(makePerson(one, { chance, today, index: people.length }, taken))
  }
  return index(people, taken)
}

/** An ordinary resident who can be notified and has no mailbox; the case's traits then change what they change. */
function makePerson (one: PopulationCase, kit: Kit, taken: Set<string>): Person {
  const { chance, index } = kit
  const birthDate = one.number === 'minor' ? dateIn(chance, 2016, 3) : dateIn(chance, 1940, 64)
  const person: Person = {
    id: `p${String(index + 1).padStart(5, '0')}`,
    case: one.name,
    nationalIdentityNumber: freeNumber(birthDate, one.number === 'd-number', chance, taken),
    isUnknown: false,
    givenName: chance.pick(givenNames),
    familyName: chance.pick(familyNames),
    birthDate,
    status: 'resident',
    protection: 'none',
    hasFalseIdentity: false,
    residence: { place: street(kit), grading: 'none' },
    contact: {
      status: 'active', isReserved: false, isNotifiable: true, isFiltered: false, timestamps: 'instant', language: 'nb',
      email: contactEntry(`innbygger${index}@eksempel.example`, kit.today, 30 + index % 300),
      mobile: contactEntry(`+479${String(9_000_000 + index)}`, kit.today, 30 + index % 200)
    }
  }
  if (one.number === 'superseded') person.formerNumber = freeNumber(birthDate, index % 2 === 0, chance, taken)
  for (const trait of one.traits) trait(person, kit)
  return person
}

/** Draws serials until one gives a number that exists and is not taken. Half of the serials belong to each side of the year 2000. */
function freeNumber (birthDate: string, isDNumber: boolean, chance: Chance, taken: Set<string>): string {
  for (let tries = 0; tries < 1000; tries++) {
    const serial = chance.below(500) + (birthDate >= '2000' ? 500 : 0)
    const number = syntheticNumber(birthDate, serial, { isDNumber })
    if (number === undefined || taken.has(number)) continue
    taken.add(number)
    return number
  }
  throw new RangeError('Cannot find a free identity number: the birth date is used up')
}

/** Days 1 to 28 alone, so that every date exists. */
function dateIn (chance: Chance, firstYear: number, years: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${firstYear + chance.below(years)}-${two(1 + chance.below(12))}-${two(1 + chance.below(28))}`
}

/** People change while the sandbox runs, but never their id; mailboxes do change, so they are looked for each time. */
function index (people: readonly Person[], taken: Set<string>): Population {
  const ids = new Map(people.map(person => [person.id, person]))
  const numbers = new Map(people.map(person => [person.nationalIdentityNumber, person]))
  for (const person of people) if (person.formerNumber !== undefined) numbers.set(person.formerNumber, person)
  return {
    people,
    byId: id => ids.get(id),
    byNumber: number => numbers.get(number),
    byMailbox: (provider, address) => people.find(({ contact: { mailbox } }) =>
      mailbox?.provider === provider && mailbox.address === address && mailbox.behavior !== 'closed'),
    renumber: (id, chance) => {
      const person = ids.get(id)
      if (person === undefined) return
      person.formerNumber = person.nationalIdentityNumber
      person.nationalIdentityNumber = freeNumber(person.birthDate, false, chance, taken)
      numbers.set(person.nationalIdentityNumber, person)
    }
  }
}
