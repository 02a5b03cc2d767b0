// Proves a document of the retired XML format by the enveloped signature in it. xml-crypto does the arithmetic, here and nowhere else, and sees
// nothing before our own parser has found it to be exactly what the format allows (threats.md, rows 3 to 6).
import { X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import { attributeOf, withDescendants, type ReadElement } from '../xml/read-element.ts'
import { readXml } from '../xml/read-xml.ts'
import { demand } from './demand.ts'
import { algorithmOf, base64Of, demandUniqueIds, only } from './signature-parts.ts'
import { proveChain, type Trust } from './trust.ts'
import { xmldsigNamespace } from './xades-names.ts'

/** What a good signature proves. */
export interface ProvedDocument {
  /** The very bytes that were proved: the document in canonical form, without its signature. Read these and nothing else. */
  bytes: Uint8Array
  certificate: X509Certificate
  /** The path it was proved by, its own certificate first and the root last. */
  chain: readonly X509Certificate[]
}

/** A signature that looks as it must. Nothing of it is proved. */
interface ClaimedSignature {
  /** The whole document and the signature in it, both in canonical form, so that no other parser finds more in them than ours did. */
  document: string
  signature: string
  certificate: X509Certificate
}

/** The format's only algorithms (sdp-classic-xml §4). The list is ours, never the message's. */
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
/** What a digest is taken over when the last transform leaves no bytes (XML Signature §4.4.3.2). */
const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
/** A message of the format has some 60 elements in 5 kB. xml-crypto takes seconds over 10 000, so it never sees them. */
const maxBytes = 131_072
const maxElements = 500
/** A message of the format has a handful of prefixes. */
const maxPrefixes = 10

/**
 * Verifies the one signature of a document, which stands first in the root's last child.
 *
 * @throws {GatewayError} `ERR_CRYPTO_SIGNATURE`, always in the same words; the reason is its cause
 */
export function verifyClassicSignature (document: Uint8Array, trust: Trust, at: Date): ProvedDocument {
  try {
    const claimed = readXml(document, readSignature, { maxBytes })
    const chain = proveChain([claimed.certificate], trust, at)
    return { bytes: provedBytes(claimed), certificate: claimed.certificate, chain }
  } catch (error) {
    throw new GatewayError('ERR_CRYPTO_SIGNATURE', 'Cannot accept the signature: it does not prove the document', { cause: error })
  }
}

function readSignature (root: ReadElement): ClaimedSignature {
  const signature = root.children.at(-1)?.children[0]
  demand(signature !== undefined && isPart(signature, 'Signature'), 'the signature is not in its place')
  demandNoOther(root, ['Signature', 'SignedInfo'])
  demandUniqueIds(root)
  demandParts(signature, ['SignedInfo', 'SignatureValue', 'KeyInfo'])
  checkSignedInfo(only(signature, 'SignedInfo'))
  base64Of(only(signature, 'SignatureValue'))
  return {
    document: root.canonical('inclusive-1.0').toString(),
    signature: signature.canonical('inclusive-1.0').toString(),
    certificate: readCertificate(only(signature, 'KeyInfo'))
  }
}

/** Under whatever namespace and wherever it stands: a second one is there to be mistaken for the first. */
function demandNoOther (root: ReadElement, names: readonly string[]): void {
  const elements = Array.from(withDescendants(root), element => element.name)
  demand(elements.length <= maxElements, 'it holds more elements than the format has use for')
  for (const name of names) demand(elements.filter(one => one === name).length === 1, `there is not exactly one ${name}`)
}

function checkSignedInfo (info: ReadElement): void {
  demandParts(info, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])
  demand(algorithmOf(only(info, 'CanonicalizationMethod')) === exclusive, 'the canonical form is not the format\'s')
  demand(algorithmOf(only(info, 'SignatureMethod')) === rsaSha256, 'the signature method is not the format\'s')
  const reference = only(info, 'Reference')
  demandParts(reference, ['Transforms', 'DigestMethod', 'DigestValue'])
  demand(attributeOf(reference, 'URI') === '', 'the signature is not over the whole document')
  demand(algorithmOf(only(reference, 'DigestMethod')) === sha256, 'the digest is not the format\'s')
  base64Of(only(reference, 'DigestValue'))
  checkTransforms(only(reference, 'Transforms'))
}

/** The enveloped signature is left out; one stack then asks for exclusive canonical form with the prefixes it uses. */
function checkTransforms (transforms: ReadElement): void {
  const [first, second, ...more] = transforms.children
  demandParts(transforms, ['Transform', 'Transform'].slice(0, transforms.children.length))
  demand(first !== undefined && algorithmOf(first) === enveloped && more.length === 0, 'the transforms are not the format\'s')
  if (second === undefined) return
  const [prefixes, ...others] = second.children
  demand(attributeOf(second, 'Algorithm') === exclusive && others.length === 0, 'the transforms are not the format\'s')
  if (prefixes === undefined) return
  demand(prefixes.name === 'InclusiveNamespaces' && prefixes.namespace === exclusive && prefixes.children.length === 0, 'a transform has unknown parameters')
  const list = attributeOf(prefixes, 'PrefixList')?.split(' ') ?? []
  demand(list.length <= maxPrefixes && list.every(prefix => /^#?[\w.-]{1,40}$/.test(prefix)), 'the list of prefixes is none')
}

/** A bare key may stand beside the certificate, as e-Boks wrote it; it is not looked at. */
function readCertificate (keyInfo: ReadElement): X509Certificate {
  const data = only(keyInfo, 'X509Data')
  demand(data.children.length === 1, 'there is not exactly one certificate')
  return new X509Certificate(base64Of(only(data, 'X509Certificate')))
}

/** Verifies with the key of the certificate that was proved, and gives what the digest was taken over. */
function provedBytes ({ document, signature, certificate }: ClaimedSignature): Uint8Array {
  const verifier = new SignedXml({ publicCert: certificate.publicKey, getCertFromKeyInfo: () => null })
  verifier.CanonicalizationAlgorithms = pick(verifier.CanonicalizationAlgorithms, [exclusive, inclusive, enveloped])
  verifier.SignatureAlgorithms = pick(verifier.SignatureAlgorithms, [rsaSha256])
  verifier.HashAlgorithms = pick(verifier.HashAlgorithms, [sha256])
  verifier.loadSignature(signature)
  demand(verifier.checkSignature(document), 'the document has another digest')
  const [proved, ...more] = verifier.getSignedReferences()
  demand(proved !== undefined && more.length === 0, 'the signature is not over exactly one document')
  return Buffer.from(proved)
}

function pick<Value> (all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

function demandParts (element: ReadElement, names: readonly string[]): void {
  const exact = element.children.length === names.length && element.children.every((child, index) => isPart(child, names[index] ?? ''))
  demand(exact, `${element.name} has other parts than it must`)
}

function isPart (element: ReadElement, name: string): boolean {
  return element.name === name && element.namespace === xmldsigNamespace
}
