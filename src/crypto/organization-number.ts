import type { X509Certificate } from 'node:crypto'
import { certificateFacts } from './certificate-facts.ts'
import { remembered } from './remembered.ts'

/** Where a Norwegian enterprise certificate holds the number: SEID 2, then SEID 1, then very old ones. */
const places = [
  { oid: '2.5.4.97', pattern: /^(?:NTRNO-)?(\d{9})$/ }, // organizationIdentifier
  { oid: '2.5.4.5', pattern: /^(\d{9})$/ }, // serialNumber
  { oid: '2.5.4.3', pattern: /^(\d{9})(?!\d)/ } // commonName
]

/**
 * Finds the organization number (*organisasjonsnummer*) in an enterprise certificate (*virksomhetssertifikat*).
 *
 * @returns nine digits, or undefined for a certificate that names no organization
 * @see sdp-classic-xml.md §2, order of `digipost/certificate-validator`
 */
export function organizationNumberOf (certificate: X509Certificate): string | undefined {
  return numberIn(certificate)
}

const numberIn = remembered((certificate: X509Certificate): string | undefined => {
  const { subject } = certificateFacts(certificate)
  for (const { oid, pattern } of places) {
    for (const attribute of subject) {
      const number = attribute.oid === oid ? pattern.exec(attribute.value)?.[1] : undefined
      if (number !== undefined) return number
    }
  }
  return undefined
})
