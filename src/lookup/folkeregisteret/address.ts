import type { PostalAddress } from '../../letter/letter.ts'
import type { AddressSource } from '../../letter/recipient-facts.ts'
import { countryCodeOf } from './country-code.ts'
import type { ForeignPlace, GradedAddress, Place, RegisterAddress, RegisterPerson } from './register-person.ts'

/** The address paper goes to, and which of the register's addresses it was; both or `none`. */
export interface PrintAddress { address?: PostalAddress, addressSource: AddressSource }

/** Print has four lines between name and place (dpi-json.md §5.2, `adresselinje1` to `adresselinje4`). */
const maxLines = 4

/**
 * Chooses and assembles the address for print.
 *
 * Order: postal, postal abroad, stay, residence; the first that gives a whole address. Strictly confidential: the postal address or none,
 * whatever else the document shows. An address that reveals an institution (*klientadresse*) is taken only when there is no other.
 *
 * @see registries.md §§2.4–2.5 (the register itself prescribes no order)
 */
export function printAddress (person: RegisterPerson): PrintAddress {
  const candidates: [AddressSource, GradedAddress | undefined][] = person.protection === 'strictly-confidential'
    ? [['postal', person.postal]]
    : [['postal', person.postal], ['postal-abroad', person.postalAbroad], ['stay', person.stay], ['residence', person.residence]]
  const whole = candidates.flatMap(([addressSource, graded]) => {
    const address = graded === undefined ? undefined : assemble(person.name, graded.address)
    return address === undefined ? [] : [{ address, addressSource, protection: graded?.protection }]
  })
  const chosen = whole.find(candidate => candidate.protection !== 'client') ?? whole[0]
  return chosen === undefined ? { addressSource: 'none' } : { address: chosen.address, addressSource: chosen.addressSource }
}

function assemble (name: string, address: RegisterAddress): PostalAddress | undefined {
  if (name === '') return undefined
  return address.kind === 'abroad' || address.kind === 'abroad-lines'
    ? foreign(name, foreignLines(address), address.place)
    : norwegian(name, norwegianLines(address), address.place)
}

/** c/o, then the additional name, then street or property with the dwelling's number (*bruksenhetsnummer*), which tells flats apart. */
function norwegianLines (address: Exclude<RegisterAddress, { place: ForeignPlace }>): string[] {
  switch (address.kind) {
    case 'street': return present(careOf(address.careOf), address.extraName, withUnit(address.street, address.unit))
    // A named farm is what the postman knows; the land register's number is the last resort.
    case 'property': return present(careOf(address.careOf), withUnit(address.extraName ?? address.property, address.unit))
    case 'box': return present(address.owner, boxLine(address.box))
    case 'lines': return address.lines
  }
}

/** At most four lines, because the place of a foreign address stands in the lines too (dpi-json.md §5.2: no city beside a country). */
function foreignLines (address: Extract<RegisterAddress, { place: ForeignPlace }>): string[] {
  const { postalCode, city, district, region } = address.place
  const place = present([postalCode, city].filter(part => part !== undefined).join(' '), district, region).join(', ')
  if (address.kind === 'abroad-lines') return present(...address.lines, place)
  const street = present(address.street, address.box).join(', ')
  return present(careOf(address.careOf), address.building.join(', '), street, place)
}

/** A Norwegian address needs four digits and a city; one without a street repeats the city, because the first line is mandatory in print. */
function norwegian (name: string, lines: string[], place: Place): PostalAddress | undefined {
  const { postalCode, city } = place
  if (postalCode === undefined || !/^\d{4}$/.test(postalCode) || city === undefined) return undefined
  return { name, lines: fitted(lines.length === 0 ? [city] : lines), postalCode, city }
}

function foreign (name: string, lines: string[], place: ForeignPlace): PostalAddress | undefined {
  const countryCode = countryCodeOf(place.countryCode)
  if (countryCode === undefined || lines.length === 0) return undefined
  if (countryCode !== 'NO') return { name, lines: fitted(lines), countryCode }
  // Seen in data: a domestic address entered as a foreign one. Its last line is the place, which then stands in its own fields.
  return norwegian(name, lines.slice(0, -1), place)
}

function fitted (lines: string[]): string[] {
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), lines.slice(maxLines - 1).join(', ')]
}

function present (...parts: (string | undefined)[]): string[] {
  return parts.filter((part): part is string => part !== undefined && part !== '')
}

function withUnit (line: string | undefined, unit: string | undefined): string | undefined {
  return line === undefined || unit === undefined ? line : `${line} ${unit}`
}

function careOf (name: string | undefined): string | undefined {
  return name === undefined || /^c\/o\b/i.test(name) ? name : `c/o ${name}`
}

function boxLine (box: string | undefined): string | undefined {
  return box === undefined || /[a-z]/i.test(box) ? box : `Postboks ${box}`
}
