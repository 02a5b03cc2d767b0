// What people write must never become structure: titles, names and addresses go into XML and JSON that receivers act on.
import fc from 'fast-check'
import { test } from 'tap'
import { readWireManifest } from '../../src/open/wire.ts'
import { manifestTree } from '../../src/seal/wire.ts'
import { writeCanonicalXml } from '../../src/xml/canonical-writer.ts'
import { withDescendants } from '../../src/xml/read-element.ts'
import { readXml } from '../../src/xml/read-xml.ts'

const attacks = [
  '</tittel></hoveddokument><vedlegg href="evil.pdf" mime="application/pdf"/>', ']]><x/>', '<![CDATA[x]]>', '<!-- x -->', '<?x y?>',
  '&lt;&amp;&#0;&x;', '" lang="en" x="', '\' onload=\'', '<!DOCTYPE x>', 'a\r\nb\tc', '\u202e\u200b\ufeff'
]

function manifest (title: string, mailboxAddress: string, invoiceReference: string | undefined): Buffer {
  return Buffer.from(writeCanonicalXml(manifestTree({
    sender: '0192:313000001', invoiceReference, mailboxAddress, language: 'nb', documents: [{ name: 'document-0.pdf', mediaType: 'application/pdf', title }]
  })))
}

test('manifestTree() keeps any title, mailbox address and invoice reference as text', t => {
  const text = fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
    .filter(value => !/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(value))
  fc.assert(fc.property(text, text, text, (title, mailboxAddress, reference) => readXml(manifest(title, mailboxAddress, reference), root => {
    const read = readWireManifest(root)
    const isSame = read?.documents[0]?.title === title && read.mailboxAddress === mailboxAddress && (read.invoiceReference ?? '') === reference
    return isSame && Array.from(withDescendants(root)).length === 9
  })), { numRuns: 5000 })
  t.pass()
  t.end()
})

test('manifestTree() escapes every attack it is given', t => {
  for (const attack of attacks) {
    const written = manifest(attack, attack, attack).toString()
    t.equal(written.match(/<vedlegg/g), null, attack)
    t.equal(written.match(/<!|<\?/g), null, attack)
  }
  t.end()
})
