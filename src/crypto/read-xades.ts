// Takes a container's signature apart, by position and without judging it. What does not look exactly as it must is refused here.
import { X509Certificate } from 'node:crypto'
import { attributeOf, childrenOf, onlyChildOf, type CanonicalForm, type ReadElement } from '../xml/read-element.ts'
import { readMoment } from '../xml/read-moment.ts'
import { readXml } from '../xml/read-xml.ts'
import { demand } from './demand.ts'
import { algorithmOf, base64Of, demandUniqueIds, only } from './signature-parts.ts'
import { signedPropertiesType, xadesNamespace, xmldsigNamespace } from './xades-names.ts'

/** A digest somebody claims. */
export interface ClaimedDigest {
  /** Algorithm URI. */
  method: string
  value: Buffer
}

/** One reference of the signature to a file. */
export interface FileReference {
  /** As it stands: encoded somehow. */
  uri: string
  digest: ClaimedDigest
}

/** A signature in its parts. Nothing of it is proved. */
export interface ClaimedSignature {
  /** Canonical bytes of SignedInfo, over which `value` was made. */
  signedInfo: Buffer
  method: string
  value: Buffer
  files: FileReference[]
  /** Canonical bytes of SignedProperties, and what SignedInfo says of them. */
  properties: { bytes: Buffer, digest: ClaimedDigest }
  /** What the properties say of the signer. */
  signer: { digest: ClaimedDigest, serialNumber: bigint }
  signingTime: Date
  /** From KeyInfo, in its order. */
  certificates: X509Certificate[]
}

/** All were or are written (sdp-classic-xml §6). */
const containerNamespaces: ReadonlySet<string> = new Set([
  'http://uri.etsi.org/02918/v1.2.1#', 'http://uri.etsi.org/2918/v1.2.1#', 'http://uri.etsi.org/02918/v1.1.1#'
])
const canonicalForms = new Map<string, CanonicalForm>([
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', 'inclusive-1.0'],
  ['http://www.w3.org/2006/12/xml-c14n11', 'inclusive-1.1']
])
const maxCertificates = 20

/** Reads `META-INF/signatures.xml`. @throws {Error} with the reason, in words that hold nothing of the document */
export function readXades (bytes: Uint8Array): ClaimedSignature {
  return readXml(bytes, root => {
    demand(root.name === 'XAdESSignatures' && containerNamespaces.has(root.namespace), 'the root is not XAdESSignatures')
    demand(root.children.length === 1, 'there is not exactly one signature')
    demandUniqueIds(root)
    return readSignature(only(root, 'Signature'))
  })
}

function readSignature (signature: ReadElement): ClaimedSignature {
  const names = signature.children.map(({ namespace, name }) => namespace === xmldsigNamespace ? name : '')
  demand(names.join() === 'SignedInfo,SignatureValue,KeyInfo,Object', 'the signature has other parts than it must')
  const info = only(signature, 'SignedInfo')
  const properties = only(only(only(signature, 'Object'), 'QualifyingProperties', xadesNamespace), 'SignedProperties', xadesNamespace)
  const { files, propertiesReference } = readReferences(info)
  demand(attributeOf(propertiesReference, 'URI') === `#${attributeOf(properties, 'Id') ?? ''}`, 'the signed properties are not those at their place')
  return {
    signedInfo: info.canonical(formOf(only(info, 'CanonicalizationMethod'))),
    method: algorithmOf(only(info, 'SignatureMethod')),
    value: base64Of(only(signature, 'SignatureValue')),
    files,
    properties: { bytes: properties.canonical(transformOf(propertiesReference)), digest: readDigest(propertiesReference) },
    ...readProperties(properties),
    certificates: readCertificates(only(signature, 'KeyInfo'))
  }
}

function readReferences (info: ReadElement): { files: FileReference[], propertiesReference: ReadElement } {
  const references = childrenOf(info, xmldsigNamespace, 'Reference')
  demand(references.length === info.children.length - 2, 'SignedInfo has other parts than it must')
  const [propertiesReference, ...more] = references.filter(reference => attributeOf(reference, 'Type') === signedPropertiesType)
  demand(propertiesReference !== undefined && more.length === 0, 'the signed properties are not referred to exactly once')
  const files = references.filter(reference => reference !== propertiesReference).map(reference => {
    demand(childrenOf(reference, xmldsigNamespace, 'Transforms').length === 0, 'a file is transformed before its digest')
    return { uri: attributeOf(reference, 'URI') ?? '', digest: readDigest(reference) }
  })
  return { files, propertiesReference }
}

/** Without transforms the default is Canonical XML 1.0 (XML Signature §4.4.3.2). */
function transformOf (reference: ReadElement): CanonicalForm {
  const transforms = onlyChildOf(reference, xmldsigNamespace, 'Transforms')
  if (transforms === undefined) return 'inclusive-1.0'
  demand(transforms.children.length === 1, 'the signed properties have more than one transform')
  return formOf(only(transforms, 'Transform'))
}

function readProperties (properties: ReadElement): Pick<ClaimedSignature, 'signer' | 'signingTime'> {
  const signed = only(properties, 'SignedSignatureProperties', xadesNamespace)
  const certificate = only(only(signed, 'SigningCertificate', xadesNamespace), 'Cert', xadesNamespace)
  const serialNumber = only(only(certificate, 'IssuerSerial', xadesNamespace), 'X509SerialNumber').text.trim()
  demand(/^\d{1,60}$/.test(serialNumber), 'the serial number is not a number')
  const signingTime = readMoment(only(signed, 'SigningTime', xadesNamespace).text)
  demand(signingTime !== undefined, 'the signing time is not a time')
  return { signer: { digest: readDigest(only(certificate, 'CertDigest', xadesNamespace)), serialNumber: BigInt(serialNumber) }, signingTime }
}

function readCertificates (keyInfo: ReadElement): X509Certificate[] {
  const elements = childrenOf(keyInfo, xmldsigNamespace, 'X509Data').flatMap(data => childrenOf(data, xmldsigNamespace, 'X509Certificate'))
  demand(elements.length <= maxCertificates, 'KeyInfo holds too many certificates')
  return elements.map(element => new X509Certificate(base64Of(element)))
}

function readDigest (parent: ReadElement): ClaimedDigest {
  return { method: algorithmOf(only(parent, 'DigestMethod')), value: base64Of(only(parent, 'DigestValue')) }
}

function formOf (element: ReadElement): CanonicalForm {
  const form = canonicalForms.get(algorithmOf(element))
  demand(form !== undefined, 'a canonical form is not one of ours')
  return form
}
