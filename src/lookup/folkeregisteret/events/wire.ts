// Field names and event types of Folkeregisteret's event feed (registries.md §2.6); nothing of them leaves this file.
import { GatewayError } from '../../../letter/gateway-error.ts'
import type { NationalIdentityNumber } from '../../../letter/letter.ts'
import { isRecord, recordOf, recordsOf, textOf } from '../../read-json.ts'

/** One page of the event feed, read. */
export interface EventPage {
  people: NationalIdentityNumber[]
  /** Number of the last event on the page; absent when it is empty. */
  last?: number
  isFull: boolean
}

/** Fixed by the register (registries.md §2.6). */
const eventPageSize = 1000

/** Events that can change a letter's way: those about what we look up, and those that join or part people. */
const eventsThatMatter: ReadonlySet<string> = new Set([
  'personErDoed', 'endringIDoedsfall', 'endringIKontaktopplysningerForDoedsbo', 'endringIAdressebeskyttelse', 'endringIBostedsadresse',
  'endringIBostedsadresseUtenFlytting', 'endringIOppholdsadresse', 'endringIKontaktinformasjon', 'endringINavn', 'endringIStatus',
  'endringIFoedsel', 'endringIIdentifikasjonsnummer', 'endringIFalskIdentitet', 'personErUtflyttet', 'personErBosatt', 'personErReaktivert',
  'personErOpphoert', 'personErOpphoertSomDublett', 'personErViderefoertSomGjeldendeVedSammenslaaing', 'personErEndretVedSplitting',
  'personErGjenopprettetVedSplitting'
])

/** Where the feed's last number is told. */
export const lastEventPath = '/v1/hendelser/siste/sekvensnummer'

/** The page that begins with an event, that one included. */
export function eventsPath (from: number): string {
  return `/v1/hendelser/feed?seq=${from}`
}

/**
 * Reads the number of the feed's last event: an object since April 2022, a bare number in the OpenAPI description.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if it is neither
 */
export function readLastEvent (answer: unknown): number {
  const number = isRecord(answer) ? answer.sekvensnummer : answer
  if (!isSequenceNumber(number)) throw new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot read the answer of Folkeregisteret: it holds no sequence number')
  return number
}

/**
 * Reads a page of events. Types that mean nothing to a letter, new ones among them, count as read.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if it is no list, or an event has no number: the cursor could then pass over one
 */
export function readEvents (answer: unknown): EventPage {
  const numbers = recordsOf(answer).map(event => event.sekvensnummer).filter(isSequenceNumber)
  if (!Array.isArray(answer) || numbers.length !== answer.length) {
    throw new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot read the answer of Folkeregisteret: it holds no list of numbered events')
  }
  const events = recordsOf(answer).map(event => recordOf(event.hendelse)).filter(event => eventsThatMatter.has(textOf(event.hendelsetype) ?? ''))
  const people = [...new Set(events.flatMap(event => textOf(event.folkeregisteridentifikator) ?? []))]
  return { people, isFull: numbers.length >= eventPageSize, ...numbers.length === 0 ? {} : { last: Math.max(...numbers) } }
}

function isSequenceNumber (value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
