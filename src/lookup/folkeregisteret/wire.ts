// Folkeregisteret's field names and code values, package "offentlig med hjemmel" v1 (registries.md §§2.2–2.3); nothing of them leaves this file.
import { GatewayError } from '../../letter/gateway-error.ts'
import type { NationalIdentityNumber } from '../../letter/letter.ts'
import type { AddressProtection, PersonStatus } from '../../letter/recipient-facts.ts'
import { isRecord, recordOf, recordsOf, textOf } from '../read-json.ts'
import type { ForeignPlace, GradedAddress, Place, RegisterAddress, RegisterEstate, RegisterPerson } from './register-person.ts'

type Fields = Readonly<Record<string, unknown>>

/** What one number got: a person, or the register's word that it has none under that number. */
export type RegisterAnswer = RegisterPerson | 'none'

/** Exactly what a letter needs, nothing about family or citizenship (data minimization); of birth only the date is read, for minors. */
const letterParts = [
  'identifikasjonsnummer', 'status', 'navn', 'foedsel', 'doedsfall', 'kontaktinformasjonForDoedsbo', 'falskIdentitet', 'adressebeskyttelse',
  'bostedsadresse', 'oppholdsadresse', 'postadresse', 'postadresseIUtlandet'
].map((part): [string, string] => ['part', part])

/** `somBestilt`: answers in the order asked; unknown and superseded numbers give an error text in place of a person. */
export const orderedPath = bulkPath([...letterParts, ['somBestilt', 'true']])

/**
 * Without `somBestilt` a superseded number gives the person it belongs to now, and an unknown one nothing. `historikk` shows the superseded
 * numbers of the person, by which the answer is found again.
 */
export const followingPath = bulkPath([...letterParts, ['part', 'historikk']])

/** The body of a bulk lookup, at most 1000 numbers. */
export function peopleRequest (numbers: readonly NationalIdentityNumber[]): Record<string, unknown> {
  return { foedselsEllerDNummer: numbers }
}

/**
 * Reads a bulk answer, joined on the number asked for. An entry that cannot be read is left out.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNREADABLE` if there is no list of answers at all
 */
export function readPeople (answer: unknown): Map<NationalIdentityNumber, RegisterAnswer> {
  if (!isRecord(answer) || !Array.isArray(answer.oppslag)) {
    throw new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot read the answer of Folkeregisteret: it holds no list of answers')
  }
  const people = new Map<NationalIdentityNumber, RegisterAnswer>()
  for (const entry of recordsOf(answer.oppslag)) {
    const number = textOf(entry.foedselsEllerDNummer)
    if (number === undefined) continue
    if (isRecord(entry.folkeregisterperson)) people.set(number, registerPerson(entry.folkeregisterperson))
    else if (isRecord(entry.feilmelding)) people.set(number, 'none')
  }
  return people
}

const statuses: Readonly<Record<string, PersonStatus>> = {
  bosatt: 'resident',
  utflyttet: 'emigrated',
  forsvunnet: 'disappeared',
  doed: 'dead',
  opphoert: 'ceased',
  foedselsregistrert: 'birth-registered',
  midlertidig: 'temporary',
  inaktiv: 'inactive',
  ikkeBosatt: 'not-resident',
  aktiv: 'active'
}

const protections: Readonly<Record<string, AddressProtection>> = {
  ugradert: 'none', klientadresse: 'client', fortrolig: 'confidential', strengtFortrolig: 'strictly-confidential'
}
const byStrictness: readonly AddressProtection[] = ['none', 'client', 'confidential', 'strictly-confidential']

function bulkPath (query: readonly [string, string][]): string {
  return `/v1/personer/bulkoppslag?${query.map(([name, value]) => `${name}=${value}`).join('&')}`
}

/** One document. Enums are open (registries.md §2.6): an unknown status is `other`, an unknown protection the strictest. */
function registerPerson (document: Fields): RegisterPerson {
  const identifiers = recordsOf(document.identifikasjonsnummer)
  const status = statuses[textOf(current(document.status)[0]?.status) ?? ''] ?? 'other'
  const birthDate = dateOf(current(document.foedsel)[0]?.foedselsdato)
  const estate = estateOf(current(document.kontaktinformasjonForDoedsbo)[0] ?? {})
  const addresses = {
    ...graded('postal', current(document.postadresse)[0]),
    ...graded('postalAbroad', current(document.postadresseIUtlandet)[0]),
    ...graded('stay', current(document.oppholdsadresse)[0]),
    ...graded('residence', current(document.bostedsadresse)[0])
  }
  return {
    ...named('numberInUse', identifiers.find(entry => entry.status === 'iBruk' && isCurrent(entry))?.foedselsEllerDNummer),
    numbers: identifiers.flatMap(entry => textOf(entry.foedselsEllerDNummer) ?? []),
    status,
    ...birthDate === undefined ? {} : { birthDate },
    ...estate === undefined ? {} : { estate },
    isDead: status === 'dead' || hasDied(document.doedsfall),
    hasFalseIdentity: isCurrent(recordOf(document.falskIdentitet)) && recordOf(document.falskIdentitet).erFalsk === true,
    protection: strictest(document),
    name: fullName(current(document.navn)[0] ?? {}),
    ...addresses,
    absences: absences(document)
  }
}

/** A date in full; the register may know the year of birth alone, which is none. */
function dateOf (value: unknown): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined
}

/** One of person, lawyer and organization. */
function estateOf ({ person, advokat, organisasjon, adresse }: Fields): RegisterEstate | undefined {
  const address = estateAddress(recordOf(adresse))
  if (isRecord(person)) return { kind: 'person', contact: fullName(recordOf(person.personnavn)), address }
  if (isRecord(advokat)) {
    return { kind: 'lawyer', ...named('organization', advokat.organisasjonsnavn), contact: fullName(recordOf(advokat.personnavn)), address }
  }
  if (!isRecord(organisasjon)) return undefined
  const contact = fullName(recordOf(organisasjon.kontaktpersonnavn))
  return { kind: 'organization', ...named('organization', organisasjon.organisasjonsnavn), contact, address }
}

/** At most two lines. Only a country, of either length, tells that it lies abroad. */
function estateAddress (fields: Fields): RegisterAddress {
  const lines = texts(fields.adresselinje)
  const place: Place = { ...named('postalCode', fields.postnummer), ...named('city', fields.poststedsnavn) }
  const countryCode = textOf(fields.landkode)
  return countryCode === undefined ? { kind: 'lines', lines, place } : { kind: 'abroad-lines', lines, place: { ...place, countryCode } }
}

/** `doedsfall` is an object, not a list, and can be annulled: then it is no longer current. */
function hasDied (death: unknown): boolean {
  return isRecord(death) && isCurrent(death) && textOf(death.doedsdato) !== undefined
}

/** Current entries only. Some versions of the document leave the flag out because they hold nothing else. */
function current (list: unknown): Fields[] {
  return recordsOf(list).filter(isCurrent)
}

function isCurrent (entry: Fields): boolean {
  return entry.erGjeldende !== false
}

function fullName (name: Fields): string {
  return [name.fornavn, name.mellomnavn, name.etternavn].flatMap(part => textOf(part) ?? []).join(' ')
}

/** Protection stands on the person and on each address; since 2023-05 they may change at different moments, so the strictest holds. */
function strictest (document: Fields): AddressProtection {
  const onPerson = current(document.adressebeskyttelse).map(entry => protectionOf(entry.graderingsnivaa))
  const onAddresses = [document.postadresse, document.postadresseIUtlandet, document.oppholdsadresse, document.bostedsadresse]
    .flatMap(current).map(entry => protectionOf(entry.adressegradering))
  return byStrictness.findLast(level => onPerson.includes(level) || onAddresses.includes(level)) ?? 'none'
}

function protectionOf (value: unknown): AddressProtection {
  const text = textOf(value)
  return text === undefined ? 'none' : protections[text] ?? 'strictly-confidential'
}

function graded<Name extends string> (name: Name, entry: Fields | undefined): Partial<Record<Name, GradedAddress>> {
  const address = entry === undefined ? undefined : registerAddress(entry)
  const found: Partial<Record<Name, GradedAddress>> = {}
  if (entry !== undefined && address !== undefined) Object.assign(found, { [name]: { address, protection: protectionOf(entry.adressegradering) } })
  return found
}

/** What stands where an address could have been: `ukjentBosted`, `adressenErUkjent`, `oppholdAnnetSted`. */
function absences (document: Fields): RegisterPerson['absences'] {
  const [stay = {}, residence = {}] = [current(document.oppholdsadresse)[0], current(document.bostedsadresse)[0]]
  const found: RegisterPerson['absences'] = []
  if (textOf(stay.oppholdAnnetSted) !== undefined) found.push('stays-elsewhere')
  if (stay.adressenErUkjent === true || isRecord(residence.ukjentBosted)) found.push('unknown-residence')
  return found
}

/** One of the alternatives; `ukjentBosted`, `adressenErUkjent` and `oppholdAnnetSted` are no address. */
function registerAddress (entry: Fields): RegisterAddress | undefined {
  if (isRecord(entry.vegadresse)) return street(entry.vegadresse)
  if (isRecord(entry.matrikkeladresse)) return property(entry.matrikkeladresse)
  if (isRecord(entry.postboksadresse)) return box(entry.postboksadresse)
  if (isRecord(entry.postadresseIFrittFormat)) return { kind: 'lines', lines: texts(entry.postadresseIFrittFormat.adresselinje), place: place(entry.postadresseIFrittFormat) }
  if (isRecord(entry.utenlandskAdresse)) return abroad(entry.utenlandskAdresse)
  if (isRecord(entry.utenlandskAdresseIFrittFormat)) {
    return { kind: 'abroad-lines', lines: texts(entry.utenlandskAdresseIFrittFormat.adresselinje), place: foreignPlace(entry.utenlandskAdresseIFrittFormat) }
  }
  return undefined
}

function street (fields: Fields): RegisterAddress {
  const number = recordOf(fields.adressenummer)
  const houseNumber = `${textOf(number.husnummer) ?? ''}${textOf(number.husbokstav) ?? ''}`
  const name = textOf(fields.adressenavn)
  return {
    kind: 'street',
    ...named('careOf', fields.coAdressenavn),
    ...named('extraName', fields.adressetilleggsnavn),
    ...named('street', name === undefined ? undefined : `${name} ${houseNumber}`),
    ...named('unit', fields.bruksenhetsnummer),
    place: place(fields)
  }
}

/** Farm numbers are written kommune-gård/bruk, with lease and sub-number after another slash when there are any. */
function property (fields: Fields): RegisterAddress {
  const number = recordOf(fields.matrikkelnummer)
  const farm = [number.gaardsnummer, number.bruksnummer, number.festenummer].flatMap(part => textOf(part) ?? []).filter(part => part !== '0').join('/')
  const municipality = textOf(number.kommunenummer)
  return {
    kind: 'property',
    ...named('careOf', fields.coAdressenavn),
    ...named('extraName', fields.adressetilleggsnavn),
    ...named('property', farm === '' || municipality === undefined ? undefined : `${municipality}-${farm}`),
    ...named('unit', fields.bruksenhetsnummer),
    place: place(fields)
  }
}

function box (fields: Fields): RegisterAddress {
  return { kind: 'box', ...named('owner', fields.postbokseier), ...named('box', fields.postboks), place: place(fields) }
}

function abroad (fields: Fields): RegisterAddress {
  return {
    kind: 'abroad',
    ...named('careOf', fields.coAdressenavn),
    building: texts([fields.bygning, fields.etasjenummer, fields.boenhet]),
    ...named('street', fields.adressenavn),
    ...named('box', fields.postboks),
    place: foreignPlace(fields)
  }
}

function place (fields: Fields): Place {
  const poststed = recordOf(fields.poststed)
  return { ...named('postalCode', poststed.postnummer), ...named('city', poststed.poststedsnavn) }
}

function foreignPlace (fields: Fields): ForeignPlace {
  return {
    ...named('postalCode', fields.postkode),
    ...named('city', fields.byEllerStedsnavn),
    ...named('district', fields.distriktsnavn),
    ...named('region', fields.region),
    countryCode: textOf(fields.landkode) ?? ''
  }
}

function texts (list: unknown): string[] {
  return Array.isArray(list) ? list.flatMap(item => textOf(item) ?? []) : []
}

/** A field of that name when the value is a text, no field otherwise. */
function named<Name extends string> (name: Name, value: unknown): Partial<Record<Name, string>> {
  const text = textOf(value)
  const found: Partial<Record<Name, string>> = {}
  if (text !== undefined) Object.assign(found, { [name]: text })
  return found
}
