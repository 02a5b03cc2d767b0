// The operator's own PKCS #12 file (RFC 7292). node-forge unpacks it here and nowhere else: it never sees bytes from a network, and signs,
// verifies and decides nothing. Everything it gives goes straight to node:crypto.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { GatewayError } from '../../letter/gateway-error.ts'
import { signerFromKey, type Signer } from '../signer.ts'
import { orderedChain } from './ordered-chain.ts'

/** Which key of the file, for files that hold several: enterprise certificates often come as one for signing and one for encryption. */
export interface Pkcs12Choice {
  /** *friendlyName* of the key. */
  label?: string
}

/** Keys and certificates of one enterprise take some kilobytes. */
const maxFileBytes = 1_000_000

/**
 * Makes a signer of the key in a PKCS #12 file and the certificates beside it.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED` if the file cannot be opened, with the same words for a wrong pass phrase and a damaged file
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if it holds no key, several, or no certificate of the key
 */
export function signerFromPkcs12 (file: Uint8Array, passPhrase: string, { label }: Pkcs12Choice = {}): Signer {
  const store = openStore(file, passPhrase)
  const bags = [...bagsOf(store, forge.pki.oids.pkcs8ShroudedKeyBag), ...bagsOf(store, forge.pki.oids.keyBag)]
  const keys = bags.filter(bag => label === undefined || namesOf(bag).includes(label)).flatMap(keyOf)
  const [key, another] = keys
  if (key === undefined) throw unusable(label === undefined ? 'it holds no RSA key' : 'it holds no RSA key with this label')
  if (another !== undefined) throw unusable('it holds more than one key; name one by its label')
  const chain = orderedChain(key, bagsOf(store, forge.pki.oids.certBag).flatMap(certificateOf))
  if (chain.length === 0) throw unusable('it holds no certificate of the key')
  return signerFromKey(key, chain)
}

function openStore (file: Uint8Array, passPhrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    if (file.length > maxFileBytes) throw new RangeError(`a file of more than ${maxFileBytes} bytes`)
    return readStore(Buffer.from(file).toString('binary'), passPhrase)
  } catch {
    // The parser's own words are dropped: they may quote the file.
    throw new GatewayError('ERR_CRYPTO_MALFORMED', 'Cannot open the PKCS #12 file: it is damaged, or the pass phrase is not its own')
  }
}

/**
 * A pass phrase is UTF-16 for the MAC and UTF-8 for newer ciphers (RFC 7292 appendix B.1, RFC 8018 §3); forge takes the same characters for
 * both. So where æ, ø or å stand in it and only decryption failed, the file, whose MAC has held by then, is read once more without.
 */
function readStore (der: string, passPhrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), passPhrase)
  } catch (error) {
    const utf8 = Buffer.from(passPhrase).toString('binary')
    if (utf8 === passPhrase || !(error instanceof Error) || error.message.includes('MAC')) throw error
    const store = forge.asn1.fromDer(der)
    // PFX ::= SEQUENCE { version, authSafe, macData }
    if (Array.isArray(store.value)) store.value.length = 2
    return forge.pkcs12.pkcs12FromAsn1(store, utf8)
  }
}

function bagsOf (store: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): forge.pkcs12.Bag[] {
  return bagType === undefined ? [] : store.getBags({ bagType })[bagType] ?? []
}

function namesOf (bag: forge.pkcs12.Bag): string[] {
  const attributes: unknown = bag.attributes
  const names: unknown = typeof attributes === 'object' && attributes !== null && 'friendlyName' in attributes ? attributes.friendlyName : []
  return Array.isArray(names) ? names.filter(name => typeof name === 'string') : []
}

/** A key forge cannot hold (not RSA; it says null) is passed over, as is one node:crypto will not take. */
function keyOf (bag: forge.pkcs12.Bag): KeyObject[] {
  const key = bag.key ?? undefined
  if (key === undefined) return []
  try {
    const der = forge.asn1.toDer(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key))).getBytes()
    return [createPrivateKey({ key: Buffer.from(der, 'binary'), format: 'der', type: 'pkcs8' })]
  } catch {
    return []
  }
}

function certificateOf (bag: forge.pkcs12.Bag): X509Certificate[] {
  const readable = bag.cert ?? undefined
  try {
    // Of a certificate that forge could read it keeps the signed part as it came, so its bytes, and its signature, stay what they were.
    const der = forge.asn1.toDer(readable === undefined ? bag.asn1 : forge.pki.certificateToAsn1(readable)).getBytes()
    return [new X509Certificate(Buffer.from(der, 'binary'))]
  } catch {
    return []
  }
}

function unusable (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_CERTIFICATE', `Cannot sign with the PKCS #12 file: ${why}`)
}
