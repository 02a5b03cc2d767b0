// Writes XML in exactly the form that Canonical XML 1.0 would give it, so that what is signed is what is written. The one place that escapes.
import { GatewayError } from '../letter/gateway-error.ts'

/** Prefix to namespace; the empty prefix is the default namespace. */
export type Namespaces = Readonly<Record<string, string>>

/** An element to write. Names come from code; values and texts may come from anywhere. */
export interface XmlTree {
  /** With prefix, if any: `ds:DigestValue`. */
  name: string
  /** Declared here. A prefix that means the same already is not declared again. */
  namespaces?: Namespaces
  attributes?: Readonly<Record<string, string>>
  children?: readonly (XmlTree | string)[]
}

/** XML Namespaces 1.0 §4, cut to ASCII: our own names need no more. */
const namePattern = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/
/** Everything outside the Char production of XML 1.0 §2.2; surrogates match only when they stand alone. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
/** Canonical XML 1.0 §2.3: a quotation mark in text and a greater-than sign in an attribute stay as they are. */
const textEscapes = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['\r', '&#xD;']])
const attributeEscapes = new Map([['&', '&amp;'], ['<', '&lt;'], ['"', '&quot;'], ['\t', '&#x9;'], ['\n', '&#xA;'], ['\r', '&#xD;']])

/**
 * Writes an element as the canonical form of the document it is the root of.
 *
 * With `scope` it writes the canonical form of a part of a document instead: every namespace in scope at the element's place then stands on
 * its start tag, as inclusive canonicalization demands of the top element of a node set (Canonical XML 1.0 §2.4).
 *
 * @param scope namespaces that the ancestors declare
 * @throws {GatewayError} `ERR_XML_MALFORMED` if a text or value holds a character that XML 1.0 cannot carry
 * @throws {TypeError} if a name is none, or its prefix is not declared
 */
export function writeCanonicalXml (tree: XmlTree, scope: Namespaces = {}): string {
  const parts: string[] = []
  writeElement({ ...tree, namespaces: { ...scope, ...tree.namespaces } }, {}, parts)
  return parts.join('')
}

function writeElement (tree: XmlTree, inherited: Namespaces, parts: string[]): void {
  const declared = Object.entries(tree.namespaces ?? {}).filter(([prefix, uri]) => uri !== (inherited[prefix] ?? ''))
  const scope = { ...inherited, ...Object.fromEntries(declared) }
  checkName(tree.name, scope)
  parts.push('<', tree.name)
  for (const [prefix, uri] of declared.sort(byPrefix)) {
    checkPrefix(prefix, uri)
    parts.push(prefix === '' ? ' xmlns' : ` xmlns:${prefix}`, '="', uri, '"')
  }
  writeAttributes(tree.attributes ?? {}, scope, parts)
  parts.push('>')
  for (const child of tree.children ?? []) {
    if (typeof child === 'string') parts.push(escape(child, textEscapes))
    else writeElement(child, scope, parts)
  }
  parts.push('</', tree.name, '>')
}

/** Attributes stand ordered by namespace, those without one first, then by local name (Canonical XML 1.0 §2.2). */
function writeAttributes (attributes: Readonly<Record<string, string>>, scope: Namespaces, parts: string[]): void {
  const ordered = Object.entries(attributes).map(([name, value]) => {
    const { prefix, local } = checkName(name, scope)
    return { name, value, local, uri: prefix === '' ? '' : scope[prefix] ?? '' }
  }).sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local))
  for (const [index, { name, value, local, uri }] of ordered.entries()) {
    const next = ordered[index + 1]
    if (next?.local === local && next.uri === uri) throw new TypeError(`Cannot write XML: the attribute "${name}" stands twice`)
    parts.push(' ', name, '="', escape(value, attributeEscapes), '"')
  }
}

function checkName (name: string, scope: Namespaces): { prefix: string, local: string } {
  const [, prefix = '', local = ''] = namePattern.exec(name) ?? []
  if (local === '' || name === 'xmlns' || (prefix !== '' && (scope[prefix] ?? '') === '')) {
    throw new TypeError(`Cannot write XML: "${name}" is no name, or its prefix is not declared`)
  }
  return { prefix, local }
}

/**
 * `xml` and `xmlns` have meanings of their own, and XML 1.0 cannot take a prefix back (Namespaces 1.0 §2.2, §3). A namespace that would have
 * to be escaped is refused: libxml2 leaves the escape out of its canonical form, so two readers would disagree.
 */
function checkPrefix (prefix: string, uri: string): void {
  if (!/^[!#-%'-;=?-~]*$/.test(uri)) throw new TypeError('Cannot write XML: a namespace holds a character that is not plain')
  if (prefix === '') return
  if (/^xml/i.test(prefix) || uri === '' || !namePattern.test(prefix) || prefix.includes(':')) {
    throw new TypeError(`Cannot write XML: the prefix "${prefix}" cannot be declared so`)
  }
}

function escape (text: string, escapes: ReadonlyMap<string, string>): string {
  if (forbidden.test(text)) throw new GatewayError('ERR_XML_MALFORMED', 'Cannot write XML: a value holds a character that XML 1.0 does not allow')
  return text.replaceAll(/[&<>"\t\n\r]/g, character => escapes.get(character) ?? character)
}

function byPrefix ([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return compare(a, b)
}

/** Canonical order is that of code points; ours are ASCII, where code units agree. */
function compare (a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
