import fc from 'fast-check'
import { test } from 'tap'
import { openContainer } from '../../src/open/open-container.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { publishedPackages, trustInOwnRoot } from '../support/published-packages.ts'
import { sealedContainer } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'
import { zipOf } from '../support/zip-of.ts'

const notProved = { code: 'ERR_OPEN_NOT_PROVED', message: 'Cannot use the file: no signature we trust proves its content and origin' }
const { trust } = await testParty('sender')
const options = { trust, at: new Date() }
const sealed = await sealedContainer([{ bytes: Buffer.from('%PDF-1.7 a letter') }, { bytes: Buffer.from('an attachment'), mediaType: 'text/plain' }])
const honest = await readContainer(sealed)

/** The honest container with files put in place, added, or (undefined) taken out. */
async function containerWith (changes: Record<string, Uint8Array | string | undefined>): Promise<Buffer> {
  const all = new Map<string, Uint8Array | undefined>(honest)
  for (const [name, content] of Object.entries(changes)) all.set(name, typeof content === 'string' ? Buffer.from(content) : content)
  return await zipOf([...all].filter((file): file is [string, Uint8Array] => file[1] !== undefined))
}

test('openContainer() proves the published packages', async t => {
  for (const { name, zip, at } of publishedPackages(t)) {
    const signatures = (await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0)
    const opened = await openContainer(zip, { trust: trustInOwnRoot(signatures), at })
    t.equal(opened.signer.organizationNumber, name === 'digital-pa-vegne-av' ? '810969342' : '991825827')
    t.equal(opened.sender, name === 'digital-pa-vegne-av' ? '910076787' : '991825827')
    t.equal('mailboxAddress' in opened, name !== 'utskrift')
    t.ok(opened.documents[0]?.content.length)
    await t.rejects(openContainer(zip, { trust, at }), notProved, 'not with our own trust')
    await t.rejects(openContainer(zip, { trust: trustInOwnRoot(signatures), at: new Date('2045-01-01') }), notProved, 'not when the certificates have expired')
  }
})

test('openContainer() gives documents in the manifest\'s order with their titles', async t => {
  const { documents } = await openContainer(sealed, options)
  t.same(documents.map(({ name, title, mediaType }) => [name, title, mediaType]), [
    ['document-0.pdf', 'A title', 'application/pdf'], ['document-1.txt', 'A title', 'text/plain']
  ])
})

test('openContainer() accepts any order, with or without mimetype, and with the manifest of efm-asic', async t => {
  t.ok(await openContainer(await zipOf([...honest].reverse()), options))
  t.ok(await openContainer(await containerWith({ mimetype: undefined }), options))
  t.ok(await openContainer(await containerWith({ 'META-INF/manifest.xml': '<manifest/>' }), options))
})

test('openContainer() refuses changed, removed, added and exchanged files, all in the same words', async t => {
  const changes: Record<string, Uint8Array | string | undefined>[] = [
    { 'document-0.pdf': '%PDF-1.7 A letter' }, { 'document-1.txt': undefined }, { 'document-2.txt': 'new' }, { 'manifest.xml': '<manifest/>' },
    { 'document-0.pdf': honest.get('document-1.txt'), 'document-1.txt': honest.get('document-0.pdf') },
    { 'META-INF/signatures.xml': undefined }, { 'META-INF/signatures.xml': '<XAdESSignatures/>' },
    { 'META-INF/signatures2.xml': honest.get('META-INF/signatures.xml') }, { 'META-INF/signatures.xml': 'not XML' }
  ]
  for (const change of changes) await t.rejects(openContainer(await containerWith(change), options), notProved, Object.keys(change).join())
})

test('openContainer() gives the honest documents or nothing, whichever byte is changed', async t => {
  const expected = await openContainer(sealed, options)
  await fc.assert(fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ mask
    try {
      t.same((await openContainer(changed, options)).documents, expected.documents)
    } catch (error) {
      t.match(error, { code: /^ERR_OPEN_(?:UNREADABLE|NOT_PROVED)$/ })
    }
  }), { numRuns: 300 })
})

test('openContainer() refuses a signature by someone it does not trust, or not any more', async t => {
  await t.rejects(openContainer(sealed, { ...options, trust: { roots: [] } }), notProved)
  await t.rejects(openContainer(sealed, { ...options, at: new Date('2040-01-01') }), notProved)
})
