// What is sealed comes out as it went in, whatever it is; and names are read as other stacks write them.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { signXades } from '../../src/crypto/sign-xades.ts'
import type { Signer } from '../../src/crypto/signer.ts'
import { openContainer } from '../../src/open/open-container.ts'
import { openPackage } from '../../src/open/open-package.ts'
import { writeCanonicalXml } from '../../src/xml/canonical-writer.ts'
import { isLongRun } from '../support/long-run.ts'
import { mailboxChoice, printChoice, sealInput, sealToMemory } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'
import { zipOf } from '../support/zip-of.ts'

const { signer, trust } = await testParty('sender')
const keys = { eboks: (await testParty('eboks')).key, print: (await testParty('print')).key }
const choices = { eboks: await mailboxChoice(), print: await printChoice() }

/** Any character at all that XML 1.0 can carry, the ends of every range among them. */
const character = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom('\t', '\n', '\r', ' ', '\u0085', '\u00a0', '\u2028', '\ud7ff', '\ue000', '\ufffd', '\u{10000}', '\u{10ffff}', '&', '<', ']]>', '"', '\'', '\u202e', '\u0301')
).filter(one => /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u.test(one))
const document = fc.record({
  // Mostly small; now and then past the size where the container is written in another way.
  bytes: fc.oneof({ weight: 20, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 3000 }) }, {
    weight: 1, arbitrary: fc.integer({ min: 60_000, max: 300_000 }).map(length => Buffer.alloc(length, createHash('sha256').update(`${length}`).digest()))
  }),
  title: fc.string({ unit: character, minLength: 1, maxLength: 60 }),
  mediaType: fc.constantFrom('application/pdf', 'text/plain', 'text/html', 'image/png', 'application/octet-stream', 'application/ehf+xml')
})
/** From one to all 201, mostly few. */
const documents = fc.oneof(
  { weight: 30, arbitrary: fc.array(document, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(document, { minLength: 150, maxLength: 201 }) })

test('openPackage() gives back whatever sealPackage() sealed', async t => {
  await fc.assert(fc.asyncProperty(documents, fc.constantFrom('eboks', 'print'), async (contents, receiver) => {
    const { cms } = await sealToMemory(await sealInput(contents, {}, choices[receiver]))
    const opened = await openPackage(cms, { key: keys[receiver], trust, at: new Date() })
    const told = opened.documents.map(({ title, mediaType, content }) => [title, mediaType, Buffer.from(content).toString('base64')])
    const given = contents.map(({ title, mediaType, bytes }) => [title, mediaType, Buffer.from(bytes).toString('base64')])
    if (JSON.stringify(told) !== JSON.stringify(given)) throw new Error('something else came out')
    return opened.signer.organizationNumber === '313000001' && ('mailboxAddress' in opened) === (receiver === 'eboks')
  }), { numRuns: isLongRun ? 2000 : 60 })
  t.pass()
})

test('openContainer() gives a title back code point by code point, all that XML 1.0 allows', async t => {
  const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
  // Every code point of XML 1.0, a few thousand to a title: a title of the format is shorter, a reader's memory is not.
  for (let from = 0; from < 0x110000; from += 0x1000) {
    const title = Array.from({ length: 0x1000 }, (_, index) => from + index).filter(point => point < 0xd800 || point > 0xdfff)
      .map(point => String.fromCodePoint(point)).filter(one => !forbidden.test(one)).join('')
    if (title === '') continue
    const { documents: [found] } = await openContainer(await containerOf([['letter.pdf', title]]), { trust, at: new Date() })
    if (found?.title !== title) t.fail(`a title from code point ${from} on`)
  }
  t.pass()
})

/** A container of empty files with any names and titles, its references written by `encode`. */
async function containerOf (files: readonly (readonly [string, string])[], encode?: (name: string) => string): Promise<Buffer> {
  const manifest = writeCanonicalXml({
    name: 'manifest', namespaces: { '': 'http://begrep.difi.no/sdp/schema_v10' }, children: [
      { name: 'avsender', children: [{ name: 'organisasjon', children: ['0192:313000001'] }] },
      ...files.map(([name, title], index) => ({
        name: index === 0 ? 'hoveddokument' : 'vedlegg', attributes: { href: name, mime: 'text/plain' }, children: [{ name: 'tittel', children: [title] }]
      }))
    ]
  })
  const contents: [string, Buffer][] = [['manifest.xml', Buffer.from(manifest)], ...files.map(([name]): [string, Buffer] => [name, Buffer.from(name)])]
  const toSign = contents.map(([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  const honest = Buffer.from(await signXades(toSign, signer, new Date())).toString()
  const signatures = encode === undefined ? honest : await withReferences(honest, encode, signer)
  return await zipOf([...contents, ['META-INF/signatures.xml', Buffer.from(signatures)]])
}

/** Writes the references anew and signs them again. Our signature is canonical, so SignedInfo's own text is what is signed. */
async function withReferences (xml: string, encode: (name: string) => string, by: Signer): Promise<string> {
  const info = /<SignedInfo>.*<\/SignedInfo>/s.exec(xml)?.[0] ?? ''
  const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const changed = info.replaceAll(/ URI="([^#"][^"]*)"/g, (_, uri: string) => ` URI="${attribute(encode(decodeURIComponent(uri)))}"`)
  const signed = changed.replace('<SignedInfo>', '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">')
  const value = Buffer.from(await by.sign(Buffer.from(signed))).toString('base64')
  return xml.replace(info, () => changed).replace(/(<SignatureValue[^>]*>)[^<]*/, (_, tag: string) => tag + value)
}

/** `URLEncoder` of Java: a space is a plus sign, and all but letters, digits and `.-*_` is percent-encoded. */
function asJava (name: string): string {
  return encodeURIComponent(name).replaceAll(/[!'()~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+')
}

const encodings: Readonly<Record<string, (name: string) => string>> = { percent: encodeURIComponent, Java: asJava }
const nameCharacter = fc.oneof(
  fc.constantFrom(' ', '+', '%', '%20', '%2B', '&', '"', '<', 'æ', 'Ø', '#', '?', ';', '\'', '~', '(', '.', '-', '_', '\u{1F4EE}'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }))
const fileName = fc.string({ unit: nameCharacter, minLength: 1, maxLength: 30 })
  .filter(name => /^[^/\\\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]+$/u.test(name) && !['.', '..', 'mimetype', 'manifest.xml'].includes(name))

test('openContainer() takes any file name, with spaces as plus signs or percent-encoded', async t => {
  for (const name of ['my file.pdf', 'my+file.pdf', 'my%20file.pdf', 'a+b c%2Bd.pdf', 'vedtak æøå & "mer".pdf', '100 %.pdf']) {
    for (const [how, encode] of [['percent', encodeURIComponent], ['Java', asJava]] as const) {
      const { documents: [found] } = await openContainer(await containerOf([[name, 'A title']], encode), { trust, at: new Date() })
      t.equal(found?.name, name, `${name}, ${how}`)
    }
  }
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fileName, { minLength: 1, maxLength: 4 }), fc.constantFrom('percent', 'Java'), async (names, how) => {
    const zip = await containerOf(names.map(name => [name, 'A title']), encodings[how])
    const opened = await openContainer(zip, { trust, at: new Date() })
    return opened.documents.every(({ name, content }, index) => name === names[index] && Buffer.from(content).toString() === name)
  }), { numRuns: isLongRun ? 3000 : 150 })
})
