import { signJws } from '../crypto/jws.ts'
import type { Signer } from '../crypto/signer.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { writeGrantClaims } from './wire.ts'

/** What a grant asks for, and who asks. */
export interface GrantRequest {
  /** Maskinporten's issuer name, with its trailing slash. */
  audience: string
  clientId: string
  /** Space-separated when there are several. */
  scope: string
  /** The organization on whose behalf a supplier acts; delegation is checked by Maskinporten. */
  consumerOrganization?: OrganizationNumber
  /** `jti`: never used before. A grant that was sent once is spent, whatever came of it. */
  id: string
  issuedAt: Date
}

/** Maskinporten refuses longer-lived grants (registries §3: exp − iat ≤ 120). */
export const maxGrantSeconds = 120

/** Long enough for a slow line, short enough to be of little use to a thief. */
const grantSeconds = 60

/**
 * Makes a JWT bearer grant (*JWT-grant*), signed with the enterprise certificate and carrying its whole chain.
 *
 * @see RFC 7523 §2.1; https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant
 */
export async function makeGrant (request: GrantRequest, signer: Signer): Promise<string> {
  const claims = writeGrantClaims({ ...request, lifetimeSeconds: grantSeconds })
  return await signJws(JSON.stringify(claims), signer, { certificates: 'chain' })
}
