import type { NationalIdentityNumber } from '../../letter/letter.ts'
import type { PersonFacts } from '../../letter/recipient-facts.ts'
import { callRegister, registerRows, type RegisterOptions } from '../register-call.ts'
import type { PopulationRegister } from '../registers.ts'
import { printAddress } from './address.ts'
import { estateContact } from './estate-contact.ts'
import type { RegisterPerson } from './register-person.ts'
import { followingPath, orderedPath, peopleRequest, readPeople, type RegisterAnswer } from './wire.ts'

type Answers = ReadonlyMap<NationalIdentityNumber, RegisterAnswer>

/**
 * Makes the client of *Folkeregisteret*, package "offentlig virksomhet med hjemmel", bulk lookup.
 *
 * One call in the usual case. An ordered bulk lookup answers alike for unknown and superseded numbers, so those that got no person are asked
 * for once more, in a way that follows superseded numbers. At most two calls, whatever is asked.
 *
 * One person is a list of one. The register's single lookup is never used: it has the identity number in its address, and addresses end in
 * the logs of everything on the way.
 *
 * @see registries.md §§2.2 and 2.5, "opphoert"
 */
export function createPopulationRegister (options: RegisterOptions): PopulationRegister {
  const ask = async (path: string, numbers: readonly NationalIdentityNumber[]): Promise<Answers> =>
    numbers.length === 0 ? new Map() : readPeople(await callRegister(registerRows.folkeregisteret, options, { path, body: peopleRequest(numbers) }))

  return {
    async people (numbers) {
      const answers = await ask(orderedPath, numbers)
      const missing = numbers.filter(number => answers.get(number) === 'none')
      const followed = byEveryNumber(await ask(followingPath, missing))
      const facts = new Map<NationalIdentityNumber, PersonFacts | 'unknown'>()
      for (const [number, answer] of answers) {
        const person = answer === 'none' ? followed.get(number) : answer
        facts.set(number, person === undefined ? 'unknown' : factsOf(person, number))
      }
      return facts
    }
  }
}

/** An answer may stand under the number asked for or under the one in use: each person is found by all of them. */
function byEveryNumber (answers: Answers): ReadonlyMap<NationalIdentityNumber, RegisterPerson> {
  return new Map([...answers].flatMap(([number, person]) =>
    person === 'none' ? [] : [number, ...person.numbers].map((each): [NationalIdentityNumber, RegisterPerson] => [each, person])))
}

function factsOf (person: RegisterPerson, asked: NationalIdentityNumber): PersonFacts {
  return {
    nationalIdentityNumber: person.numberInUse ?? asked,
    isSuperseded: person.numbers.length > 0 && person.numberInUse !== asked,
    ...person.birthDate === undefined ? {} : { birthDate: person.birthDate },
    ...person.estate === undefined ? {} : { estateContact: estateContact(person.estate) },
    status: person.status,
    isDead: person.isDead,
    hasFalseIdentity: person.hasFalseIdentity,
    protection: person.protection,
    name: person.name,
    ...printAddress(person)
  }
}
