import { test } from 'tap'
import { openPackage } from '../../src/open/open-package.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { publishedPackages, trustInOwnRoot } from '../support/published-packages.ts'
import { sealInput, sealToMemory } from '../support/sealed-letter.ts'
import { testParty } from '../support/test-certificates.ts'

const { key, trust } = await testParty('eboks')
const { cms } = await sealToMemory(await sealInput([{ bytes: Buffer.from('%PDF-1.7') }]))
const unreadable = { code: 'ERR_OPEN_UNREADABLE', message: 'Cannot read the package: it cannot be decrypted with this key' }

test('openPackage() decrypts and proves the published packages', async t => {
  for (const { cms: official, zip, key: officialKey, at } of publishedPackages(t)) {
    const signatures = (await readContainer(zip)).get('META-INF/signatures.xml') ?? Buffer.alloc(0)
    const { documents } = await openPackage(official, { key: officialKey, trust: trustInOwnRoot(signatures), at })
    t.equal(documents.length, 1)
  }
})

test('openPackage() refuses another key and a damaged package, in the same words', async t => {
  const { key: other } = await testParty('print')
  const damaged = Buffer.from(cms)
  damaged[damaged.length - 20] = (damaged[damaged.length - 20] ?? 0) ^ 1
  await t.rejects(openPackage(cms, { key: other, trust, at: new Date() }), unreadable)
  await t.rejects(openPackage(damaged, { key, trust, at: new Date() }), unreadable)
  await t.rejects(openPackage(Buffer.from('nothing'), { key, trust, at: new Date() }), unreadable)
})

test('openPackage() never gives other content when the ciphertext is changed', async t => {
  for (let at = cms.length - 2000; at < cms.length - 40; at += 97) {
    const changed = Buffer.from(cms)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    await t.rejects(openPackage(changed, { key, trust, at: new Date() }), { code: /^ERR_OPEN_(?:UNREADABLE|NOT_PROVED)$/ })
  }
})
