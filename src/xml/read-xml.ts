// Strict reading of foreign XML: one parser for what is verified and what is used. It opens no file and no network.
import { ParseOption, XmlC14NMode, XmlCData, XmlDocument, XmlElement, XmlText, type XmlTreeNode } from 'libxml2-wasm'
import { GatewayError } from '../letter/gateway-error.ts'
import type { CanonicalForm, ReadElement } from './read-element.ts'

/** Limits of one reading. */
export interface ReadXmlOptions {
  /** Default 1 MiB: a signature over 201 files with its chain is a tenth of that. */
  maxBytes?: number
}

const defaultMaxBytes = 1_048_576
/** A signature over 201 files has some 1 500; so many tiny elements are an attack on memory. */
const maxElements = 10_000
/** Canonical form sorts attributes and looks up namespaces in quadratic time: sixty thousand on one element cost half a minute. */
const maxAttributes = 64
const maxNamespacesInScope = 64
const modes = {
  'inclusive-1.0': XmlC14NMode.XML_C14N_1_0,
  'inclusive-1.1': XmlC14NMode.XML_C14N_1_1
} as const satisfies Record<CanonicalForm, number>

/**
 * Opens a document, hands its root to `read`, and closes it again.
 *
 * Refuses before parsing what is too large, not UTF-8, or holds a document type declaration, a comment or a processing instruction, and after
 * it entity references: signatures and readers are known to disagree about them (threats.md, rows 1 to 5).
 *
 * @throws {GatewayError} `ERR_XML_MALFORMED` with the reason, never with a part of the document
 */
export function readXml<T> (bytes: Uint8Array, read: (root: ReadElement) => T, options: ReadXmlOptions = {}): T {
  checkSource(bytes, options.maxBytes ?? defaultMaxBytes)
  const document = parse(bytes)
  try {
    checkDocument(document)
    return read(toElement(document.root))
  } finally {
    document.dispose()
  }
}

function checkSource (bytes: Uint8Array, maxBytes: number): void {
  if (bytes.length > maxBytes) throw malformed(`it is larger than ${maxBytes} bytes`)
  const text = decode(bytes)
  // Also inside a comment or text: no document of ours has reason to say it.
  if (/<!DOCTYPE/i.test(text)) throw malformed('it holds a document type declaration')
  // `<` stands for nothing else in well-formed XML, but in CDATA, where no document of ours has reason to say it either.
  if (/<!--|<\?(?!xml\s)/.test(text) || text.lastIndexOf('<?') > 0) throw malformed('it holds a comment or a processing instruction')
  const encoding = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]*)["']/.exec(text)?.[1] ?? 'UTF-8'
  if (!/^(?:utf-8|us-ascii)$/i.test(encoding)) throw malformed('it is declared to be something else than UTF-8')
}

function decode (bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed('it is not UTF-8')
  }
}

function parse (bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NO_XXE })
  } catch {
    // The parser's own words are dropped: they may quote the document.
    throw malformed('it is not well-formed')
  }
}

function checkDocument (document: XmlDocument): void {
  if (document.dtd !== null) throw malformed('it holds a document type declaration')
  if (Number(document.eval('count(//*)')) > maxElements) throw malformed(`it holds more than ${maxElements} elements`)
}

function toElement (node: XmlElement, namespacesAround = 0): ReadElement {
  const namespacesInScope = namespacesAround + Object.keys(node.nsDeclarations).length
  const attributes = node.attrs
  if (namespacesInScope > maxNamespacesInScope) throw malformed(`it holds more than ${maxNamespacesInScope} namespaces in one place`)
  if (attributes.length > maxAttributes) throw malformed(`an element has more than ${maxAttributes} attributes`)
  const children: ReadElement[] = []
  let text = ''
  for (let child: XmlTreeNode | null = node.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(toElement(child, namespacesInScope))
    else if (child instanceof XmlText || child instanceof XmlCData) text += child.content
    else throw malformed('it holds something else than elements and text')
  }
  return {
    name: node.name,
    namespace: node.namespaceUri,
    attributes: attributes.map(({ name, namespaceUri, value }) => ({ name, namespace: namespaceUri, value })),
    children,
    text,
    canonical: form => canonical(node, form)
  }
}

/** An empty answer is a failure that was not told: no element has an empty canonical form. */
function canonical (node: XmlElement, form: CanonicalForm): Buffer {
  let text = ''
  try {
    text = node.canonicalizeToString({ mode: modes[form], withComments: false })
  } catch { /* said below */ }
  if (text === '') throw malformed('an element has no canonical form')
  return Buffer.from(text)
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_XML_MALFORMED', `Cannot read XML: ${why}`)
}
