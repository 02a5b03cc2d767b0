// Finds the business document in a file of the retired format: the file itself, or the one document in the body of a SOAP envelope.
import { GatewayError } from '../../letter/gateway-error.ts'
import { onlyChildOf, type ReadElement } from '../../xml/read-element.ts'
import { readXml } from '../../xml/read-xml.ts'
import { sbdNamespace } from './wire.ts'

/** SOAP 1.2, which the format used, and 1.1. */
const soapNamespaces: ReadonlySet<string> = new Set(['http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'])
/** Every start and end tag. In XML without comments, CDATA and processing instructions a `<` opens nothing else; values may hold a `>`. */
const tags = /<(?!\?)(\/?)(?:[^>"']|"[^"]*"|'[^']*')*>/g

/**
 * Cuts the document out, byte for byte as it stands, so that only namespaces that are declared on it or below are in scope: its digest is
 * taken over it as a document of its own (sdp-classic-xml.md §4).
 *
 * @throws {GatewayError} `ERR_XML_MALFORMED`, also if there is no document in it
 */
export function cutOut (file: Uint8Array): Uint8Array {
  const text = Buffer.from(file).toString('latin1')
  if (text.includes('<![CDATA[')) throw malformed('it holds CDATA')
  const path = readXml(file, findDocument)
  if (path === undefined) throw malformed('there is no business document in it')
  if (path.length === 0) return file
  const { start, end } = spanOf(text, [0, ...path])
  return file.subarray(start, end)
}

/** The way from the root down to the document: which child at each step. Undefined when there is none in its place. */
function findDocument (root: ReadElement): number[] | undefined {
  if (isDocument(root)) return []
  if (root.name !== 'Envelope' || !soapNamespaces.has(root.namespace)) return undefined
  const body = onlyChildOf(root, root.namespace, 'Body')
  const [document, ...more] = body?.children ?? []
  if (body === undefined || document === undefined || more.length > 0 || !isDocument(document)) return undefined
  return [root.children.indexOf(body), 0]
}

function isDocument (element: ReadElement): boolean {
  return element.name === 'StandardBusinessDocument' && element.namespace === sbdNamespace
}

/** Where the element at a path begins and ends. The text is known to be well-formed. */
function spanOf (text: string, path: readonly number[]): { start: number, end: number } {
  const wanted = path.join('/')
  const open: { index: number, start: number, children: number }[] = [{ index: 0, start: 0, children: 0 }]
  for (const { 0: tag, 1: slash, index: start } of text.matchAll(tags)) {
    const parent = open.at(-1)
    if (slash === '' && parent !== undefined) open.push({ index: parent.children++, start, children: 0 })
    if (slash === '' && !tag.endsWith('/>')) continue
    const here = open.slice(1).map(({ index }) => index).join('/')
    const closed = open.pop()
    if (here === wanted && closed !== undefined) return { start: closed.start, end: start + tag.length }
  }
  throw malformed('an element is not at its place')
}

function malformed (why: string): GatewayError {
  return new GatewayError('ERR_XML_MALFORMED', `Cannot read XML: ${why}`)
}
