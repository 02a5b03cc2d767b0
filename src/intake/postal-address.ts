import { checkText } from './check-text.ts'
import type { AddressInput } from './letter-schema.ts'
import type { LooseAddress } from './loose-letter.ts'
import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { PostalAddress } from '../letter/letter.ts'

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/**
 * Checks an address against what print takes (`adresseInformasjon`: Norwegian xor foreign).
 *
 * A Norwegian address has postal code and city, a foreign one a country code with the place in its lines.
 */
export function checkAddress (address: LooseAddress, field: string): GatewayError[] {
  return [
    ...checkPrinted(address.name, `${field}/name`, 130),
    ...address.lines.flatMap((line, index) => checkPrinted(line, `${field}/lines/${index}`, 100)),
    ...checkPrinted(address.city, `${field}/city`, 80),
    ...isNorwegian(address) ? checkNorwegian(address, field) : checkForeign(address, field)
  ]
}

/** The address as the gateway keeps it: trimmed, country in upper case, Norway left out. */
export function toPostalAddress (address: AddressInput): PostalAddress {
  const kept: PostalAddress = { name: address.name.trim(), lines: address.lines.map(line => line.trim()) }
  if (!isNorwegian(address) && address.countryCode !== undefined) return { ...kept, countryCode: address.countryCode.toUpperCase() }
  if (address.postalCode !== undefined) kept.postalCode = address.postalCode
  if (address.city !== undefined) kept.city = address.city.trim()
  return kept
}

function isNorwegian ({ countryCode }: { countryCode?: string | undefined }): boolean {
  return countryCode === undefined || countryCode.toUpperCase() === 'NO'
}

function checkPrinted (text: string | undefined, field: string, maxLength: number): GatewayError[] {
  return text === undefined ? [] : checkText(text, field, { maxLength, code: 'ERR_INTAKE_ADDRESS' })
}

function checkNorwegian (address: LooseAddress, field: string): GatewayError[] {
  const problems = []
  if (address.postalCode === undefined) problems.push(refusal('ERR_INTAKE_ADDRESS', `${field}/postalCode`, 'a Norwegian address needs a postal code'))
  if (address.city === undefined) problems.push(refusal('ERR_INTAKE_ADDRESS', `${field}/city`, 'a Norwegian address needs a city'))
  return problems
}

function checkForeign (address: LooseAddress, field: string): GatewayError[] {
  const problems = []
  const country = address.countryCode?.toUpperCase() ?? ''
  // ZZ is CLDR's "unknown region".
  if (country === 'ZZ' || !/^[A-Z]{2}$/.test(country) || regions.of(country) === undefined) {
    problems.push(refusal('ERR_INTAKE_ADDRESS', `${field}/countryCode`, 'the country code is not one of ISO 3166-1'))
  }
  if (address.postalCode !== undefined) problems.push(refusal('ERR_INTAKE_ADDRESS', `${field}/postalCode`, 'abroad the postal code stands in the lines'))
  if (address.city !== undefined) problems.push(refusal('ERR_INTAKE_ADDRESS', `${field}/city`, 'abroad the city stands in the lines'))
  return problems
}
