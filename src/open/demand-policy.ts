import type { X509Certificate } from 'node:crypto'
import { certificateExtras } from '../crypto/certificate-extras.ts'
import type { Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/**
 * Refuses a signer's certificate that names none of the policies we accept. One that stands in the trust as a signer is believed by itself: that is
 * the operator's own word.
 *
 * @param policies dotted; without them none is asked for
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE`
 */
export function demandPolicy (certificate: X509Certificate, trust: Trust, policies: readonly string[] | undefined): void {
  if (policies === undefined || trust.signers?.some(({ raw }) => raw.equals(certificate.raw)) === true) return
  if (certificateExtras(certificate).policies.some(policy => policies.includes(policy))) return
  throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot trust the certificate: it is issued under no policy we accept')
}
