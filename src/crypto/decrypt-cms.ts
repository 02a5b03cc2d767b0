// Reads CMS EnvelopedData as others write it: BER or DER, OAEP as the message says, and old key transport.
import { createDecipheriv, privateDecrypt, type Decipheriv, type KeyObject } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { ContentInfo, EnvelopedData, type EncryptedContentInfo, type KeyTransRecipientInfo } from '@peculiar/asn1-cms'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { GatewayError } from '../letter/gateway-error.ts'
import { readKeyTransport } from './read-key-transport.ts'

/** Twice the limit of the infrastructure (dpi-json §9). */
const maxCmsBytes = 100_000_000
/** Streaming writers cut the content into pieces of 1 000 bytes or more (Bouncy Castle); the parser's own limits are for small objects. */
const berOptions = { maxContentLength: maxCmsBytes, maxNodes: maxCmsBytes / 1000 + 1000 }
const sliceBytes = 1_048_576
const blockBytes = 16
const envelopedData = '1.2.840.113549.1.7.3'
const ciphers = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32 }]
])

/**
 * Opens an encrypted package with the receiver's key.
 *
 * Nothing is proved by it: CBC carries no proof of integrity. Believe the content only after its signature.
 *
 * @throws {GatewayError} `ERR_CRYPTO_MALFORMED`. Wrong key, damaged key and damaged content all sound alike, so that nobody can learn
 * anything from the difference
 */
export async function decryptCms (cms: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  const { recipient, info } = readEnvelope(cms)
  const cipher = ciphers.get(info.contentEncryptionAlgorithm.algorithm)
  if (cipher === undefined) throw unreadable('its content encryption is not AES in CBC mode')
  const transport = readKeyTransport(recipient.keyEncryptionAlgorithm)
  if (transport === undefined) throw unreadable('its key transport is not RSA as we know it')
  const iv = readIv(info)
  const ciphertext = readCiphertext(info)
  try {
    const contentKey = privateDecrypt({ key, ...transport }, new Uint8Array(recipient.encryptedKey.buffer))
    if (contentKey.length !== cipher.keyBytes) throw new RangeError('key length')
    const decipher = createDecipheriv(cipher.name, contentKey, iv)
    contentKey.fill(0)
    return await decipherAll(ciphertext, decipher)
  } catch {
    throw unreadable('it is damaged or made for another key')
  }
}

function readEnvelope (cms: Uint8Array): { recipient: KeyTransRecipientInfo, info: EncryptedContentInfo } {
  if (cms.length > maxCmsBytes) throw unreadable(`it is larger than ${maxCmsBytes} bytes`)
  const enveloped = parseEnvelope(cms)
  const [recipient, ...others] = enveloped.recipientInfos
  // The profile of digital post: exactly one receiver, by key transport (sdp-classic-xml §7).
  if (recipient?.ktri === undefined || others.length > 0) throw unreadable('it is not for exactly one receiver with an RSA key')
  return { recipient: recipient.ktri, info: enveloped.encryptedContentInfo }
}

function parseEnvelope (cms: Uint8Array): EnvelopedData {
  try {
    const { contentType, content } = AsnConvert.parse(cms, ContentInfo, { berOptions })
    if (contentType === envelopedData) return AsnConvert.parse(content, EnvelopedData, { berOptions })
  } catch { /* said below */ }
  throw unreadable('it is not CMS enveloped data')
}

function readIv (info: EncryptedContentInfo): Buffer {
  const { parameters } = info.contentEncryptionAlgorithm
  const iv = parameters ? readOctets(parameters, 'its initialization vector is damaged') : Buffer.alloc(0)
  if (iv.length !== blockBytes) throw unreadable('its initialization vector is damaged')
  return iv
}

function readOctets (der: ArrayBuffer, whyNot: string): Buffer {
  try {
    return Buffer.from(AsnConvert.parse(der, OctetString).buffer)
  } catch {
    throw unreadable(whyNot)
  }
}

/** One piece in DER; many in the BER that streaming writers give. */
function readCiphertext ({ encryptedContent }: EncryptedContentInfo): Uint8Array[] {
  const pieces = encryptedContent?.constructedValue ?? (encryptedContent?.value === undefined ? [] : [encryptedContent.value])
  if (pieces.length === 0) throw unreadable('it holds no content')
  return pieces.map(piece => new Uint8Array(piece.buffer))
}

/** Lets others work between the slices of a large package. */
async function decipherAll (pieces: readonly Uint8Array[], decipher: Decipheriv): Promise<Uint8Array> {
  const plain: Buffer[] = []
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; start += sliceBytes) {
      plain.push(decipher.update(piece.subarray(start, start + sliceBytes)))
      if (piece.length > sliceBytes) await setImmediate()
    }
  }
  plain.push(decipher.final())
  return Buffer.concat(plain)
}

function unreadable (why: string): GatewayError {
  return new GatewayError('ERR_CRYPTO_MALFORMED', `Cannot decrypt the package: ${why}`)
}
