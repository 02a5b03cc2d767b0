import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from 'tap'
import { verifyJws } from '../../src/crypto/jws.ts'
import { openPackage } from '../../src/open/open-package.ts'
import { readContainer } from '../../src/open/read-container.ts'
import { sealPackage } from '../../src/seal/seal-package.ts'
import { issueChain, signerOf } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { mailboxChoice, printChoice, sealInput, sealToMemory, sealedContainer } from '../support/sealed-letter.ts'
import { sealedMessage } from '../support/sealed-message.ts'
import { published } from '../support/shared.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

const pdf = { bytes: Buffer.from('%PDF-1.7 …') }
const odd = { bytes: Buffer.from('hello '.repeat(100)), title: 'Vedtak & «klage» <1> "æøå"', mediaType: 'text/plain' }

test('openPackage() gives back what sealPackage() sealed', async t => {
  const { key, trust } = await testParty('eboks')
  const content = fc.record({
    bytes: fc.uint8Array({ minLength: 1, maxLength: 2000 }),
    title: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter(title => /^[^\p{Cc}\p{Cs}\ufffe\uffff]+$/u.test(title)),
    mediaType: fc.constantFrom('application/pdf', 'text/plain', 'image/png', 'application/octet-stream')
  })
  await fc.assert(fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 5 }), async contents => {
    const { cms } = await sealToMemory(await sealInput(contents))
    const opened = await openPackage(cms, { key, trust, at: new Date() })
    t.same(opened.documents.map(({ title, mediaType, content: bytes }) => ({ title, mediaType, bytes: Buffer.from(bytes).toString('hex') })),
      contents.map(({ title, mediaType, bytes }) => ({ title, mediaType, bytes: Buffer.from(bytes).toString('hex') })))
    t.match(opened, { sender: '313000001', mailboxAddress: 'test.testesen#8HC7', signer: { organizationNumber: '313000001' } })
  }), { numRuns: 25 })
})

test('sealPackage() tells the size and the fingerprint of what the sink got', async t => {
  const { cms, packageBytes, fingerprint } = await sealToMemory(await sealInput([pdf, odd]))
  t.equal(cms.length, packageBytes)
  t.equal(createHash('sha256').update(cms).digest('base64'), fingerprint)
})

test('sealPackage() writes mimetype, manifest, documents and signature, in this order, and nothing else', async t => {
  const container = await readContainer(await sealedContainer([pdf, odd]))
  t.same([...container.keys()], ['mimetype', 'manifest.xml', 'document-0.pdf', 'document-1.txt', 'META-INF/signatures.xml'])
  t.equal(Buffer.from(container.get('mimetype') ?? []).toString(), 'application/vnd.etsi.asic-e+zip')
})

test('sealPackage() begins the container as ASiC wants it: mimetype stored, without extra field', async t => {
  const zip = await sealedContainer([pdf])
  t.equal(zip.subarray(30, 69).toString(), 'mimetypeapplication/vnd.etsi.asic-e+zip')
})

test('sealPackage() writes manifests that our schema and the published one accept, with and without invoice reference', async t => {
  if (!outsideTool(t, 'xmllint')) return
  const ours = new URL('../../schemas/dpi-manifest.xsd', import.meta.url)
  const schemas = [ours, published(t, 'classic-xml/xsd/sdp-manifest.xsd')].filter(schema => schema !== undefined)
  for (const letter of [{}, { invoiceReference: 'Økonomi & «drift» '.padEnd(40, '<') }]) {
    const manifest = (await readContainer(await sealedContainer([pdf, odd, odd], letter))).get('manifest.xml') ?? Buffer.alloc(0)
    t.equal(Buffer.from(manifest).includes('fakturaReferanse'), 'invoiceReference' in letter)
    const folder = await folderOf(t, [['manifest.xml', manifest]])
    for (const schema of schemas) {
      const { status, text } = runTool(folder, 'xmllint', '--nonet', '--noout', '--schema', fileURLToPath(schema), 'manifest.xml')
      t.equal(status, 0, text)
    }
  }
})

test('sealPackage() names the same avsender in the manifest as the business message does (sdp-classic-xml §2)', async t => {
  const { key, trust } = await testParty('eboks')
  for (const letter of [{}, { invoiceReference: 'Økonomi & «drift»' }]) {
    const { jws, package: cms } = await sealedMessage({ choice: await mailboxChoice(), accessToken: 'a.b.c', letter })
    const { sender, invoiceReference } = await openPackage(cms, { key, trust, at: new Date() })
    const avsender = {
      virksomhetsidentifikator: { authority: 'iso6523-actorid-upis', value: `0192:${sender}` },
      ...invoiceReference !== undefined && { fakturaReferanse: invoiceReference }
    }
    t.strictSame({ invoiceReference }, { invoiceReference: undefined, ...letter })
    const { standardBusinessDocument } = JSON.parse((await verifyJws(jws)).payload) as { standardBusinessDocument: { digital: { avsender: object } } }
    t.strictSame(standardBusinessDocument.digital.avsender, avsender)
  }
})

test('sealPackage() names no recipient to the print service', async t => {
  const { cms } = await sealToMemory(await sealInput([pdf, odd], {}, await printChoice()))
  const { key, trust } = await testParty('print')
  t.notOk('mailboxAddress' in await openPackage(cms, { key, trust, at: new Date() }))
})

test('sealPackage() is accepted by openssl, unzip and xmlsec1, one inside the other', async t => {
  if (!outsideTool(t, 'openssl') || !outsideTool(t, 'unzip') || !outsideTool(t, 'xmlsec1')) return
  const { cms } = await sealToMemory(await sealInput([pdf, odd, { bytes: randomBytes(50_000) }]))
  const folder = await folderOf(t, [['package.cms', cms]])
  t.equal(runTool(folder, 'openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'package.cms', '-out', 'package.zip',
    '-recip', `${testCertificates}/eboks.chain.pem`, '-inkey', `${testCertificates}/eboks.key.pem`).status, 0)
  t.equal(runTool(folder, 'unzip', 'package.zip').status, 0)
  const { status, text } = runTool(folder, 'xmlsec1', '--verify', '--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
    '--trusted-pem', `${testCertificates}/root.pem`, '--untrusted-pem', `${testCertificates}/intermediate.pem`, 'META-INF/signatures.xml')
  t.equal(status, 0, text)
  t.match(text, 'SignedInfo References (ok/all): 5/5')
  t.ok(readFileSync(`${folder}/document-1.txt`).equals(odd.bytes))
})

test('sealPackage() has done with a passing chunk when it asks for the next', async t => {
  const { key, trust } = await testParty('eboks')
  const contents = [
    { bytes: randomBytes(500_000) }, { bytes: randomBytes(300_001), mediaType: 'text/plain' },
    { bytes: Buffer.from('text '.repeat(100_000)), mediaType: 'text/plain' }, { bytes: randomBytes(65_536) }, { bytes: randomBytes(10) }
  ]
  const { cms } = await sealToMemory(await sealInput(contents))
  const { documents } = await openPackage(cms, { key, trust, at: new Date() })
  t.strictSame(documents.map(({ content }, number) => contents[number]?.bytes.equals(content)), [true, true, true, true, true])
})

test('sealPackage() breaks off when a stored document is not the accepted one', async t => {
  const input = await sealInput([pdf, odd])
  const changed = { ...input, documents: () => input.documents({ ...pdf, number: 0, fileName: '', title: '', mediaType: '', sha256: '', bytes: 0 }, 'kept') }
  await t.rejects(sealToMemory(changed), { code: 'ERR_SEAL_DOCUMENT_CHANGED', message: 'Cannot seal: document 1 is not the one that was accepted' })
})

test('sealPackage() refuses a package above 45 MB before the sink gets a byte', async t => {
  const input = await sealInput([{ bytes: randomBytes(45_000_000) }])
  const sink = (): Promise<void> => { throw new Error('the sink was called') }
  await t.rejects(sealPackage(input, sink), { code: 'ERR_SEAL_TOO_LARGE', message: /^Cannot seal: the package is 450\d+ bytes and at most 45000000 may be sent$/ })
})

test('sealPackage() refuses a receiver\'s certificate that cannot be used', async t => {
  const input = await sealInput([pdf])
  const { leaf: expired } = await issueChain({ validTo: '2026-02-01' })
  const { leaf: short } = await issueChain({ bits: 1024 })
  for (const pem of ['', expired.certificate.toString(), short.certificate.toString()]) {
    const choice = await mailboxChoice({ certificate: { pem, validFrom: new Date(), validTo: new Date() } })
    await t.rejects(sealToMemory({ ...input, choice, signingTime: new Date('2026-06-01') }), { code: 'ERR_SEAL_CERTIFICATE' })
  }
})

test('sealPackage() refuses to sign with a certificate that names no organization', async t => {
  const { root, leaf } = await issueChain()
  await t.rejects(sealToMemory({ ...await sealInput([pdf]), signer: signerOf(leaf, root) }), { code: 'ERR_SEAL_CERTIFICATE' })
})

test('sealPackage() fails when the sink fails, or does not take all', async t => {
  const input = await sealInput([{ bytes: randomBytes(200_000) }])
  await t.rejects(sealPackage(input, async () => { await Promise.reject(new Error('disk full')) }), new Error('disk full'))
  await t.rejects(sealPackage(input, async chunks => { for await (const chunk of chunks) if (chunk.length > 0) break }), { name: 'RangeError' })
})

test('sealPackage() refuses a title that XML cannot carry', async t => {
  await t.rejects(sealToMemory(await sealInput([{ ...pdf, title: 'a\u0001b' }])), { code: 'ERR_XML_MALFORMED' })
})

test('sealPackage() holds 201 documents of 44 MB together below 45 000 000 bytes', async t => {
  const noise = randomBytes(44_000_000)
  const each = Math.ceil(noise.length / 201)
  const input = await sealInput(Array.from({ length: 201 }, (_, index) => ({ bytes: noise.subarray(index * each, (index + 1) * each), title: `Attachment ${index}` })))
  let taken = 0
  const { packageBytes } = await sealPackage(input, async chunks => { for await (const { length } of chunks) taken += length })
  t.equal(taken, packageBytes)
  t.ok(packageBytes > noise.length && packageBytes < 45_000_000, `${packageBytes} bytes`)
})

test('sealPackage() stores what its own format has compressed, at any size', async t => {
  const jpeg = { bytes: Buffer.alloc(5_000_000), mediaType: 'image/jpeg' }
  const png = { bytes: Buffer.alloc(1000), mediaType: 'image/png' }
  const large = { bytes: Buffer.alloc(5_000_000) }
  const { packageBytes } = await sealToMemory(await sealInput([large, jpeg, png, odd]))
  t.ok(packageBytes > 10_001_000, `${packageBytes} bytes`)
})
