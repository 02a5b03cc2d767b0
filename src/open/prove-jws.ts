import type { X509Certificate } from 'node:crypto'
import { verifyJws, type VerifiedJws } from '../crypto/jws.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import { proveChain } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { demandPolicy } from './demand-policy.ts'
import { notProved } from './not-proved.ts'
import type { OpenOptions } from './open-container.ts'

/** A signed message whose signature holds, by a signer we trust. What it says is not yet looked at. */
export interface ProvedJws {
  payload: string
  signer: { organizationNumber?: OrganizationNumber, certificate: X509Certificate, chain: readonly X509Certificate[] }
}

/**
 * Proves a compact JWS by its own certificate, and that certificate by our trust.
 *
 * @throws {GatewayError} `ERR_OPEN_UNREADABLE` if it is no such thing, `ERR_OPEN_NOT_PROVED` if signature, chain or policy do not hold
 */
export async function proveJws (jws: string, { trust, at, policies }: OpenOptions): Promise<ProvedJws> {
  const { payload, chain: claimed } = await verify(jws)
  const [certificate] = claimed
  if (certificate === undefined) throw new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the message: it carries no certificate')
  try {
    const chain = proveChain(claimed, trust, at)
    demandPolicy(certificate, trust, policies)
    const organizationNumber = organizationNumberOf(certificate)
    return { payload, signer: { ...organizationNumber !== undefined && { organizationNumber }, certificate, chain } }
  } catch (error) {
    throw notProved(error)
  }
}

async function verify (jws: string): Promise<VerifiedJws> {
  try {
    return await verifyJws(jws)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'ERR_CRYPTO_SIGNATURE') throw notProved(error)
    throw new GatewayError('ERR_OPEN_UNREADABLE', 'Cannot read the message: it is no signed message of ours', { cause: error })
  }
}
