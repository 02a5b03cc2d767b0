// Compact JWS (RFC 7515) as digital post uses it: the payload is a message, not a set of claims, so claims libraries do not fit.
import { X509Certificate, verify, type KeyObject } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { remembered } from './remembered.ts'
import { citizenProfile } from './seal-profile.ts'
import type { Signer } from './signer.ts'

/** How a JWS names its signer. */
export interface SignJwsOptions {
  /** Which certificates stand in `x5c`; digital post wants exactly one (dpi-json §3). Default `leaf`. */
  certificates?: 'leaf' | 'chain'
  /** A `kid` instead of `x5c`, for a key that is registered beforehand. */
  keyId?: string
}

/** What a good JWS says, and which certificates it claims to come from. */
export interface VerifiedJws {
  payload: string
  /** From `x5c`, signer first; empty when there was none. Proving the chain is the caller's duty. */
  chain: X509Certificate[]
}

/** What we read: Digipost signs receipts with RS512 (dpi-json §3). Anything else, `none` first of all, is refused. */
const digests = new Map([['RS256', 'sha256'], ['RS384', 'sha384'], ['RS512', 'sha512']])
/** A business message is some kilobytes; a long token and chain fit many times over. */
const maxJwsLength = 1_000_000
const maxCertificates = 10
const minRsaBits = 2048

/** Signs a payload. `x5c` holds standard Base64 of DER, not the URL alphabet (RFC 7515 §4.1.6). */
export async function signJws (payload: string, signer: Signer, options: SignJwsOptions = {}): Promise<string> {
  const signed = `${headerOf(signer, options)}.${encode(payload)}`
  return `${signed}.${Buffer.from(await signer.sign(Buffer.from(signed))).toString('base64url')}`
}

/**
 * Verifies a JWS with the given key, or else with the key of its own first certificate, whose chain the caller must then prove.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if it is no compact JWS with an algorithm of ours, `ERR_CRYPTO_SIGNATURE` if it does not hold
 */
export async function verifyJws (jws: string, options: { key?: KeyObject } = {}): Promise<VerifiedJws> {
  const { header, payload, signature, signed } = split(jws)
  const digest = digests.get(String(header.alg))
  if (digest === undefined || 'crit' in header) throw malformed('its algorithm or critical header is not one of ours')
  const chain = readChain(header.x5c)
  const key = options.key ?? chain[0]?.publicKey
  if (key === undefined) throw malformed('it carries no certificate and no key was given')
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < minRsaBits || !await holds(digest, signed, key, signature)) {
    throw new GatewayError('ERR_CRYPTO_SIGNATURE', 'Cannot accept the signed message: its signature does not hold')
  }
  return { payload, chain }
}

function split (jws: string): { header: Record<string, unknown>, payload: string, signature: Buffer, signed: Buffer } {
  const [header, payload, signature, ...more] = jws.length > maxJwsLength ? [] : jws.split('.')
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) throw malformed('it has not three parts')
  return {
    header: readHeader(decode(header).toString()),
    payload: readText(decode(payload)),
    signature: decode(signature),
    signed: Buffer.from(`${header}.${payload}`)
  }
}

function readHeader (text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text)
    if (typeof header === 'object' && header !== null) return { ...header }
  } catch { /* said below */ }
  throw malformed('its header is not a JSON object')
}

function readChain (x5c: unknown): X509Certificate[] {
  if (x5c === undefined) return []
  if (!Array.isArray(x5c) || x5c.length > maxCertificates) throw malformed('its x5c is not a list of certificates')
  try {
    return x5c.map(one => new X509Certificate(Buffer.from(String(one), 'base64')))
  } catch {
    throw malformed('its x5c is not a list of certificates')
  }
}

/** A finished job lies about until the great collection: what calls back must not hold the data. */
async function holds (digest: string, data: Buffer, key: KeyObject, signature: Buffer): Promise<boolean> {
  const verdict = Promise.withResolvers<boolean>()
  verify(digest, data, key, signature, settling(verdict))
  return await verdict.promise
}

function settling ({ resolve }: PromiseWithResolvers<boolean>): (error: Error | null, good: boolean) => void {
  return (error, good) => { resolve(error === null && good) }
}

function headerOf ({ chain }: Signer, { certificates, keyId }: SignJwsOptions): string {
  if (keyId !== undefined) return header({ kid: keyId })
  return certificates === 'chain' ? chainHeader(chain) : leafHeader(chain)
}

const leafHeader = remembered((chain: readonly X509Certificate[]): string => header({ x5c: chain.slice(0, 1).map(base64Der) }))
const chainHeader = remembered((chain: readonly X509Certificate[]): string => header({ x5c: chain.map(base64Der) }))

function header (name: { kid: string } | { x5c: string[] }): string {
  return encode(JSON.stringify({ alg: citizenProfile.signature.jws, ...name }))
}

function base64Der (certificate: X509Certificate): string {
  return certificate.raw.toString('base64')
}

function encode (text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** Buffer skips what it does not know, so the alphabet is checked first: one text must have one meaning. */
function decode (part: string): Buffer {
  if (!/^[\w-]+$/.test(part)) throw malformed('a part is not Base64url')
  return Buffer.from(part, 'base64url')
}

function readText (bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed('its payload is not UTF-8')
  }
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot read the signed message: ${why}`)
}
