// XAdES baseline B over the files of a container (ETSI TS 103 171, as the document package profile narrows it).
import { createHash, type X509Certificate } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { writeCanonicalPart, writeCanonicalXml, type WrittenXml, type XmlTree } from '../xml/canonical-writer.ts'
import { certificateFacts } from './certificate-facts.ts'
import { distinguishedName } from './distinguished-name.ts'
import { remembered } from './remembered.ts'
import { citizenProfile, type SealProfile } from './seal-profile.ts'
import type { Signer } from './signer.ts'
import { signedPropertiesType, xadesNamespace, xmldsigNamespace } from './xades-names.ts'

/** One file of the container. */
export interface FileToSign {
  name: string
  mediaType: string
  /** Of the raw bytes, with the digest of the profile. */
  digest: Uint8Array
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
const signatureId = 'Signature'
const propertiesId = 'SignedProperties'
/** What the signature's parts inherit where they stand in the finished document; digests are taken in this context. */
const signatureScope = { '': xmldsigNamespace }
const propertiesScope = { '': xadesNamespace, 'ds': xmldsigNamespace }

/**
 * Signs the files and gives the bytes of `META-INF/signatures.xml`.
 *
 * All is written in canonical form, so the digests are those of the very text that is sent.
 *
 * @param signingTime must be true within five seconds (document package profile)
 * @see sdp-classic-xml.md §6
 */
export async function signXades (
  files: readonly FileToSign[], signer: Signer, signingTime: Date, profile: SealProfile = citizenProfile
): Promise<Buffer> {
  const [certificate] = signer.chain
  if (certificate === undefined) throw new GatewayError('ERR_CRYPTO_CERTIFICATE', 'Cannot sign: the signer has no certificate')
  const properties = writeCanonicalPart(signedProperties(files, signingCertificates(profile)(certificate), signingTime), propertiesScope)
  const info = writeCanonicalPart(signedInfo(files, digestOf(properties.alone, profile), profile), signatureScope)
  const value = await signer.sign(Buffer.from(info.alone))
  const signature: XmlTree = {
    name: 'Signature',
    namespaces: signatureScope,
    attributes: { Id: signatureId },
    children: [
      info.inside,
      text('SignatureValue', base64(value)),
      keyInfo(signer.chain),
      node('Object', {
        name: 'QualifyingProperties', namespaces: propertiesScope, attributes: { Target: `#${signatureId}` }, children: [properties.inside]
      })
    ]
  }
  return Buffer.from(declaration + writeCanonicalXml({ name: 'XAdESSignatures', namespaces: { '': profile.containerNamespace }, children: [signature] }))
}

function signedInfo (files: readonly FileToSign[], propertiesDigest: Uint8Array, profile: SealProfile): XmlTree {
  const digest = (value: Uint8Array): XmlTree[] => [method('DigestMethod', profile.digest.uri), text('DigestValue', base64(value))]
  return node('SignedInfo',
    method('CanonicalizationMethod', profile.canonicalization.uri),
    method('SignatureMethod', profile.signature.uri),
    ...files.map((file, index) => ({
      name: 'Reference', attributes: { Id: referenceId(index), URI: encodeURIComponent(file.name) }, children: digest(file.digest)
    })),
    {
      name: 'Reference',
      attributes: { Type: signedPropertiesType, URI: `#${propertiesId}` },
      children: [node('Transforms', method('Transform', profile.canonicalization.uri)), ...digest(propertiesDigest)]
    })
}

function signedProperties (files: readonly FileToSign[], certificate: WrittenXml, signingTime: Date): XmlTree {
  const formats = files.map((file, index) => ({
    name: 'DataObjectFormat', attributes: { ObjectReference: `#${referenceId(index)}` }, children: [text('MimeType', file.mediaType)]
  }))
  return {
    name: 'SignedProperties',
    attributes: { Id: propertiesId },
    children: [
      node('SignedSignatureProperties', text('SigningTime', signingTime.toISOString()), certificate),
      node('SignedDataObjectProperties', ...formats)
    ]
  }
}

const signingCertificates = remembered((profile: SealProfile) => remembered((certificate: X509Certificate): WrittenXml =>
  writeCanonicalPart(node('SigningCertificate', node('Cert', certificateDigest(certificate, profile), issuerSerial(certificate))), propertiesScope).inside))

const keyInfo = remembered((chain: readonly X509Certificate[]): WrittenXml => {
  const certificates = chain.map(one => text('X509Certificate', one.raw.toString('base64')))
  return writeCanonicalPart(node('KeyInfo', node('X509Data', ...certificates)), signatureScope).inside
})

function certificateDigest (certificate: X509Certificate, { certificateDigest: { name, uri } }: SealProfile): XmlTree {
  return node('CertDigest',
    method('ds:DigestMethod', uri), text('ds:DigestValue', createHash(name).update(certificate.raw).digest('base64')))
}

function issuerSerial (certificate: X509Certificate): XmlTree {
  return node('IssuerSerial',
    text('ds:X509IssuerName', distinguishedName(certificateFacts(certificate).issuer)),
    text('ds:X509SerialNumber', BigInt(`0x${certificate.serialNumber}`).toString()))
}

function digestOf (canonical: string, profile: SealProfile): Uint8Array {
  return createHash(profile.digest.name).update(canonical).digest()
}

function referenceId (index: number): string {
  return `ID_${index}`
}

function node (name: string, ...children: (XmlTree | WrittenXml)[]): XmlTree {
  return { name, children }
}

function text (name: string, content: string): XmlTree {
  return { name, children: [content] }
}

function method (name: string, uri: string): XmlTree {
  return { name, attributes: { Algorithm: uri } }
}

function base64 (bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
