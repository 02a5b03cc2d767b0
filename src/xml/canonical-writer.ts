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
  children?: readonly (XmlTree | WrittenXml | string)[]
}

/** An element that is written already, for a place where certain namespaces are in scope. Made by `writeCanonicalPart()` alone. */
export interface WrittenXml {
  readonly written: string
}

/** XML Namespaces 1.0 §4, cut to ASCII: our own names need no more. */
const namePattern = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/
/** Everything outside the Char production of XML 1.0 §2.2; surrogates match only when they stand alone. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
/** What most values are made of, and what needs no second look. */
const plain = /^[ !#-%'-;=?-~]*$/
/** Names that were read before: code has few of them, and writes them for every letter. */
const names = new Map<string, { prefix: string, local: string }>()
const maxNames = 1000
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
  return wrapped({ ...tree, namespaces: { ...scope, ...tree.namespaces } }, {}, content(tree, { ...scope, ...tree.namespaces }))
}

/**
 * Writes an element that is digested on its own and sent as a part of a document, once for both.
 *
 * @param scope namespaces that its ancestors in the document declare: all that are in scope, each at its nearest
 * @returns `alone` as `writeCanonicalXml()` gives it, and `inside` as it stands in the document
 */
export function writeCanonicalPart (tree: XmlTree, scope: Namespaces): { alone: string, inside: WrittenXml } {
  const inner = content(tree, { ...scope, ...tree.namespaces })
  return {
    alone: wrapped({ ...tree, namespaces: { ...scope, ...tree.namespaces } }, {}, inner),
    inside: { written: wrapped(tree, scope, inner) }
  }
}

function content ({ children = [] }: XmlTree, scope: Namespaces): string {
  let text = ''
  for (const child of children) {
    if (typeof child === 'string') text += escape(child, textEscapes)
    else if ('written' in child) text += child.written
    else text += wrapped(child, scope, content(child, child.namespaces === undefined ? scope : { ...scope, ...child.namespaces }))
  }
  return text
}

/** An element around its content. */
function wrapped (tree: XmlTree, inherited: Namespaces, inner: string): string {
  const { name, namespaces, attributes } = tree
  const scope = namespaces === undefined ? inherited : { ...inherited, ...namespaces }
  checkName(name, scope)
  const declarations = namespaces === undefined ? '' : declared(namespaces, inherited)
  return `<${name}${declarations}${attributes === undefined ? '' : writeAttributes(attributes, scope)}>${inner}</${name}>`
}

function declared (namespaces: Namespaces, inherited: Namespaces): string {
  return Object.entries(namespaces).filter(([prefix, uri]) => uri !== (inherited[prefix] ?? '')).sort(byPrefix).map(([prefix, uri]) => {
    checkPrefix(prefix, uri)
    return `${prefix === '' ? ' xmlns' : ` xmlns:${prefix}`}="${uri}"`
  }).join('')
}

/** Attributes stand ordered by namespace, those without one first, then by local name (Canonical XML 1.0 §2.2). */
function writeAttributes (attributes: Readonly<Record<string, string>>, scope: Namespaces): string {
  const ordered = Object.entries(attributes).map(([name, value]) => {
    const { prefix, local } = checkName(name, scope)
    return { name, value, local, uri: prefix === '' ? '' : scope[prefix] ?? '' }
  })
  if (ordered.length > 1) ordered.sort((a, b) => compare(a.uri, b.uri) || compare(a.local, b.local))
  let text = ''
  for (const [index, { name, value, local, uri }] of ordered.entries()) {
    const next = ordered[index + 1]
    if (next?.local === local && next.uri === uri) throw new TypeError(`Cannot write XML: the attribute "${name}" stands twice`)
    text += ` ${name}="${escape(value, attributeEscapes)}"`
  }
  return text
}

function checkName (name: string, scope: Namespaces): { prefix: string, local: string } {
  const found = names.get(name) ?? readName(name)
  if (found.local === '' || name === 'xmlns' || (found.prefix !== '' && (scope[found.prefix] ?? '') === '')) {
    throw new TypeError(`Cannot write XML: "${name}" is no name, or its prefix is not declared`)
  }
  return found
}

function readName (name: string): { prefix: string, local: string } {
  const [, prefix = '', local = ''] = namePattern.exec(name) ?? []
  if (names.size >= maxNames) names.clear()
  names.set(name, { prefix, local })
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
  if (plain.test(text)) return text
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
