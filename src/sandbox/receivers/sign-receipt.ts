import { CompactSign } from 'jose'
import type { Party } from '../parties.ts'

/** Signs a receipt's payload: the algorithm is the receiver's own, and `x5c` holds its certificate alone (dpi-json §3). */
export async function signReceipt (payload: string, { key, chain }: Pick<Party, 'key' | 'chain'>, algorithm: 'RS256' | 'RS512'): Promise<string> {
  const x5c = chain.slice(0, 1).map(certificate => certificate.raw.toString('base64'))
  return await new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: algorithm, x5c }).sign(key)
}
