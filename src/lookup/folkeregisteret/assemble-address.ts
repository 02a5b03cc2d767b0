import type { PostalAddress } from '../../letter/letter.ts'
import type { AddressLack } from '../../letter/recipient-facts.ts'
import { countryCodeOf } from './country-code.ts'
import type { ForeignPlace, Place, RegisterAddress } from './register-person.ts'

/** An address as print takes it, or all that keeps it from being one. */
export interface AssembledAddress {
  /** Absent when anything lacks. */
  address?: PostalAddress
  lacks: AddressLack[]
}

type AbroadAddress = Extract<RegisterAddress, { place: ForeignPlace }>
type HomeAddress = Exclude<RegisterAddress, AbroadAddress>

/** An address that still wants its name. What is missing stands in `lacks`, and the fields are then not to be used. */
interface Draft { fields: Omit<PostalAddress, 'name'>, lacks: AddressLack[] }

/** Print has four lines of 100 characters between name and place (dpi-json.md §5.2); names and places have the classic limits. */
const maxLines = 4
const maxLineLength = 100
const maxNameLength = 130
const maxCityLength = 80

/**
 * Assembles an address of the register into lines for print. Nothing is cut off: what does not fit is told as lacking.
 *
 * An address of either kind that lies in Norway (no country, `NO` or `NOR`) becomes a Norwegian one.
 *
 * @see dpi-json.md §5.2: a Norwegian address carries postal code and city and no country, a foreign one a country and its place in the lines
 */
export function assembleAddress (name: string, address: RegisterAddress): AssembledAddress {
  const { fields, lacks } = isAbroad(address) ? abroad(address) : norwegian(homeLines(address), address.place)
  const all: AddressLack[] = name === '' || name.length > maxNameLength ? ['name', ...lacks] : lacks
  return all.length === 0 ? { address: { name, ...fields }, lacks: [] } : { lacks: all }
}

function isAbroad (address: RegisterAddress): address is AbroadAddress {
  return address.kind === 'abroad' || address.kind === 'abroad-lines'
}

/** c/o, then the additional name, then street or property with the dwelling's number (*bruksenhetsnummer*), which tells flats apart. */
function homeLines (address: HomeAddress): string[] {
  switch (address.kind) {
    case 'street': return present(careOf(address.careOf), address.extraName, withUnit(address.street, address.unit))
    // A named farm is what the postman knows; the land register's number is the last resort.
    case 'property': return present(careOf(address.careOf), withUnit(address.extraName ?? address.property, address.unit))
    case 'box': return present(address.owner, boxLine(address.box))
    case 'lines': return address.lines
  }
}

/** A Norwegian address needs four digits and a city; one without a street repeats the city, because the first line is mandatory in print. */
function norwegian (lines: string[], { postalCode = '', city = '' }: Place): Draft {
  const fitted = fit(lines.length === 0 ? [city] : lines)
  const lacks: AddressLack[] = []
  if (!areShort(fitted)) lacks.push('lines')
  if (!/^\d{4}$/.test(postalCode)) lacks.push('postal-code')
  if (city === '' || city.length > maxCityLength) lacks.push('city')
  return { fields: { lines: fitted, postalCode, city }, lacks }
}

function abroad (address: AbroadAddress): Draft {
  const countryCode = countryCodeOf(address.place.countryCode)
  if (countryCode === 'NO') return domestic(abroadLines(address), address.place)
  const fitted = fit(present(...abroadLines(address), placeLine(address.place)))
  const lacks: AddressLack[] = []
  if (fitted.length === 0 || !areShort(fitted)) lacks.push('lines')
  if (countryCode === undefined) lacks.push('country')
  return { fields: { lines: fitted, ...countryCode === undefined ? {} : { countryCode } }, lacks }
}

/** Seen in data: a domestic address entered as a foreign one. Where the place has no fields of its own, it stands in the last line. */
function domestic (lines: string[], place: Place): Draft {
  const [, postalCode, city] = /^(?:NO?-)?(\d{4})\s+(\S.*)$/.exec(lines.at(-1) ?? '') ?? []
  const isInLines = place.postalCode === undefined && place.city === undefined && postalCode !== undefined && city !== undefined
  return isInLines ? norwegian(lines.slice(0, -1), { postalCode, city }) : norwegian(lines, place)
}

function abroadLines (address: AbroadAddress): string[] {
  if (address.kind === 'abroad-lines') return address.lines
  return present(careOf(address.careOf), address.building.join(', '), present(address.street, address.box).join(', '))
}

function placeLine ({ postalCode, city, district, region }: ForeignPlace): string {
  return present(present(postalCode, city).join(' '), district, region).join(', ')
}

/** Lines too many are joined into the last. */
function fit (lines: string[]): string[] {
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), lines.slice(maxLines - 1).join(', ')]
}

function areShort (lines: readonly string[]): boolean {
  return lines.every(line => line.length <= maxLineLength)
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
