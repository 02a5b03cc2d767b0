import type { X509Certificate } from 'node:crypto'
import { certificateFacts } from '../crypto/certificate-facts.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'

/**
 * Asks whether a certificate is revoked at a moment, by its issuer where that is known. `unknown`: nobody could say. Answers at once or nearly
 * so, and never rejects.
 */
export type IsRevoked = (certificate: X509Certificate, asked: { at: Date, issuer?: X509Certificate }) => Promise<'good' | 'revoked' | 'unknown'>

/** What a sender's own certificate is judged by. */
export interface UsableRules {
  sender: OrganizationNumber
  at: Date
  isRevoked: IsRevoked
  /** Whether a certificate nobody could say anything about may be used. Default true. */
  allowsUnknown?: boolean
}

const minRsaBits = 2048

/**
 * Makes sure that a sender's own certificate may be signed with now. Asked before each sealing, so that what no receiver would take never
 * leaves; the letter waits, and goes on by itself when another certificate is activated.
 *
 * @throws {GatewayError} `ERR_SEAL_CERTIFICATE_` and one of `EXPIRED`, `NOT_YET_VALID`, `ORGANIZATION`, `USAGE`, `REVOKED`;
 * `ERR_CRYPTO_REVOCATION_UNKNOWN` where the policy wants to know
 */
export async function demandUsable (chain: readonly X509Certificate[], rules: UsableRules): Promise<void> {
  const [leaf, issuer] = chain
  if (leaf === undefined) throw refusal('ERR_SEAL_CERTIFICATE_ORGANIZATION', 'there is none')
  demandValidity(chain, rules.at)
  if (organizationNumberOf(leaf) !== rules.sender) {
    throw refusal('ERR_SEAL_CERTIFICATE_ORGANIZATION', `it is not a certificate of ${rules.sender}`)
  }
  demandUse(leaf)
  const status = await rules.isRevoked(leaf, { at: rules.at, ...issuer !== undefined && { issuer } })
  if (status === 'revoked') throw refusal('ERR_SEAL_CERTIFICATE_REVOKED', 'it is revoked')
  if (status === 'unknown' && rules.allowsUnknown === false) throw refusal('ERR_CRYPTO_REVOCATION_UNKNOWN', 'nobody says whether it was revoked')
}

/** Of its issuers too: a chain is as old as its oldest link. */
function demandValidity (chain: readonly X509Certificate[], at: Date): void {
  for (const [index, certificate] of chain.entries()) {
    const which = index === 0 ? 'it' : 'an issuer of it'
    if (at > certificate.validToDate) throw refusal('ERR_SEAL_CERTIFICATE_EXPIRED', `${which} has expired`)
    if (at < certificate.validFromDate) throw refusal('ERR_SEAL_CERTIFICATE_NOT_YET_VALID', `${which} is not valid yet`)
  }
}

function demandUse (leaf: X509Certificate): void {
  const { isAuthority, usage } = certificateFacts(leaf)
  if (isAuthority || usage?.signs === false) throw refusal('ERR_SEAL_CERTIFICATE_USAGE', 'it may not be used to sign')
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = leaf.publicKey
  if (type !== 'rsa' || (details?.modulusLength ?? 0) < minRsaBits) {
    throw refusal('ERR_SEAL_CERTIFICATE_USAGE', `its key is not RSA of at least ${minRsaBits} bits`)
  }
}

function refusal (code: ErrorCode, why: string): GatewayError {
  return new GatewayError(code, `Cannot sign with the enterprise certificate: ${why}`)
}
