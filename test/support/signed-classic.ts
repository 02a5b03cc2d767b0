// Documents of the retired XML format, signed by our test parties. The gateway itself never writes the format: this is for what reads it.
import { createHash } from 'node:crypto'
import { writeCanonicalXml, type XmlTree } from '../../src/xml/canonical-writer.ts'
import type { PartyFixture } from './test-certificates.ts'

const sbd = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader'
const sdp = 'http://begrep.difi.no/sdp/schema_v10'
const ds = 'http://www.w3.org/2000/09/xmldsig#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** What may differ from a delivery receipt of Digipost's. */
export interface ClassicOptions {
  sender?: string
  receiver?: string
  /** Name of the body's element. */
  type?: string
  /** What the header says it is; default the same. */
  declaredType?: string
  conversationId?: string
  /** What follows the signature in the body. */
  body?: readonly XmlTree[]
  /** More header scopes, or none. */
  scopes?: readonly XmlTree[]
  /** Instead of the certificate in KeyInfo. */
  keyInfo?: string
  /** Changes SignedInfo before it is signed. */
  signedInfo?: (info: string) => string
  /** In place of the outermost element's children. */
  children?: (children: readonly XmlTree[]) => XmlTree[]
}

/** An element of the format with text or children. */
export function classicElement (name: string, ...children: (XmlTree | string)[]): XmlTree {
  return { name, children }
}

/** When our receipts happened. */
export const occurredAt = classicElement('tidspunkt', '2026-03-01T11:01:00.000+01:00')

/** The body of a letter to a mailbox. */
export function classicLetter (fingerprint: string, title = 'A title'): XmlTree[] {
  const reference: XmlTree = {
    name: 'dokumentpakkefingeravtrykk', children: [
      { name: 'ds:DigestMethod', namespaces: { ds }, attributes: { Algorithm: sha256 } }, { name: 'ds:DigestValue', namespaces: { ds }, children: [fingerprint] }
    ]
  }
  const person = classicElement('person', classicElement('personidentifikator', '20914695016'), classicElement('postkasseadresse', 'test.testesen#8HC7'))
  return [
    classicElement('avsender', classicElement('organisasjon', '9908:313000001')),
    classicElement('mottaker', person),
    classicElement('digitalPostInfo', classicElement('sikkerhetsnivaa', '4'), classicElement('ikkeSensitivTittel', title)),
    reference
  ]
}

/** Writes and signs a document. Its digest is over its own canonical form, as it has no transform but the enveloped one. */
export async function signedClassic (party: PartyFixture, options: ClassicOptions = {}): Promise<string> {
  const document = writeCanonicalXml(documentTree(options))
  const { type = 'kvittering' } = options
  const bodyTag = new RegExp(`<${type}[^>]*>`).exec(document)
  if (bodyTag === null) throw new Error('the document has no body')
  const at = bodyTag.index + bodyTag[0].length
  return document.slice(0, at) + await signatureOver(document, party, options) + document.slice(at)
}

function documentTree (options: ClassicOptions): XmlTree {
  const { type = 'kvittering', sender = '984661185', receiver = '313000001', conversationId = '37efbd4c-413d-4e2c-bbc5-257ef4a65a45' } = options
  const text = (name: string, content: string): XmlTree => ({ name, children: [content] })
  const scope = classicElement('Scope', text('Type', 'ConversationId'), text('InstanceIdentifier', conversationId))
  const header = classicElement('StandardBusinessDocumentHeader',
    classicElement('Sender', text('Identifier', `9908:${sender}`)),
    classicElement('Receiver', text('Identifier', `9908:${receiver}`)),
    classicElement('DocumentIdentification',
      text('InstanceIdentifier', 'FF88849C-E281-4809-8555-7CD54952B916'), text('Type', options.declaredType ?? type),
      text('CreationDateAndTime', '2026-03-01T11:02:00.000+01:00')),
    classicElement('BusinessScope', ...options.scopes ?? [scope]))
  const body = { name: type, namespaces: { '': sdp }, children: options.body ?? [occurredAt, classicElement('levering')] }
  return { name: 'StandardBusinessDocument', namespaces: { '': sbd }, children: options.children?.([header, body]) ?? [header, body] }
}

async function signatureOver (document: string, party: PartyFixture, options: ClassicOptions): Promise<string> {
  const digest = createHash('sha256').update(document).digest('base64')
  const honest = `<CanonicalizationMethod Algorithm="${exclusive}"></CanonicalizationMethod>`
    + '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod><Reference URI=""><Transforms>'
    + `<Transform Algorithm="${ds}enveloped-signature"></Transform></Transforms><DigestMethod Algorithm="${sha256}"></DigestMethod>`
    + `<DigestValue>${digest}</DigestValue></Reference>`
  const info = options.signedInfo?.(honest) ?? honest
  const value = Buffer.from(await party.signer.sign(Buffer.from(`<SignedInfo xmlns="${ds}">${info}</SignedInfo>`))).toString('base64')
  const keyInfo = options.keyInfo ?? `<X509Data><X509Certificate>${party.certificate.raw.toString('base64')}</X509Certificate></X509Data>`
  return `<Signature xmlns="${ds}"><SignedInfo>${info}</SignedInfo><SignatureValue>${value}</SignatureValue><KeyInfo>${keyInfo}</KeyInfo></Signature>`
}

/** A document in the envelope it was carried in, with namespaces that must not leak into it. */
export function inEnvelope (document: string): string {
  return '<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:leak="urn:leak">'
    + `<env:Header><x note='a > b'/></env:Header><env:Body xmlns:wsu="urn:wsu" wsu:Id="soapBody">${document}</env:Body></env:Envelope>`
}
