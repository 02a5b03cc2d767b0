// Questions about one certificate (OCSPRequest, RFC 6960 §4.1).
import { createHash, type X509Certificate } from 'node:crypto'
import { certificateExtras } from '../crypto/certificate-extras.ts'
import { derObjectIdentifier, derWrite } from '../crypto/der.ts'
import { derTags } from '../crypto/read-der.ts'

/** How OCSP names a certificate, whole DER. */
export type CertificateId = Buffer

/** id-pkix-ocsp-nonce. */
export const nonceOid = '1.3.6.1.5.5.7.48.1.2'
/** SHA-1, the one digest every responder answers by (RFC 5019 §2.1.1); it names the issuer here and proves nothing. */
const namingDigest = { name: 'sha1', oid: '1.3.14.3.2.26' }

/** CertID: digests of the issuer's name and key, and the serial number (RFC 6960 §4.1.1). */
export function certificateId (certificate: X509Certificate, issuer: X509Certificate): CertificateId {
  const { subject, keyBits } = certificateExtras(issuer)
  const digest = (bytes: Buffer): Buffer => createHash(namingDigest.name).update(bytes).digest()
  const algorithm = derWrite(derTags.sequence, derObjectIdentifier(namingDigest.oid), Buffer.of(5, 0))
  return derWrite(derTags.sequence, algorithm, derWrite(derTags.octetString, digest(subject)), derWrite(derTags.octetString, digest(keyBits)),
    derWrite(derTags.integer, certificateExtras(certificate).serial))
}

/** @param nonce at most 32 bytes; an answer may leave it out, but must not give another (RFC 9654) */
export function writeQuestion (id: CertificateId, nonce: Uint8Array): Buffer {
  const extension = derWrite(derTags.sequence, derObjectIdentifier(nonceOid), derWrite(derTags.octetString, derWrite(derTags.octetString, nonce)))
  const requests = derWrite(derTags.sequence, derWrite(derTags.sequence, id))
  return derWrite(derTags.sequence, derWrite(derTags.sequence, requests, derWrite(0xa2, derWrite(derTags.sequence, extension))))
}
