// KRR's field names and code values, and nothing else of KRR leaves this file (registries.md §1.2).
import { GatewayError } from '../../letter/gateway-error.ts'
import type { Language, NationalIdentityNumber } from '../../letter/letter.ts'
import type { ContactFacts, ContactPoint, DigitalMailbox, PrintService, RecipientCertificate } from '../../letter/recipient-facts.ts'
import { isRecord, momentOf, recordOf, recordsOf, textOf } from '../read-json.ts'
import { readCertificate } from './certificate.ts'

type Fields = Readonly<Record<string, unknown>>

/** Paths under the base address. Version 2 is the one with the print certificate. */
export const paths = { people: '/rest/v2/personer', printService: '/rest/v2/printSertifikat', changes: '/rest/v2/krr/hentEndringer' } as const

/** The body of a bulk lookup, at most 1000 numbers. */
export function peopleRequest (numbers: readonly NationalIdentityNumber[]): Record<string, unknown> {
  return { personidentifikatorer: numbers }
}

/**
 * Reads a bulk answer. The order of the list is not promised: it is joined on the number.
 *
 * A person whose status is missing or new to us is left out, so that the letter waits; guessing could send a reserved person digital post.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if there is no list of people at all
 */
export function readPeople (answer: unknown): Map<NationalIdentityNumber, ContactFacts> {
  if (!isRecord(answer) || !Array.isArray(answer.personer)) throw unreadable('it holds no list of people')
  const certificates = new Map<string, RecipientCertificate | undefined>()
  const people = new Map<NationalIdentityNumber, ContactFacts>()
  for (const person of recordsOf(answer.personer)) {
    const number = textOf(person.personidentifikator)
    const facts = contactFacts(person, certificates)
    if (number !== undefined && facts !== undefined) people.set(number, facts)
  }
  return people
}

/**
 * Reads the answer about print. Its `postkasseleverandoerAdresse` has a capital A, unlike the field of a person.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if provider or certificate is missing
 */
export function readPrintService (answer: unknown): PrintService {
  const fields = recordOf(answer)
  const provider = textOf(fields.postkasseleverandoerAdresse)
  const certificate = readCertificate(textOf(fields.x509Sertifikat) ?? '')
  if (provider === undefined || certificate === undefined) throw unreadable('it holds no readable print certificate')
  return { provider, certificate }
}

/** One page of changes: who changed, and where the page and the whole feed end. */
export interface ContactChanges { people: NationalIdentityNumber[], last: number, latest: number }

/** The body of a call for changes. */
export function changesRequest (from: number): Record<string, unknown> {
  return { fraEndringsId: from }
}

/**
 * Reads a page of changes. Of each person the number alone is taken: the page may show more, and who has letters waiting is looked up.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if the list or one of the two ends is missing
 */
export function readChanges (answer: unknown): ContactChanges {
  const { list, tilEndringsId: last, sisteEndringsId: latest } = recordOf(answer)
  if (!Array.isArray(list) || typeof last !== 'number' || typeof latest !== 'number') throw unreadable('it holds no list of changes')
  return { people: [...new Set(recordsOf(list).flatMap(person => textOf(person.personidentifikator) ?? []))], last, latest }
}

const statuses: Readonly<Record<string, ContactFacts['status']>> = { AKTIV: 'active', SLETTET: 'deleted', IKKE_REGISTRERT: 'not-registered' }
const languages: Readonly<Record<string, Language>> = { nb: 'nb', nn: 'nn', en: 'en', se: 'se' }

function contactFacts (person: Fields, certificates: Map<string, RecipientCertificate | undefined>): ContactFacts | undefined {
  const status = statuses[textOf(person.status)?.toUpperCase() ?? '']
  if (status === undefined) return undefined
  const points = recordOf(person.kontaktinformasjon)
  const email = contactPoint(points, 'epostadresse')
  const mobile = contactPoint(points, 'mobiltelefonnummer')
  const mailbox = digitalMailbox(person, certificates)
  const language = languages[textOf(person.spraak)?.toLowerCase() ?? '']
  return {
    status,
    isReserved: isReserved(person, status),
    isNotifiable: textOf(person.varslingsstatus)?.toUpperCase() === 'KAN_VARSLES',
    ...email === undefined ? {} : { email },
    ...mobile === undefined ? {} : { mobile },
    ...mailbox === undefined ? {} : { mailbox },
    ...language === undefined ? {} : { language }
  }
}

/** An active person counts as reserved unless the register says plainly that they are not: in doubt, paper (eForvaltningsforskriften § 15 a). */
function isReserved (person: Fields, status: ContactFacts['status']): boolean {
  const reservation = textOf(person.reservasjon)?.toUpperCase()
  return reservation === 'JA' || (status === 'active' && reservation !== 'NEI')
}

function contactPoint (points: Fields, name: 'epostadresse' | 'mobiltelefonnummer'): ContactPoint | undefined {
  const value = textOf(points[name])
  if (value === undefined) return undefined
  const updatedAt = momentOf(points[`${name}_oppdatert`])
  const verifiedAt = momentOf(points[`${name}_sist_verifisert`])
  return { value, ...updatedAt === undefined ? {} : { updatedAt }, ...verifiedAt === undefined ? {} : { verifiedAt } }
}

/** A mailbox needs both address and provider; KRR may give the object with empty strings. The address is opaque and never checked. */
function digitalMailbox (person: Fields, certificates: Map<string, RecipientCertificate | undefined>): DigitalMailbox | undefined {
  const fields = recordOf(person.digital_post)
  const address = textOf(fields.postkasseadresse)
  const provider = textOf(fields.postkasseleverandoeradresse)
  if (address === undefined || provider === undefined) return undefined
  const certificate = parsedOnce(textOf(person.sertifikat), certificates)
  return { address, provider, ...certificate === undefined ? {} : { certificate } }
}

/** All people with one provider share its certificate: a thousand people cost two parses, not a thousand. */
function parsedOnce (text: string | undefined, certificates: Map<string, RecipientCertificate | undefined>): RecipientCertificate | undefined {
  if (text === undefined) return undefined
  if (!certificates.has(text)) certificates.set(text, readCertificate(text))
  return certificates.get(text)
}

function unreadable (why: string): GatewayError {
  return new GatewayError('ERR_LOOKUP_UNREADABLE', `Cannot read the answer of KRR: ${why}`)
}
