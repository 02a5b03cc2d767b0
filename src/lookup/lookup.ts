import type { NationalIdentityNumber } from '../letter/letter.ts'
import type { ContactFacts, PersonFacts, PrintService, RecipientFacts } from '../letter/recipient-facts.ts'
import type { ContactRegister, PopulationRegister } from './registers.ts'

/** What lookup is made of. */
export interface LookupPorts {
  contactRegister: ContactRegister
  populationRegister: PopulationRegister
  now: () => Date
}

/** Reads the registers for recipients. */
export interface Lookup {
  /**
   * Facts about at most 1000 people.
   *
   * A person for whom a register gave no readable answer is missing from the map: the letter waits and is looked up again, and never goes to
   * print because a register was silent.
   *
   * @throws {GatewayError} `ERR_LOOKUP_…` when a register as a whole does not answer
   * @throws {RangeError} for more than 1000 people
   */
  (people: readonly NationalIdentityNumber[]): Promise<Map<NationalIdentityNumber, RecipientFacts>>
  /** For letters to a bare postal address: nobody is looked up. */
  printService (): Promise<PrintService>
}

/** The most people both registers take in one call. */
const maxPeople = 1000

/**
 * Makes the lookup: Folkeregisteret first, then KRR for the numbers that are in use now, one bulk call each.
 *
 * The order matters: KRR knows a person only by the number in use, and is not asked for numbers the population register does not know.
 */
export function createLookup (ports: LookupPorts): Lookup {
  const lookup = async (people: readonly NationalIdentityNumber[]): Promise<Map<NationalIdentityNumber, RecipientFacts>> => {
    const asked = [...new Set(people)]
    if (asked.length > maxPeople) throw new RangeError(`Cannot look up ${asked.length} people at once: at most ${maxPeople}`)
    if (asked.length === 0) return new Map()
    const printService = await ports.contactRegister.printService()
    const persons = await ports.populationRegister.people(asked)
    const contacts = await contactsOf(ports.contactRegister, persons)
    return joined(persons, contacts, { readAt: ports.now(), printService })
  }
  return Object.assign(lookup, { printService: () => ports.contactRegister.printService() })
}

async function contactsOf (register: ContactRegister, persons: ReadonlyMap<string, PersonFacts | 'unknown'>): Promise<Map<string, ContactFacts>> {
  const inUse = new Set([...persons.values()].flatMap(person => person === 'unknown' ? [] : [person.nationalIdentityNumber]))
  return inUse.size === 0 ? new Map<string, ContactFacts>() : register.people([...inUse])
}

function joined (
  persons: ReadonlyMap<string, PersonFacts | 'unknown'>,
  contacts: ReadonlyMap<string, ContactFacts>,
  shared: Pick<RecipientFacts, 'readAt' | 'printService'>
): Map<NationalIdentityNumber, RecipientFacts> {
  const facts = new Map<NationalIdentityNumber, RecipientFacts>()
  for (const [number, person] of persons) {
    const contact = person === 'unknown' ? undefined : contacts.get(person.nationalIdentityNumber)
    if (person === 'unknown') facts.set(number, { ...shared, person })
    else if (contact !== undefined) facts.set(number, { ...shared, person, contact })
  }
  return facts
}
