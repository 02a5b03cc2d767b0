import type { NationalIdentityNumber } from '../../letter/letter.ts'
import type { PersonFacts } from '../../letter/recipient-facts.ts'
import { callRegister, type RegisterOptions, type RegisterRow } from '../register-call.ts'
import type { PopulationRegister } from '../registers.ts'
import { printAddress } from './address.ts'
import type { RegisterPerson } from './register-person.ts'
import { letterPath, numberPath, peopleRequest, readPeople, type RegisterAnswer } from './wire.ts'

type Answers = ReadonlyMap<NationalIdentityNumber, RegisterAnswer>
type Successors = ReadonlyMap<NationalIdentityNumber, NationalIdentityNumber>

const folkeregisteret: RegisterRow = { name: 'Folkeregisteret', retryAfterUnitMs: 1 }

/**
 * Makes the client of *Folkeregisteret*, package "offentlig virksomhet med hjemmel", bulk lookup.
 *
 * One call in the usual case. An ordered bulk lookup answers alike for unknown and superseded numbers, so those that got no person are asked
 * for once more, numbers only; whoever has another number in use is then read under that one. At most three calls, whatever is asked.
 *
 * @see registries.md §§2.2 and 2.5, "opphoert"
 */
export function createPopulationRegister (options: RegisterOptions): PopulationRegister {
  const ask = async (path: string, numbers: readonly NationalIdentityNumber[]): Promise<Answers> =>
    numbers.length === 0 ? new Map() : readPeople(await callRegister(folkeregisteret, options, { path, body: peopleRequest(numbers) }))

  return {
    async people (numbers) {
      const answers = await ask(letterPath, numbers)
      const missing = numbers.filter(number => answers.get(number) === 'none')
      const successors = successorsOf(numbers, answers, await ask(numberPath, missing))
      const followed = await ask(letterPath, [...new Set(successors.values())])
      return personFacts(numbers, answers, successors, followed)
    }
  }
}

/** Which number each superseded one leads to, whether the first answer told it or the second. */
function successorsOf (numbers: readonly NationalIdentityNumber[], answers: Answers, byNumber: Answers): Successors {
  const known = [...answers, ...byNumber].flatMap(([number, person]) => person === 'none' ? [] : [{ number, person }])
  const successors = new Map<NationalIdentityNumber, NationalIdentityNumber>()
  const asked = new Set(numbers)
  for (const { number, person } of known) {
    for (const each of [number, ...person.numbers]) {
      if (asked.has(each) && each !== person.numberInUse) successors.set(each, person.numberInUse)
    }
  }
  return successors
}

/** `unknown` only when the register said so for the number and knows no successor of it. */
function personFacts (
  numbers: readonly NationalIdentityNumber[], answers: Answers, successors: Successors, followed: Answers
): Map<NationalIdentityNumber, PersonFacts | 'unknown'> {
  const facts = new Map<NationalIdentityNumber, PersonFacts | 'unknown'>()
  for (const number of numbers) {
    const successor = successors.get(number)
    const answer = successor === undefined ? answers.get(number) : followed.get(successor)
    if (answer === undefined) continue
    if (answer !== 'none') facts.set(number, factsOf(answer))
    else if (successor === undefined) facts.set(number, 'unknown')
  }
  return facts
}

function factsOf (person: RegisterPerson): PersonFacts {
  return {
    nationalIdentityNumber: person.numberInUse,
    status: person.status,
    isDead: person.isDead,
    hasFalseIdentity: person.hasFalseIdentity,
    protection: person.protection,
    name: person.name,
    ...printAddress(person)
  }
}
