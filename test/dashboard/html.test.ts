import fc from 'fast-check'
import { XmlDocument } from 'libxml2-wasm'
import { test } from 'tap'
import { html } from '../../src/dashboard/html.ts'

test('html() escapes every value and leaves its own markup alone', async t => {
  t.equal(html`<p title="${'"\'&<>'}">${'<script>'}</p>`.toString(), '<p title="&quot;&#39;&amp;&lt;&gt;">&lt;script&gt;</p>')
})

test('html() takes markup, lists and numbers, and writes nothing for nothing', async t => {
  t.equal(html`<b>${[html`<i>${1}</i>`, '&', null, undefined, false, [2]]}</b>`.toString(), '<b><i>1</i>&amp;2</b>')
})

test('html() does not take what merely looks like markup', async t => {
  const impostor: never[] & { toString?: () => string } = []
  impostor.toString = () => '<script>'
  t.equal(html`<p>${impostor}</p>`.toString(), '<p></p>')
})

test('html() refuses a value where escaping cannot help', async t => {
  const value = 'x'
  t.throws(() => html`<p title=${value}></p>`, TypeError)
  t.throws(() => html`<${value}></p>`, TypeError)
  t.throws(() => html`<p></${value}>`, TypeError)
  t.throws(() => html`<!--${value}-->`, TypeError)
})

test('html() gives back any text exactly, in content and in attributes', async t => {
  const text = fc.string({ unit: 'grapheme' }).filter(value => !/[\p{Cc}\p{Cs}\p{Cn}]/u.test(value))
  const property = fc.property(text, value => {
    const document = XmlDocument.fromString(html`<p title="${value}">${value}</p>`.toString())
    const same = document.root.content === value && document.root.attrs[0]?.content === value
    document.dispose()
    return same
  })
  t.doesNotThrow(() => { fc.assert(property, { numRuns: 500 }) })
})
