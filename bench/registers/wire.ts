// Both registers as a fetch, answering in their own words for ten thousand people; the sandbox's writers do the writing.
import { writeNotRegistered, writePerson as writeContact, writePrintService, contactScope, mailboxScope } from '../../src/sandbox/krr/wire.ts'
import { writePerson } from '../../src/sandbox/folkeregisteret/wire.ts'
import type { Parties } from '../../src/sandbox/parties.ts'
import type { Person } from '../../src/sandbox/population/person.ts'

/** A network with the two registers in it. */
export interface RegisterNetwork {
  fetch: typeof globalThis.fetch
  /** Calls so far, of both, the print certificate's included. */
  calls: () => number
}

/**
 * Makes it.
 *
 * @param people by the number asked for; another number in the person is the one in use
 */
export function registerNetwork (people: ReadonlyMap<string, Person>, parties: Parties): RegisterNetwork {
  const inUse = new Map([...people.values()].map(person => [person.nationalIdentityNumber, person]))
  let calls = 0
  const scopes = [contactScope, mailboxScope]
  const contact = (number: string): unknown => {
    const person = inUse.get(number)
    return person === undefined ? writeNotRegistered(number) : writeContact(person, scopes, parties)
  }
  const answer = (url: string, body: string): unknown => {
    const numbers = body.match(/\d{11}/g) ?? []
    if (url.includes('printSertifikat')) return writePrintService(parties)
    if (url.includes('/rest/v2/personer')) return { personer: numbers.map(contact) }
    return { oppslag: numbers.flatMap(number => found(people.get(number), number, url.includes('somBestilt=true'))) }
  }
  return {
    fetch: async (url, init) => {
      calls++
      return await Promise.resolve(Response.json(answer(typeof url === 'string' ? url : '', typeof init?.body === 'string' ? init.body : '')))
    },
    calls: () => calls
  }
}

/** An ordered lookup follows no superseded number, and says so in the words it has for the unknown; the other one leaves the unknown out. */
function found (person: Person | undefined, number: string, isOrdered: boolean): Record<string, unknown>[] {
  const isFollowed = person !== undefined && (person.nationalIdentityNumber === number || !isOrdered)
  if (isFollowed) return [{ foedselsEllerDNummer: number, folkeregisterperson: writePerson(person, []) }]
  return isOrdered ? [{ foedselsEllerDNummer: number, feilmelding: { feilmelding: 'Finner ikke person' } }] : []
}
