// What KRR says of a person, in its own words and with its own oddities (registries §1.2).
import type { ContactEntry, Mailbox, Person } from '../population/person.ts'
import type { Parties } from '../parties.ts'
import { expiredCertificate } from './expired-certificate.ts'

/** Scope that shows e-mail, mobile, reservation and status. */
export const contactScope = 'krr:global/kontaktinformasjon.read'

/** Scope that shows mailbox and certificate. */
export const mailboxScope = 'krr:global/digitalpost.read'

/** Scope of the change feed. */
export const changesScope = 'krr:global/hentendring.read'

const statusWords = { 'active': 'AKTIV', 'deleted': 'SLETTET', 'not-registered': 'IKKE_REGISTRERT' } as const

/** Organization number of an operator that nobody has an agreement with. */
const unknownOperator = '889640782'

/** Writes the entry of somebody KRR does not know: an entry, not an error. */
export function writeNotRegistered (number: string): Record<string, unknown> {
  return { personidentifikator: number, reservasjon: 'NEI', status: statusWords['not-registered'], varslingsstatus: 'KAN_IKKE_VARSLES' }
}

/** Writes the entry of one of the population. */
export function writeEntry (person: Person, scopes: readonly string[], parties: Parties): Record<string, unknown> {
  const isKnown = !person.isUnknown && person.contact.status !== 'not-registered'
  return isKnown ? writePerson(person, scopes, parties) : writeNotRegistered(person.nationalIdentityNumber)
}

/** Writes a page of the change feed: where it begins and ends, and where the whole feed ends. */
export function writeChanges (entries: Record<string, unknown>[], { from, last, latest }: Record<'from' | 'last' | 'latest', number>): Record<string, unknown> {
  return { list: entries, fraEndringsId: from, tilEndringsId: last, sisteEndringsId: latest }
}

/** Reads where a caller of the change feed wants to begin; undefined when it is no whole number. */
export function readFrom (body: unknown): number | undefined {
  const from = typeof body === 'object' && body !== null && 'fraEndringsId' in body ? body.fraEndringsId : undefined
  return typeof from === 'number' && Number.isSafeInteger(from) && from >= 0 ? from : undefined
}

/** Writes a person's entry. What the token's scopes do not show is simply absent. */
export function writePerson (person: Person, scopes: readonly string[], parties: Parties): Record<string, unknown> {
  const { contact } = person
  const shows = (scope: string): boolean => scopes.includes(scope) && !contact.isFiltered
  return {
    personidentifikator: person.nationalIdentityNumber,
    ...(scopes.includes(contactScope) ? writeReservation(person) : {}),
    ...(shows(contactScope) ? { kontaktinformasjon: writeContact(person) } : {}),
    ...(shows(mailboxScope) && contact.mailbox !== undefined ? writeMailbox(contact.mailbox, parties) : {}),
    ...(contact.language === undefined ? {} : { spraak: contact.language })
  }
}

/** Writes the print service (*printSertifikat*): its organization number has a capital A here, unlike in the person's entry. */
export function writePrintService ({ print }: Parties): Record<string, unknown> {
  return { postkasseleverandoerAdresse: print.organization, x509Sertifikat: print.chain[0]?.toString() ?? '' }
}

/** Reads the request's list; undefined when it is none of at most 1000 eleven-digit numbers. */
export function readNumbers (body: unknown): string[] | undefined {
  const numbers = typeof body === 'object' && body !== null && 'personidentifikatorer' in body ? body.personidentifikatorer : undefined
  if (!Array.isArray(numbers) || numbers.length > 1000) return undefined
  const texts = numbers.map(String)
  return texts.every(number => /^\d{11}$/.test(number)) ? texts : undefined
}

/** A time of reservation only where there is a reservation (registries §1.2). */
function writeReservation ({ contact }: Person): Record<string, unknown> {
  return {
    reservasjon: contact.isReserved ? 'JA' : 'NEI',
    ...(contact.reservedAt === undefined || !contact.isReserved ? {} : { reservasjonstidspunkt: timestamp(contact.reservedAt, contact.timestamps) }),
    status: statusWords[contact.status],
    varslingsstatus: contact.isNotifiable ? 'KAN_VARSLES' : 'KAN_IKKE_VARSLES'
  }
}

/** E-mail and mobile number each have their own two dates: one can be stale while the other is fresh. */
function writeContact ({ contact }: Person): Record<string, unknown> {
  const fields = (name: string, entry: ContactEntry | undefined): Record<string, unknown> => entry === undefined
    ? {}
    : {
        [name]: entry.value,
        [`${name}_oppdatert`]: timestamp(entry.updatedAt, contact.timestamps),
        [`${name}_sist_verifisert`]: timestamp(entry.verifiedAt, contact.timestamps),
        ...(entry.isShared === true ? { [`${name}_duplisert`]: 'JA' } : {})
      }
  return { ...fields('epostadresse', contact.email), ...fields('mobiltelefonnummer', contact.mobile) }
}

/** Empty strings are what KRR has been seen to send for a mailbox that is no more; `mailbox-empty-strings` asks for them. */
function writeMailbox (mailbox: Mailbox, parties: Parties): Record<string, unknown> {
  const operator = mailbox.provider === 'unknown-operator' ? unknownOperator : parties[mailbox.provider].organization
  const certificate = writeCertificate(mailbox, parties)
  return {
    digital_post: { postkasseadresse: mailbox.address, postkasseleverandoeradresse: operator },
    ...(certificate === undefined ? {} : { sertifikat: certificate })
  }
}

/** With PEM armor for one operator, as bare Base64 for the other: both are seen. */
function writeCertificate (mailbox: Mailbox, parties: Parties): string | undefined {
  switch (mailbox.certificate) {
    case 'missing': return undefined
    case 'empty': return ''
    case 'expired': return expiredCertificate
    case 'valid': {
      const leaf = parties[mailbox.provider === 'digipost' ? 'digipost' : 'eboks'].chain[0]
      return mailbox.provider === 'digipost' ? leaf?.raw.toString('base64') : leaf?.toString()
    }
  }
}

/** `+02` is an offset of hours alone, which RFC 3339 does not know and KRR sends. */
function timestamp (date: Date, form: Person['contact']['timestamps']): string {
  if (form === 'instant') return date.toISOString()
  return `${new Date(date.getTime() + 7_200_000).toISOString().slice(0, 19)}+02`
}
