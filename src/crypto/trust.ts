// Path rules of our own over OpenSSL's single steps. Revocation is asked for elsewhere: it needs a network.
import type { X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { certificateFacts } from './certificate-facts.ts'
import { remembered } from './remembered.ts'

/** Whom we believe. Roots are pinned; intermediates only help to find the way. */
export interface Trust {
  roots: readonly X509Certificate[]
  intermediates?: readonly X509Certificate[]
  /** Signers believed by themselves, without a path: for archives whose authorities are gone. Never set where messages come from a network. */
  signers?: readonly X509Certificate[]
}

const minRsaBits = 2048
const minRsaExponent = 65_537n
/** Leaf, three authorities and the root; Norwegian chains have one authority between. */
const maxPathLength = 5
/** Foreign chains may bring a heap of certificates; more than this is not a chain. */
const maxCandidates = 50
/** keyUsage and basicConstraints: those we obey. Any other critical extension is a rule we would break unread. */
const understoodExtensions: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.19'])
/** RSASSA-PKCS1-v1_5 (RFC 8017 appendix C) with the digest's name: how authorities may sign certificates, lists and answers. */
export const soundSignatures: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'], ['1.2.840.113549.1.1.12', 'sha384'], ['1.2.840.113549.1.1.13', 'sha512']
])

/** What a certificate is used for: it signed something, or a key is encrypted to its holder. */
export type CertificateUse = 'sign' | 'encrypt'

/**
 * Proves that the first certificate of a chain may be used so, and leads to a root of ours.
 *
 * The rest of the chain is only a hint: it may be unordered, incomplete, or hold strangers.
 *
 * @param at the moment for which every certificate of the path must be valid
 * @returns the path that was found, leaf first and root last
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` with the reason
 */
export function proveChain (chain: readonly X509Certificate[], trust: Trust, at: Date, use: CertificateUse = 'sign'): X509Certificate[] {
  const [leaf, ...hints] = chain
  if (leaf === undefined) throw refusal('there is none')
  const facts = certificateFacts(leaf)
  if (facts.isAuthority) throw refusal('an authority may not sign messages')
  if (use === 'sign' && facts.usage?.signs === false) throw refusal('it may not be used to sign')
  if (use === 'encrypt' && facts.usage?.transportsKeys === false) throw refusal('nothing may be encrypted to it')
  const candidates = [...trust.roots, ...trust.intermediates ?? [], ...hints]
  if (candidates.length > maxCandidates) throw refusal(`its chain holds more than ${maxCandidates} certificates`)
  const weakness = weaknessOf(leaf, at)
  if (weakness !== undefined) throw refusal(weakness)
  const path = pathToRoot([leaf], candidates, trust.roots, at)
  if (path !== undefined) return path
  if (trust.signers?.some(signer => same(signer, leaf)) === true) return [leaf]
  throw refusal('no valid path leads to a trusted root')
}

/** Why a certificate cannot stand anywhere in a path; undefined when it can. */
function weaknessOf (certificate: X509Certificate, at: Date): string | undefined {
  if (at < certificate.validFromDate) return 'it is not valid yet'
  if (at > certificate.validToDate) return 'it has expired'
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey
  if (type !== 'rsa' || (details?.modulusLength ?? 0) < minRsaBits || (details?.publicExponent ?? 0n) < minRsaExponent) {
    return `its key is not RSA of at least ${minRsaBits} bits`
  }
  const unknown = certificateFacts(certificate).criticalExtensions.find(oid => !understoodExtensions.has(oid))
  return unknown === undefined ? undefined : `it carries a critical extension we do not know (${unknown})`
}

function pathToRoot (
  path: readonly X509Certificate[], candidates: readonly X509Certificate[], roots: readonly X509Certificate[], at: Date
): X509Certificate[] | undefined {
  const last = path.at(-1)
  if (last === undefined || path.length >= maxPathLength) return undefined
  for (const issuer of candidates) {
    if (path.some(one => same(one, issuer)) || !hasIssued(issuer, last, path.length - 1, at)) continue
    const longer = [...path, issuer]
    const found = roots.some(root => same(root, issuer)) ? longer : pathToRoot(longer, candidates, roots, at)
    if (found !== undefined) return found
  }
  return undefined
}

/** @param authoritiesBelow how many authorities stand between this issuer and the leaf (RFC 5280 §4.2.1.9) */
function hasIssued (issuer: X509Certificate, certificate: X509Certificate, authoritiesBelow: number, at: Date): boolean {
  if (issuer.subject !== certificate.issuer || !certificate.checkIssued(issuer)) return false
  if (!soundSignatures.has(certificateFacts(certificate).signatureOid)) return false
  const facts = certificateFacts(issuer)
  if (!facts.isAuthority || facts.usage?.issues === false || (facts.pathLength ?? authoritiesBelow) < authoritiesBelow) return false
  return weaknessOf(issuer, at) === undefined && isSignedBy(certificate)(issuer)
}

/** A certificate object never changes, and a provider's stands before thousands of letters. */
const isSignedBy = remembered((certificate: X509Certificate) => remembered((issuer: X509Certificate) => certificate.verify(issuer.publicKey)))

function same (one: X509Certificate, other: X509Certificate): boolean {
  return one.raw.equals(other.raw)
}

function refusal (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_CERTIFICATE', `Cannot trust the certificate: ${why}`)
}
