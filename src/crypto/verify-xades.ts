// Proves the files of a container by its signature. Either every file is proved, or nothing comes out.
import { createHash, timingSafeEqual, verify, type X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { demand } from './demand.ts'
import { readXades, type ClaimedDigest, type ClaimedSignature, type FileReference } from './read-xades.ts'
import { proveChain, type Trust } from './trust.ts'

/** What a good signature proves. */
export interface ProvedFiles {
  certificate: X509Certificate
  /** The path it was proved by, its own certificate first and the root last. */
  chain: readonly X509Certificate[]
  signingTime: Date
  /** The very bytes that were proved, by name. */
  files: ReadonlyMap<string, Uint8Array>
}

/** The list of algorithms is ours, never the message's. */
const digests = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512']
])
/** The profile demands SHA-1 here (sdp-classic-xml §6); the chain proves the certificate, this only names it. */
const certificateDigests = new Map([...digests, ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1']])
const signatures = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512']
])

/**
 * Verifies `META-INF/signatures.xml` over all files it must cover.
 *
 * @param files every file of the container that must be signed, by its name there
 * @throws {GatewayError} `ERR_CRYPTO_SIGNATURE`, always in the same words; the reason is its cause
 */
export function verifyXades (signature: Uint8Array, files: ReadonlyMap<string, Uint8Array>, trust: Trust, at: Date): ProvedFiles {
  try {
    const claimed = readXades(signature)
    const certificate = findSigner(claimed)
    const chain = proveChain([certificate, ...claimed.certificates.filter(one => one !== certificate)], trust, at)
    demand(isSigned(claimed, certificate), 'the signature value does not hold')
    demand(matches(claimed.properties.bytes, claimed.properties.digest, digests), 'the signed properties have another digest')
    demandAllFiles(claimed.files, files)
    return { certificate, chain, signingTime: claimed.signingTime, files }
  } catch (error) {
    throw new GatewayError('ERR_CRYPTO_SIGNATURE', 'Cannot accept the signature: it does not prove the files', { cause: error })
  }
}

/** KeyInfo is not signed; the signed properties say which of its certificates is meant. */
function findSigner ({ certificates, signer }: ClaimedSignature): X509Certificate {
  const found = certificates.find(one => matches(one.raw, signer.digest, certificateDigests) && BigInt(`0x${one.serialNumber}`) === signer.serialNumber)
  demand(found !== undefined, 'the certificate that was signed with is not there')
  return found
}

function isSigned ({ method, signedInfo, value }: ClaimedSignature, certificate: X509Certificate): boolean {
  const digest = signatures.get(method)
  return digest !== undefined && verify(digest, signedInfo, certificate.publicKey, value)
}

function demandAllFiles (references: readonly FileReference[], files: ReadonlyMap<string, Uint8Array>): void {
  const proved = new Set<string>()
  for (const { uri, digest } of references) {
    const name = nameOf(uri, files)
    const content = name === undefined ? undefined : files.get(name)
    demand(name !== undefined && content !== undefined, 'a signed file is not there')
    demand(!proved.has(name), 'a file is signed twice')
    demand(matches(content, digest, digests), 'a file has another digest')
    proved.add(name)
  }
  demand(proved.size === files.size, 'a file is not signed')
}

/** Java writes a space as `+`, others as `%20` and a plus sign as itself; both readings are tried, and only one may name a file. */
function nameOf (uri: string, files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const names = new Set([decode(uri), decode(uri.replaceAll('+', '%20'))].filter(name => name !== undefined && files.has(name)))
  demand(names.size < 2, 'a reference can mean two files')
  return names.values().next().value
}

function decode (uri: string): string | undefined {
  try {
    return decodeURIComponent(uri)
  } catch {
    return undefined
  }
}

function matches (bytes: Uint8Array, claimed: ClaimedDigest, known: ReadonlyMap<string, string>): boolean {
  const algorithm = known.get(claimed.method)
  if (algorithm === undefined) return false
  const digest = createHash(algorithm).update(bytes).digest()
  return digest.length === claimed.value.length && timingSafeEqual(digest, claimed.value)
}
