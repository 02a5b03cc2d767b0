// Folkeregisteret's person document, in its own words: every property a list, but for doedsfall and falskIdentitet (registries §2.3).
import type { AddressProtection, PersonStatus } from '../../letter/recipient-facts.ts'
import type { Estate, Person, PersonAddress } from '../population/person.ts'
import { writePlace } from './write-place.ts'

/** Scope of the package "offentlig med hjemmel". */
export const registerScope = 'folkeregister:deling/offentligmedhjemmel'

/** The register's words for the states a person can be in. */
const statusWords: Readonly<Record<Exclude<PersonStatus, 'other'>, string>> = {
  'resident': 'bosatt',
  'emigrated': 'utflyttet',
  'disappeared': 'forsvunnet',
  'dead': 'doed',
  'ceased': 'opphoert',
  'birth-registered': 'foedselsregistrert',
  'temporary': 'midlertidig',
  'inactive': 'inaktiv',
  'not-resident': 'ikkeBosatt',
  'active': 'aktiv'
}

const gradingWords: Readonly<Record<AddressProtection, string>> = {
  'none': 'ugradert', 'client': 'klientadresse', 'confidential': 'fortrolig', 'strictly-confidential': 'strengtFortrolig'
}

/** Of the heirs who are given by number alone; synthetic, and nobody in the population. */
const heirNumber = '03851598730'

/** Names that `part` may have besides our properties: the default set, and the one that adds entries no longer in force. */
const aliases = ['person-basis', 'historikk', 'identitetsgrunnlag-utvidet', 'relasjon-utvidet'] as const

/** Properties this stand-in can write, and some it never has anything to say about. */
const properties = [
  'identifikasjonsnummer', 'status', 'navn', 'foedsel', 'doedsfall', 'falskIdentitet', 'adressebeskyttelse', 'bostedsadresse', 'deltBosted',
  'oppholdsadresse', 'postadresse', 'postadresseIUtlandet', 'kontaktinformasjonForDoedsbo', 'kjoenn', 'sivilstand', 'statsborgerskap',
  'identitetsgrunnlag', 'preferertKontaktadresse'
] as const

/** Tells whether the register knows this part. */
export function isPart (name: string): boolean {
  return [...aliases, ...properties].some(known => known === name)
}

/**
 * Writes the document of a person.
 *
 * @param parts the caller's `part` parameters; none means the default set
 */
export function writePerson (person: Person, parts: readonly string[]): Record<string, unknown> {
  const wantsAll = !properties.some(name => parts.includes(name))
  const wantsFormer = parts.includes('historikk')
  const all = Object.entries(writeAll(person)).filter(([name]) => wantsAll || parts.includes(name))
  const document: Record<string, unknown> = {}
  for (const [name, value] of all) {
    const shown = Array.isArray(value) ? value.filter(entry => wantsFormer || entry.erGjeldende === true) : value
    if (shown !== undefined && !(Array.isArray(shown) && shown.length === 0)) document[name] = shown
  }
  return document
}

type Written = Record<string, unknown>

function writeAll (person: Person): Record<string, Written[] | Written | undefined> {
  return {
    identifikasjonsnummer: writeNumbers(person),
    status: [current({ status: person.status === 'other' ? 'ukjentStatus' : statusWords[person.status] })],
    navn: [current({ fornavn: person.givenName, etternavn: person.familyName })],
    foedsel: [current({ foedselsdato: person.birthDate, foedselsaar: person.birthDate.slice(0, 4) })],
    doedsfall: person.death === undefined ? undefined : { ...current({ doedsdato: person.death.date }), erGjeldende: !person.death.isAnnulled },
    falskIdentitet: person.hasFalseIdentity ? current({ erFalsk: true, rettIdentitetErUkjent: true }) : undefined,
    adressebeskyttelse: person.protection === 'none' ? [] : [current({ graderingsnivaa: gradingWords[person.protection] })],
    bostedsadresse: writeAddress(person.residence, { flyttedato: '2021-03-01' }),
    deltBosted: writeAddress(person.shared, { startdatoForKontrakt: '2022-01-01' }),
    oppholdsadresse: writeAddress(person.stay, { oppholdsadressedato: '2024-08-01' }),
    postadresse: writeAddress(person.postal, {}, true),
    postadresseIUtlandet: writeAddress(person.postalAbroad, {}, true),
    kontaktinformasjonForDoedsbo: person.estate === undefined ? [] : [current(writeEstate(person.estate))]
  }
}

/** What every entry has besides its own fields. The register's maintenance dates play no part here, so they are fixed. */
function current (fields: Written): Written {
  return { ajourholdstidspunkt: '2025-02-03T09:14:09.783+01:00', erGjeldende: true, kilde: 'Postbud sandkasse', aarsak: 'Patch',
    gyldighetstidspunkt: '2025-02-03T09:14:09.783+01:00', ...fields }
}

/** A superseded number stands beside the one in use, out of force; that a person who has ceased has none in use is in force. */
function writeNumbers (person: Person): Written[] {
  const number = (digits: string, status: 'iBruk' | 'opphoert'): Written =>
    current({ foedselsEllerDNummer: digits, identifikatortype: digits >= '4' ? 'dNummer' : 'foedselsnummer', status })
  const former = person.formerNumber === undefined ? [] : [{ ...number(person.formerNumber, 'opphoert'), erGjeldende: false }]
  return [number(person.nationalIdentityNumber, person.status === 'ceased' ? 'opphoert' : 'iBruk'), ...former]
}

function writeAddress (address: PersonAddress | undefined, fields: Written, isPostal = false): Written[] {
  if (address === undefined) return []
  const written = current({ adressegradering: gradingWords[address.grading], ...fields, ...writePlace(address.place, isPostal) })
  return [{ ...written, erGjeldende: address.isFormer !== true }]
}

/** Exactly one of person, lawyer and organization, and an address of at most two lines. */
function writeEstate (estate: Estate): Written {
  const name = { fornavn: estate.givenName, etternavn: estate.familyName }
  const contact = {
    person: { person: estate.isByNumber === true ? { foedselsEllerDNummer: heirNumber } : { personnavn: name } },
    lawyer: { advokat: { organisasjonsnavn: estate.organizationName, personnavn: name } },
    organization: { organisasjon: { organisasjonsnavn: estate.organizationName, kontaktpersonnavn: name } }
  }
  return {
    skifteform: estate.contact === 'person' ? 'annet' : 'offentlig',
    attestutstedelsesdato: '2025-06-01',
    ...contact[estate.contact],
    adresse: { adresselinje: estate.lines, postnummer: estate.town.postalCode, poststedsnavn: estate.town.city, landkode: estate.country ?? 'NO' }
  }
}
