import type { X509Certificate } from 'node:crypto'
import { verifyJws } from '../crypto/jws.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import { proveChain, type Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Receipt } from '../letter/receipt.ts'
import { readPayload } from './dpi/wire.ts'
import { isSameOrganization } from '../letter/organizations.ts'

/** Rejects unless the signer of a receipt may be believed: its certificate trusted, its own, not revoked. The network is asked here, and last. */
export type JudgeSigner = (chain: readonly X509Certificate[], organization: OrganizationNumber) => Promise<void>

/**
 * Proves a receipt and reads it. Only proved words come back.
 *
 * Proved in this order: the signature by the first certificate of the message, the certificate's chain to a root of ours at the given moment, and
 * that the certificate's organization is the sender the message names. Whether that organization is the one the letter went to is settlement's.
 *
 * @throws {GatewayError} `ERR_RECEIPT_FORGED` if anything of that does not hold, with the same words whatever it was; `ERR_RECEIPT_UNREADABLE`
 *   if it is no signed message at all, or a proved one that is no receipt we can place; `ERR_RECEIPT_UNDECIDED` if the judge cannot tell yet
 * @see dpi-json.md §3, "Receipt consumer verifies"
 */
export async function readReceipt (raw: string, trust: Trust, at: Date, judge?: JudgeSigner): Promise<Receipt> {
  const { payload, chain } = await proved(raw, trust, at)
  const issuer = issuerOf(chain)
  const claimed = readPayload(payload)
  if (claimed === undefined) throw new GatewayError('ERR_RECEIPT_UNREADABLE', 'Cannot read the receipt: kind, conversation, sender or time is missing')
  if (!isSameOrganization(claimed.sender, issuer)) throw forged()
  await judge?.(chain, claimed.sender).catch(undecidedOrForged)
  return { ...claimed.receipt, issuer }
}

/** Whether nobody could be asked, or somebody said no. */
function undecidedOrForged (error: unknown): never {
  if (error instanceof GatewayError && error.code === 'ERR_CRYPTO_REVOCATION_UNKNOWN') {
    throw new GatewayError('ERR_RECEIPT_UNDECIDED', 'Cannot accept the receipt yet: nobody says whether its signer\'s certificate was revoked', { cause: error })
  }
  throw forged(error)
}

async function proved (raw: string, trust: Trust, at: Date): Promise<{ payload: string, chain: X509Certificate[] }> {
  try {
    const verified = await verifyJws(raw)
    proveChain(verified.chain, trust, at)
    return verified
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'ERR_CRYPTO_MALFORMED') {
      throw new GatewayError('ERR_RECEIPT_UNREADABLE', 'Cannot read the receipt: it is not a signed message', { cause: error })
    }
    throw forged(error)
  }
}

function issuerOf (chain: readonly X509Certificate[]): OrganizationNumber {
  const issuer = chain[0] === undefined ? undefined : organizationNumberOf(chain[0])
  if (issuer === undefined) throw forged()
  return issuer
}

function forged (cause?: unknown): GatewayError {
  return new GatewayError('ERR_RECEIPT_FORGED', 'Cannot accept the receipt: it does not prove its origin', cause === undefined ? {} : { cause })
}
