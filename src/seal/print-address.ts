import { GatewayError } from '../letter/gateway-error.ts'
import type { PostalAddress } from '../letter/letter.ts'
import type { AddressFields } from './wire.ts'

const maxLines = 4
const maxLineLength = 100
/** No limit in the JSON schema; the classic one, which printers still have (dpi-json §5.2). */
const maxNameLength = 130
const maxCityLength = 80

/**
 * Fits a postal address into the fields of the print service.
 *
 * A Norwegian one must carry postal code and city and no country; a foreign one a country and no postal code with city, so those move into
 * the lines. One line is demanded even where a place has no streets: the place stands in for it (dpi-json §5.2).
 *
 * @throws {GatewayError} `ERR_SEAL_ADDRESS` if it does not fit; nothing is ever cut off
 */
export function printAddress (address: PostalAddress): AddressFields {
  const fields = address.countryCode === undefined || address.countryCode.toUpperCase() === 'NO' ? norwegian(address) : foreign(address)
  if (fields.name === '' || fields.name.length > maxNameLength) throw refusal(`the name is empty or longer than ${maxNameLength} characters`)
  if (fields.lines.length > maxLines) throw refusal(`it has more than ${maxLines} lines`)
  if (fields.lines.some(line => line.length > maxLineLength)) throw refusal(`a line is longer than ${maxLineLength} characters`)
  return fields
}

function norwegian ({ name, lines, postalCode, city }: PostalAddress): AddressFields {
  if (!/^\d{4}$/.test(postalCode ?? '') || postalCode === undefined) throw refusal('a Norwegian postal code has four digits')
  if (city === undefined || city === '' || city.length > maxCityLength) throw refusal('a Norwegian address has a city')
  return { name, lines: orPlace(lines, city), place: { postalCode, city } }
}

function foreign ({ name, lines, postalCode, city, countryCode = '' }: PostalAddress): AddressFields {
  if (!/^[A-Za-z]{2}$/.test(countryCode)) throw refusal('a country code has two letters')
  const place = [postalCode, city].filter(part => part !== undefined && part !== '').join(' ')
  const all = place === '' ? lines : [...lines, place]
  return { name, lines: orPlace(all, countryCode.toUpperCase()), place: { countryCode: countryCode.toUpperCase() } }
}

function orPlace (lines: readonly string[], place: string): readonly string[] {
  const written = lines.filter(line => line.trim() !== '')
  return written.length > 0 ? written : [place]
}

function refusal (why: string): GatewayError {
  return new GatewayError('ERR_SEAL_ADDRESS', `Cannot print the address: ${why}`)
}
