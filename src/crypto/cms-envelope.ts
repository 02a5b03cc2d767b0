// CMS EnvelopedData (RFC 5652 §6) for one receiver: everything before the ciphertext, in definite lengths.
import { publicEncrypt, type KeyObject, type X509Certificate } from 'node:crypto'
import { CMSVersion, IssuerAndSerialNumber, KeyEncryptionAlgorithmIdentifier } from '@peculiar/asn1-cms'
import { RsaEsOaepParams } from '@peculiar/asn1-rsa'
import { AsnConvert } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { GatewayError } from '../letter/gateway-error.ts'
import { certificateFacts } from './certificate-facts.ts'
import { derHeader, derObjectIdentifier } from './der.ts'
import { remembered } from './remembered.ts'
import { citizenProfile, type SealProfile } from './seal-profile.ts'

/** Gives so many bytes that nobody can guess. */
export type RandomBytes = (bytes: number) => Uint8Array

/** What stands before the ciphertext, and what the ciphertext is made with. */
export interface CmsEnvelope {
  head: Buffer
  key: Uint8Array
  iv: Uint8Array
  /** Of head and ciphertext together, to the byte. */
  bytes: number
}

const envelopedData = derObjectIdentifier('1.2.840.113549.1.7.3')
const data = derObjectIdentifier('1.2.840.113549.1.7.1')
const derNull = new Uint8Array([5, 0]).buffer
/** Version 0 of envelope and recipient: issuerAndSerialNumber, no originator, no attributes (RFC 5652 §§6.1, 6.2.1). */
const versionZero = Buffer.from([2, 1, CMSVersion.v0])
const sequence = 0x30
const set = 0x31
const octetString = 0x04
/** Explicit `[0]` around the content, and implicit `[0]` in place of the octet string. */
const explicitZero = 0xa0
const implicitZero = 0x80

/**
 * Makes an envelope around content of a known length, under a fresh key that only the holder of the certificate can read.
 *
 * Nothing here proves who made it: the signature inside and the fingerprint outside do.
 *
 * @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE` if the certificate holds no RSA key, or one that is too short
 */
export function createCmsEnvelope (
  contentBytes: number, certificate: X509Certificate, random: RandomBytes, profile: SealProfile = citizenProfile
): CmsEnvelope {
  const key = random(profile.contentEncryption.keyBytes)
  const iv = random(profile.contentEncryption.ivBytes)
  const encryptedKey = publicEncrypt(recipientKey(certificate, profile), key)
  const ciphertextBytes = paddedBytes(contentBytes, profile)
  const head = headers(recipientInfos(encryptedKey, certificate, profile), iv, ciphertextBytes, profile)
  return { head, key, iv, bytes: head.length + ciphertextBytes }
}

/** Makes sure that an envelope can be made for this receiver. @throws {GatewayError} `ERR_CRYPTO_CERTIFICATE`, `ERR_CRYPTO_MALFORMED` */
export function checkRecipient (certificate: X509Certificate, profile: SealProfile = citizenProfile): void {
  recipientKey(certificate, profile)
  issuerAndSerial(certificate)
}

function recipientKey (certificate: X509Certificate, profile: SealProfile): OaepKey {
  const { minRsaBits } = profile.keyTransport
  const { key, rsaBits } = oaepKeys(profile)(certificate)
  // Key usage is not judged: the key is the receiver's own, and refusing it would protect nobody.
  if (rsaBits >= minRsaBits) return key
  throw new GatewayError('ERR_CRYPTO_CERTIFICATE', `Cannot encrypt to the certificate: its key is not RSA of at least ${minRsaBits} bits`)
}

/** A key that carries its padding along: given apart from it, node:crypto takes more than twice as long to find out what it was given. */
type OaepKey = KeyObject & { padding: number, oaepHash: string }

const oaepKeys = remembered(({ keyTransport: { padding, digest } }: SealProfile) => remembered(({ publicKey }: X509Certificate) => ({
  key: Object.assign(publicKey, { padding, oaepHash: digest }),
  rsaBits: publicKey.asymmetricKeyType === 'rsa' ? publicKey.asymmetricKeyDetails?.modulusLength ?? 0 : 0
})))

/** PKCS #7 padding always adds: one byte to a whole block (RFC 5652 §6.3). */
function paddedBytes (bytes: number, { contentEncryption: { blockBytes } }: SealProfile): number {
  return (Math.floor(bytes / blockBytes) + 1) * blockBytes
}

/** Written from the inside out, since each header holds the length of what follows. */
function headers (recipients: Buffer, iv: Uint8Array, ciphertextBytes: number, profile: SealProfile): Buffer {
  const wrap = (tag: number, ...start: Buffer[]): Buffer => {
    const content = Buffer.concat(start)
    return Buffer.concat([derHeader(tag, content.length + ciphertextBytes), content])
  }
  const encryption = der(sequence, encryptionOid(profile), der(octetString, iv))
  const info = wrap(sequence, data, encryption, derHeader(implicitZero, ciphertextBytes))
  return wrap(sequence, envelopedData, wrap(explicitZero, wrap(sequence, versionZero, recipients, info)))
}

const encryptionOid = remembered(({ contentEncryption: { oid } }: SealProfile): Buffer => derObjectIdentifier(oid))

/** Exactly one KeyTransRecipientInfo (sdp-classic-xml §7). */
function recipientInfos (encryptedKey: Uint8Array, certificate: X509Certificate, profile: SealProfile): Buffer {
  return der(set, der(sequence, versionZero, issuerAndSerial(certificate), keyTransport(profile), der(octetString, encryptedKey)))
}

const issuerAndSerial = remembered((certificate: X509Certificate): Buffer => {
  const { issuer, serialNumber } = certificateFacts(certificate)
  return Buffer.from(AsnConvert.serialize(new IssuerAndSerialNumber({ issuer, serialNumber })))
})

/** RFC 4055 §4.1. The label (`pSource`) is left out, which means empty. */
const keyTransport = remembered(({ keyTransport: { oid, digestOid, maskOid } }: SealProfile): Buffer => {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: digestOid, parameters: derNull })
  const maskGenAlgorithm = new AlgorithmIdentifier({ algorithm: maskOid, parameters: AsnConvert.serialize(hashAlgorithm) })
  const parameters = AsnConvert.serialize(new RsaEsOaepParams({ hashAlgorithm, maskGenAlgorithm }))
  return Buffer.from(AsnConvert.serialize(new KeyEncryptionAlgorithmIdentifier({ algorithm: oid, parameters })))
})

function der (tag: number, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([derHeader(tag, length), ...parts])
}
