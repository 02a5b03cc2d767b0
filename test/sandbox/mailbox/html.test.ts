import { test } from 'tap'
import { html } from '../../../src/sandbox/mailbox/html.ts'

test('html escapes every value, for text and for attributes', t => {
  t.equal(html`<a title="${'"&\'<'}">${'<script>'}</a>`.text, '<a title="&quot;&amp;&#39;&lt;">&lt;script&gt;</a>')
  t.end()
})

test('html leaves HTML as it is, alone or in a list', t => {
  t.equal(html`<ul>${[html`<li>${1}</li>`, html`<li>${'&'}</li>`]}</ul>${html`<p></p>`}`.text, '<ul><li>1</li><li>&amp;</li></ul><p></p>')
  t.end()
})

test('html writes nothing for undefined', t => {
  t.equal(html`a${undefined}b`.text, 'ab')
  t.end()
})
