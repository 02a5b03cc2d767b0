import fc from 'fast-check'
import { test } from 'tap'
import { writeCanonicalXml, type Namespaces, type XmlTree } from '../../src/xml/canonical-writer.ts'
import type { ReadElement } from '../../src/xml/read-element.ts'
import { readXml } from '../../src/xml/read-xml.ts'

/** Characters that XML 1.0 can carry; the ones that are escaped come often. */
const text = fc.string({ unit: fc.oneof(fc.constantFrom('&', '<', '>', '"', '\'', '\t', '\n', '\r', ']]>', 'æ', '\u{1F4EE}'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })) })
  .filter(value => !/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(value))
const prefixes = ['', 'a', 'b', 'ds']
const uris = ['urn:one', 'urn:two', 'http://three.example/?a=1#3']
const namespaces: fc.Arbitrary<Namespaces> = fc.dictionary(fc.constantFrom(...prefixes), fc.constantFrom(...uris), { maxKeys: 3 })

const { tree } = fc.letrec<{ tree: XmlTree }>(tie => ({
  tree: fc.record({
    name: fc.constantFrom('one', 'two', 'three'),
    namespaces,
    attributes: fc.dictionary(fc.constantFrom('Id', 'b', 'a', 'Ab', '_x', 'k.l-m'), text, { maxKeys: 3 }),
    children: fc.array(fc.oneof({ depthSize: 'small' }, text, tie('tree')), { maxLength: 4 })
  })
}))

/** The tree with prefixes in use wherever one is in scope. */
function prefixed (root: XmlTree, scope: Namespaces = {}): XmlTree {
  const inScope = { ...scope, ...root.namespaces }
  const [prefix] = Object.keys(inScope).filter(one => one !== '').sort((a, b) => (inScope[a] ?? '').localeCompare(inScope[b] ?? ''))
  const name = prefix === undefined ? root.name : `${prefix}:${root.name}`
  const attributes = { ...root.attributes, ...prefix !== undefined && { [`${prefix}:q`]: 'qualified' } }
  return { ...root, name, attributes, children: root.children?.map(child => typeof child === 'string' || 'written' in child ? child : prefixed(child, inScope)) ?? [] }
}

function canonicalOf (xml: string): string {
  return readXml(Buffer.from(xml), root => root.canonical('inclusive-1.0').toString())
}

test('writeCanonicalXml() writes what libxml2 says is the canonical form', t => {
  fc.assert(fc.property(tree, fc.boolean(), (made, withPrefixes) => {
    const written = writeCanonicalXml(withPrefixes ? prefixed(made) : made)
    return canonicalOf(written) === written
  }), { numRuns: 8000 })
  t.pass()
  t.end()
})

test('writeCanonicalXml() with a scope writes what libxml2 says is the canonical form of a part', t => {
  fc.assert(fc.property(tree, namespaces, (inner, declared) => {
    const outer: XmlTree = { name: 'outer', namespaces: declared, children: ['text', inner] }
    const part = readXml(Buffer.from(writeCanonicalXml(outer)), root => root.children[0]?.canonical('inclusive-1.0').toString())
    return writeCanonicalXml(inner, declared) === part
  }), { numRuns: 4000 })
  t.pass()
  t.end()
})

test('writeCanonicalXml() keeps every text and value as it was', t => {
  fc.assert(fc.property(text, text, (content, value) => {
    const written = Buffer.from(writeCanonicalXml({ name: 'a', attributes: { b: value }, children: [content] }))
    const read = readXml(written, (root: ReadElement) => ({ content: root.text, value: root.attributes[0]?.value }))
    return read.content === content && read.value === value
  }), { numRuns: 3000 })
  t.pass()
  t.end()
})

test('writeCanonicalXml() escapes text and attributes as Canonical XML 1.0 §2.3 says', t => {
  t.equal(writeCanonicalXml({ name: 'a', children: ['& < > " \' \t \n \r'] }), '<a>&amp; &lt; &gt; " \' \t \n &#xD;</a>')
  t.equal(writeCanonicalXml({ name: 'a', attributes: { b: '& < > " \' \t \n \r' } }), '<a b="&amp; &lt; > &quot; \' &#x9; &#xA; &#xD;"></a>')
  t.end()
})

test('writeCanonicalXml() orders attributes by namespace and name, and declarations by prefix', t => {
  const written = writeCanonicalXml({
    name: 'e', namespaces: { b: 'urn:a', a: 'urn:b' }, attributes: { 'a:x': '1', 'z': '2', 'b:y': '3', 'Z': '4' }
  })
  t.equal(written, '<e xmlns:a="urn:b" xmlns:b="urn:a" Z="4" z="2" b:y="3" a:x="1"></e>')
  t.end()
})

test('writeCanonicalXml() declares nothing twice, and takes a default namespace back', t => {
  const written = writeCanonicalXml({ name: 'a', namespaces: { '': 'urn:x' }, children: [
    { name: 'b', namespaces: { '': 'urn:x' } }, { name: 'c', namespaces: { '': '' }, children: [{ name: 'd', namespaces: { '': '' } }] }
  ] })
  t.equal(written, '<a xmlns="urn:x"><b></b><c xmlns=""><d></d></c></a>')
  t.end()
})

test('writeCanonicalXml() refuses characters that XML 1.0 does not allow', t => {
  const refusal = { code: 'ERR_XML_MALFORMED', message: 'Cannot write XML: a value holds a character that XML 1.0 does not allow' }
  for (const bad of ['\0', '\u0001', '\u000b', '\u001f', '\ud800', '\udfff', '\ufffe', '\uffff']) {
    t.throws(() => writeCanonicalXml({ name: 'a', children: [`x${bad}y`] }), refusal)
    t.throws(() => writeCanonicalXml({ name: 'a', attributes: { b: bad } }), refusal)
  }
  t.equal(writeCanonicalXml({ name: 'a', children: ['\u{10FFFF}\u{1F4EE}\u007f'] }), '<a>\u{10FFFF}\u{1F4EE}\u007f</a>')
  t.end()
})

test('writeCanonicalXml() refuses names and prefixes that would write other XML', t => {
  const wrong: XmlTree[] = [
    { name: '' }, { name: 'a b' }, { name: 'a>' }, { name: '1a' }, { name: 'p:a' }, { name: ':a' }, { name: 'a:b:c' }, { name: 'xmlns' },
    { name: 'a', attributes: { 'x="1" y': '2' } }, { name: 'a', attributes: { xmlns: 'urn:x' } }, { name: 'a', attributes: { 'xml:lang': 'nb' } },
    { name: 'a', namespaces: { '': 'urn:x?a&b' } }, { name: 'a', namespaces: { p: 'urn:"x' } },
    { name: 'a', namespaces: { xml: 'urn:x' } }, { name: 'a', namespaces: { 'p q': 'urn:x' } }, { name: 'a', namespaces: { 'p:q': 'urn:x' } },
    { name: 'a', namespaces: { p: 'urn:x', q: 'urn:x' }, attributes: { 'p:b': '1', 'q:b': '2' } },
    { name: 'a', namespaces: { p: 'urn:x' }, children: [{ name: 'b', namespaces: { p: '' } }] }
  ]
  for (const made of wrong) t.throws(() => writeCanonicalXml(made), { name: 'TypeError' }, JSON.stringify(made))
  t.end()
})
