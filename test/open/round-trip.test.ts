// What is sealed comes out as it went in, whatever it is; and names are read as other stacks write them.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { openContainer } from '../../src/open/open-container.ts'
import { openPackage } from '../../src/open/open-package.ts'
import { containerOf } from '../support/a-container.ts'
import { isLongRun } from '../support/long-run.ts'
import { mailboxChoice, printChoice, sealInput, sealToMemory } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'

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
    const { documents: [found] } = await openContainer(await containerOf([['letter.pdf', title]], signer), { trust, at: new Date() })
    if (found?.title !== title) t.fail(`a title from code point ${from} on`)
  }
  t.pass()
})

/** `URLEncoder` of Java: a space is a plus sign, and all but letters, digits and `.-*_` is percent-encoded. */
function asJava (name: string): string {
  return encodeURIComponent(name).replaceAll(/[!'()~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+')
}

const encodings: Readonly<Record<string, (name: string) => string>> = { percent: encodeURIComponent, Java: asJava }
const nameCharacter = fc.oneof(
  fc.constantFrom(' ', '+', '%', '%20', '%2B', '&', '"', '<', 'æ', 'Ø', '#', '?', ';', '\'', '~', '(', '.', '-', '_', '\u{1F4EE}',
    '\u00ad', '\u200b', '\u200c', '\u200d', '\u202e', '\u2066', '\ufeff', '\u{E0041}'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }))
/** Not a path, not what the container owns, no control character, no byte order mark first. */
const fileName = fc.string({ unit: nameCharacter, minLength: 1, maxLength: 30 })
  .filter(name => /^(?!\ufeff)[^/\\\p{Cc}\p{Cs}\ufffe\uffff]+$/u.test(name) && !['.', '..', 'mimetype', 'manifest.xml'].includes(name))

test('openContainer() takes any file name, with spaces as plus signs or percent-encoded', async t => {
  for (const name of ['my file.pdf', 'my+file.pdf', 'my%20file.pdf', 'a+b c%2Bd.pdf', 'vedtak æøå & "mer".pdf', '100 %.pdf', 'می\u200cخواهم.pdf']) {
    for (const [how, encode] of [['percent', encodeURIComponent], ['Java', asJava]] as const) {
      const { documents: [found] } = await openContainer(await containerOf([[name, 'A title']], signer, encode), { trust, at: new Date() })
      t.equal(found?.name, name, `${name}, ${how}`)
    }
  }
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fileName, { minLength: 1, maxLength: 4 }), fc.constantFrom('percent', 'Java'), async (names, how) => {
    const zip = await containerOf(names.map(name => [name, 'A title']), signer, encodings[how])
    const opened = await openContainer(zip, { trust, at: new Date() })
    return opened.documents.every(({ name, content }, index) => name === names[index] && Buffer.from(content).toString() === name)
  }), { numRuns: isLongRun ? 3000 : 150 })
})
