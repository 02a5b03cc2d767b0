// CMS EnvelopedData (RFC 5652 §6) for one receiver, written as a stream with definite lengths.
import { constants, createCipheriv, publicEncrypt, type X509Certificate } from 'node:crypto'
import {
  CMSVersion, IssuerAndSerialNumber, KeyEncryptionAlgorithmIdentifier, KeyTransRecipientInfo, RecipientIdentifier, RecipientInfo, RecipientInfos
} from '@peculiar/asn1-cms'
import { RsaEsOaepParams } from '@peculiar/asn1-rsa'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { GatewayError } from '../letter/gateway-error.ts'
import { certificateFacts } from './certificate-facts.ts'
import { derHeader, derObjectIdentifier } from './der.ts'
import { citizenProfile, type SealProfile } from './seal-profile.ts'

/** Gives so many bytes that nobody can guess. */
export type RandomBytes = (bytes: number) => Uint8Array

const envelopedData = '1.2.840.113549.1.7.3'
const data = '1.2.840.113549.1.7.1'
const derNull = new Uint8Array([5, 0]).buffer
/** CMSVersion 0 of the envelope: issuerAndSerialNumber, no originator, no attributes (RFC 5652 §6.1). */
const versionZero = Buffer.from([2, 1, 0])
const sequence = 0x30
/** Explicit `[0]` around the content, and implicit `[0]` in place of the octet string. */
const explicitZero = 0xa0
const implicitZero = 0x80
const minRsaBits = 2048

/**
 * Encrypts a stream to the holder of a certificate: AES in CBC mode under a fresh key, the key under RSA-OAEP.
 *
 * Nothing here proves who made it: the signature inside and the fingerprint outside do.
 *
 * @param contentBytes exactly as many as `content` will yield; the headers announce it before the content is seen
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if the certificate holds no RSA key of at least 2048 bits
 * @throws {RangeError} if `content` yields another number of bytes
 */
export async function* encryptCms (
  content: AsyncIterable<Uint8Array>, contentBytes: number, certificate: X509Certificate, random: RandomBytes, profile: SealProfile = citizenProfile
): AsyncGenerator<Uint8Array, void, undefined> {
  const { cipher: name, keyBytes, ivBytes } = profile.contentEncryption
  const key = random(keyBytes)
  const iv = random(ivBytes)
  const encryptedKey = encryptKey(key, certificate, profile)
  const cipher = createCipheriv(name, key, iv)
  key.fill(0)
  yield headers(encryptedKey, iv, contentBytes, certificate, profile)
  let seen = 0
  for await (const chunk of content) {
    seen += chunk.length
    if (seen > contentBytes) break
    yield cipher.update(chunk)
  }
  if (seen !== contentBytes) throw new RangeError(`Cannot encrypt: the content is not the ${contentBytes} bytes that were announced`)
  yield cipher.final()
}

/** Tells how long the result of `encryptCms()` will be, to the byte. */
export function cmsBytes (contentBytes: number, certificate: X509Certificate, profile: SealProfile = citizenProfile): number {
  const { modulusLength } = rsaDetails(certificate)
  const start = headers(new Uint8Array(modulusLength / 8), new Uint8Array(profile.contentEncryption.ivBytes), contentBytes, certificate, profile)
  return start.length + paddedBytes(contentBytes, profile)
}

/** PKCS #7 padding always adds: one byte to a whole block (RFC 5652 §6.3). */
function paddedBytes (bytes: number, { contentEncryption: { blockBytes } }: SealProfile): number {
  return (Math.floor(bytes / blockBytes) + 1) * blockBytes
}

function rsaDetails (certificate: X509Certificate): { modulusLength: number } {
  const modulusLength = certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 0
  // Key usage is not judged: the key is the receiver's own, and refusing it would protect nobody.
  if (certificate.publicKey.asymmetricKeyType === 'rsa' && modulusLength >= minRsaBits) return { modulusLength }
  throw new GatewayError('ERR_CRYPTO_CERTIFICATE', `Cannot encrypt to the certificate: its key is not RSA of at least ${minRsaBits} bits`)
}

function encryptKey (key: Uint8Array, certificate: X509Certificate, profile: SealProfile): Uint8Array {
  rsaDetails(certificate)
  return publicEncrypt({ key: certificate.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: profile.keyTransport.digest }, key)
}

/** Everything before the ciphertext, written from the inside out, since each header holds the length of what follows. */
function headers (encryptedKey: Uint8Array, iv: Uint8Array, contentBytes: number, certificate: X509Certificate, profile: SealProfile): Buffer {
  const ciphertextBytes = paddedBytes(contentBytes, profile)
  const wrap = (tag: number, start: Buffer): Buffer => Buffer.concat([derHeader(tag, start.length + ciphertextBytes), start])
  const encryption = algorithm(profile.contentEncryption.oid, AsnConvert.serialize(new OctetString(iv)))
  const info = wrap(sequence, Buffer.concat([derObjectIdentifier(data), encryption, derHeader(implicitZero, ciphertextBytes)]))
  const enveloped = wrap(sequence, Buffer.concat([versionZero, recipientInfos(encryptedKey, certificate, profile), info]))
  return wrap(sequence, Buffer.concat([derObjectIdentifier(envelopedData), wrap(explicitZero, enveloped)]))
}

function recipientInfos (encryptedKey: Uint8Array, certificate: X509Certificate, profile: SealProfile): Buffer {
  const { issuer, serialNumber } = certificateFacts(certificate)
  const ktri = new KeyTransRecipientInfo({
    version: CMSVersion.v0,
    rid: new RecipientIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    keyEncryptionAlgorithm: keyTransport(profile),
    encryptedKey: new OctetString(encryptedKey)
  })
  return Buffer.from(AsnConvert.serialize(new RecipientInfos([new RecipientInfo({ ktri })])))
}

/** RFC 4055 §4.1. The label (`pSource`) is left out, which means empty. */
function keyTransport ({ keyTransport: { oid, digestOid, maskOid } }: SealProfile): KeyEncryptionAlgorithmIdentifier {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: digestOid, parameters: derNull })
  const maskGenAlgorithm = new AlgorithmIdentifier({ algorithm: maskOid, parameters: AsnConvert.serialize(hashAlgorithm) })
  const parameters = AsnConvert.serialize(new RsaEsOaepParams({ hashAlgorithm, maskGenAlgorithm }))
  return new KeyEncryptionAlgorithmIdentifier({ algorithm: oid, parameters })
}

function algorithm (oid: string, parameters: ArrayBuffer): Buffer {
  return Buffer.from(AsnConvert.serialize(new AlgorithmIdentifier({ algorithm: oid, parameters })))
}
