import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { Signer } from '../crypto/signer.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/** An organization number as it goes over the wire: ISO 6523 with the scheme of Brønnøysund. */
export function wireOrganization (number: OrganizationNumber): string {
  return `0192:${number}`
}

/**
 * Who signs: the sender itself, or its data processor (*databehandler*). Both the message's sender and its certificate must name it
 * (dpi-json §4.1).
 *
 * @throws {GatewayError} `ERR_SEAL_CERTIFICATE` if the signing certificate names no organization
 */
export function signingOrganization (signer: Signer): OrganizationNumber {
  const [certificate] = signer.chain
  const number = certificate === undefined ? undefined : organizationNumberOf(certificate)
  if (number === undefined) throw new GatewayError('ERR_SEAL_CERTIFICATE', 'Cannot seal: the signing certificate names no organization')
  return number
}
