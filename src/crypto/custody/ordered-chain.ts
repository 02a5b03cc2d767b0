import type { KeyObject, X509Certificate } from 'node:crypto'

/** Leaf, authorities and root of any chain in use. */
const longest = 6

/**
 * Picks the certificate of a key and those above it out of a heap, in the order readers want them: the key's own first, then each one's issuer.
 *
 * Files keep certificates in any order, and may hold strangers. Of two certificates of one key the one that lasts longer is taken.
 *
 * @returns an empty chain when none is the key's
 */
export function orderedChain (key: KeyObject, certificates: readonly X509Certificate[]): X509Certificate[] {
  const own = certificates.filter(one => one.checkPrivateKey(key)).sort(longerFirst)
  const chain = own.slice(0, 1)
  for (let last = chain.at(-1); last !== undefined && chain.length < longest;) {
    const issuer = issuerOf(last, certificates, chain)
    if (issuer !== undefined) chain.push(issuer)
    last = issuer
  }
  return chain
}

function issuerOf (
  certificate: X509Certificate, certificates: readonly X509Certificate[], chain: readonly X509Certificate[]
): X509Certificate | undefined {
  return certificates.filter(one => one.subject === certificate.issuer && !chain.some(known => known.raw.equals(one.raw)))
    .sort(longerFirst).find(one => certificate.verify(one.publicKey))
}

function longerFirst (one: X509Certificate, other: X509Certificate): number {
  return other.validToDate.getTime() - one.validToDate.getTime()
}
