import { test } from 'tap'
import { attributeOf, childrenOf, onlyChildOf, withDescendants } from '../../src/xml/read-element.ts'
import { readXml } from '../../src/xml/read-xml.ts'

function refusal (xml: string | Uint8Array): unknown {
  try {
    readXml(Buffer.from(xml), () => undefined)
  } catch (error) {
    return error
  }
  return undefined
}

function because (why: string): { code: string, message: string } {
  return { code: 'ERR_XML_MALFORMED', message: `Cannot read XML: ${why}` }
}

test('readXml() resolves names, attributes and texts', t => {
  readXml(Buffer.from('<?xml version="1.0" encoding="utf-8"?><p:a xmlns:p="urn:x" k="v" p:k="w">one<b/><![CDATA[<two>]]></p:a>'), root => {
    t.same([root.name, root.namespace, root.text], ['a', 'urn:x', 'one<two>'])
    t.equal(attributeOf(root, 'k'), 'v')
    t.equal(attributeOf(root, 'none'), undefined)
    t.same(root.attributes.map(({ namespace, value }) => [namespace, value]), [['', 'v'], ['urn:x', 'w']])
    t.same(root.children.map(child => [child.name, child.namespace]), [['b', '']])
  })
  t.end()
})

test('onlyChildOf() finds a child only when there is no choice', t => {
  readXml(Buffer.from('<a xmlns="urn:x"><b/><b/><c><d/></c></a>'), root => {
    t.equal(childrenOf(root, 'urn:x', 'b').length, 2)
    t.equal(onlyChildOf(root, 'urn:x', 'b'), undefined)
    t.equal(onlyChildOf(root, 'urn:x', 'c')?.name, 'c')
    t.equal(onlyChildOf(root, '', 'c'), undefined)
    t.same(Array.from(withDescendants(root), one => one.name), ['a', 'b', 'b', 'c', 'd'])
  })
  t.end()
})

test('readXml() gives the canonical form of an element in its place', t => {
  const xml = '<a xmlns="urn:x" xmlns:q="urn:q"><b z="1" a=\'2\' /></a>'
  for (const form of ['inclusive-1.0', 'inclusive-1.1'] as const) {
    t.equal(readXml(Buffer.from(xml), root => root.children[0]?.canonical(form).toString()), '<b xmlns="urn:x" xmlns:q="urn:q" a="2" z="1"></b>')
  }
  t.end()
})

test('readXml() takes a failed canonical form for a failure, not for nothing', t => {
  const relative = Buffer.from('<a xmlns:p="relative"><p:b/></a>')
  t.throws(() => readXml(relative, root => root.canonical('inclusive-1.0')), because('an element has no canonical form'))
  t.end()
})

test('readXml() refuses any document type declaration before it parses', t => {
  const attacks = [
    '<!DOCTYPE a><a/>', '<!doctype a><a/>', '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', '<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
    '<!DOCTYPE a PUBLIC "-//x" "http://127.0.0.1:9/x.dtd"><a/>', '<a><!-- <!DOCTYPE --></a>'
  ]
  for (const xml of attacks) t.match(refusal(xml), because('it holds a document type declaration'), xml)
  t.end()
})

test('readXml() refuses comments, processing instructions and entities', t => {
  for (const xml of ['<a><!-- c --></a>', '<!-- c --><a/>', '<a/><!-- c -->', '<a><?p i?></a>', '<?p i?><a/>', '<a>x<!-- c -->y</a>', '<?xml version="1.0"?><?p i?><a/>', '\ufeff<?p i?><a/>', '<a/><?xml version="1.0"?>']) {
    t.match(refusal(xml), because('it holds a comment or a processing instruction'), xml)
  }
  t.match(refusal('<a>&unknown;</a>'), because('it is not well-formed'))
  t.end()
})

test('readXml() refuses what is not UTF-8, by its bytes or by its word', t => {
  t.match(refusal(Buffer.from('<a>\u00e6</a>', 'latin1')), because('it is not UTF-8'))
  t.match(refusal(Buffer.from('\ufeff<!DOCTYPE a><a/>', 'utf16le')), because('it is not UTF-8'))
  t.match(refusal('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'), because('it is declared to be something else than UTF-8'))
  t.match(refusal('<?xml version="1.0" encoding=\'UTF-7\'?><a/>'), because('it is declared to be something else than UTF-8'))
  t.equal(refusal('\ufeff<?xml version="1.0" encoding="UTF-8"?><a/>'), undefined)
  t.end()
})

test('readXml() refuses what is not well-formed', t => {
  for (const xml of ['', ' ', '<a>', '<a></b>', '<a/><b/>', '<a b=1/>', '<a>\u0001</a>', '<p:a/>', '<a>&#0;</a>', '<a b="1" b="2"/>']) {
    t.match(refusal(xml), because('it is not well-formed'), xml)
  }
  t.end()
})

test('readXml() never quotes the document in its refusal', t => {
  for (const xml of ['<a secret="20914695016"', '<a>20914695016</b>', '<a>&s20914695016;</a>']) {
    const error = refusal(xml)
    t.ok(error instanceof Error && error.cause === undefined && !`${error.message}${error.stack ?? ''}`.includes('20914695016'))
  }
  t.end()
})

test('readXml() refuses what is too large, too deep or too many, and quickly', t => {
  const started = performance.now()
  t.match(refusal(`<a>${'x'.repeat(1_048_577)}</a>`), because('it is larger than 1048576 bytes'))
  t.match(refusal('<a>'.repeat(5000) + '</a>'.repeat(5000)), because('it is not well-formed'))
  t.match(refusal(`<a>${'<b/>'.repeat(10_000)}</a>`), because('it holds more than 10000 elements'))
  const numbered = (write: (index: number) => string): string => Array.from({ length: 65 }, (_, index) => write(index)).join(' ')
  t.match(refusal(`<a ${numbered(index => `b${index}=""`)}/>`), because('an element has more than 64 attributes'))
  t.match(refusal(`<a ${numbered(index => `xmlns:b${index}="urn:x"`)}/>`), because('it holds more than 64 namespaces in one place'))
  const nested = Array.from({ length: 65 }, (_, index) => `<a xmlns:b${index}="urn:x">`).join('')
  t.match(refusal(nested + '</a>'.repeat(65)), because('it holds more than 64 namespaces in one place'))
  t.equal(refusal(`<a>${'<b xmlns="urn:x"/>'.repeat(500)}</a>`), undefined, 'beside each other they do not add up')
  t.throws(() => { readXml(Buffer.from('<aaaa/>'), () => undefined, { maxBytes: 6 }) }, because('it is larger than 6 bytes'))
  t.ok(performance.now() - started < 2000)
  t.end()
})

test('readXml() closes the document also when reading it throws', t => {
  for (let round = 0; round < 200; round++) {
    t.throws(() => readXml(Buffer.from('<a/>'), () => { throw new Error('mine') }), new Error('mine'))
  }
  t.end()
})
