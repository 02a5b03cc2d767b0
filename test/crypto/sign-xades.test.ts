import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { signXades } from '../../src/crypto/sign-xades.ts'
import { verifyXades } from '../../src/crypto/verify-xades.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { published } from '../support/shared.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

const files = new Map([['manifest.xml', Buffer.from('<manifest/>')], ['document-0.pdf', Buffer.from('%PDF-1.7')], ['document-1.txt', Buffer.from('æ')]])
const signingTime = new Date('2026-11-21T12:34:56.789Z')

async function signature (contents: ReadonlyMap<string, Uint8Array> = files): Promise<Buffer> {
  const { signer } = await testParty('sender')
  const toSign = Array.from(contents, ([name, content]) => ({ name, mediaType: 'text/plain', digest: createHash('sha256').update(content).digest() }))
  return await signXades(toSign, signer, signingTime)
}

test('verifyXades() proves what signXades() signed', async t => {
  const { trust, certificate } = await testParty('sender')
  const proved = verifyXades(await signature(), files, trust, new Date())
  t.equal(proved.certificate.fingerprint256, certificate.fingerprint256)
  t.same(proved.signingTime, signingTime)
  t.same([...proved.files.keys()], [...files.keys()])
})

test('signXades() is accepted by xmlsec1', async t => {
  if (!outsideTool(t, 'xmlsec1')) return
  const folder = await folderOf(t, [...files, ['META-INF/signatures.xml', await signature()]])
  const { status, text } = runTool(folder, 'xmlsec1', '--verify', '--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
    '--trusted-pem', `${testCertificates}/root.pem`, '--untrusted-pem', `${testCertificates}/intermediate.pem`, 'META-INF/signatures.xml')
  t.equal(status, 0, text)
  t.match(text, 'SignedInfo References (ok/all): 4/4')
})

test('signXades() is valid against the published schema', async t => {
  const schema = published(t, 'classic-xml/xsd/asic-e/ts_102918v010201_2.xsd')
  if (schema === undefined || !outsideTool(t, 'xmllint')) return
  const folder = await folderOf(t, [['signatures.xml', await signature()]])
  const { status, text } = runTool(folder, 'xmllint', '--nonet', '--noout', '--schema', fileURLToPath(schema), 'signatures.xml')
  t.equal(status, 0, text)
})

test('signXades() writes what the document package profile demands (sdp-classic-xml §6)', async t => {
  const { chain, certificate } = await testParty('sender')
  const xml = (await signature()).toString()
  const algorithms = Array.from(xml.matchAll(/<(?:ds:)?(\w+) Algorithm="([^"]+)"/g), ([, name, uri]) => `${name ?? ''} ${uri ?? ''}`)
  t.same([...new Set(algorithms)], [
    'CanonicalizationMethod http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    'SignatureMethod http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'DigestMethod http://www.w3.org/2001/04/xmlenc#sha256',
    'Transform http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    'DigestMethod http://www.w3.org/2000/09/xmldsig#sha1'
  ])
  const embedded = Array.from(xml.matchAll(/<X509Certificate>([^<]+)</g), ([, base64]) => base64)
  t.same(embedded, chain.map(one => one.raw.toString('base64')))
  t.match(xml, '<SigningTime>2026-11-21T12:34:56.789Z</SigningTime>')
  t.match(xml, `<ds:X509SerialNumber>${BigInt(`0x${certificate.serialNumber}`).toString()}</ds:X509SerialNumber>`)
  t.match(xml, `<ds:DigestValue>${createHash('sha1').update(certificate.raw).digest('base64')}</ds:DigestValue>`)
  t.match(xml, '<DataObjectFormat ObjectReference="#ID_2"><MimeType>text/plain</MimeType></DataObjectFormat>')
})

test('signXades() encodes a name so that every reader finds the file', async t => {
  const { trust } = await testParty('sender')
  const odd = new Map([['a b+c%20d æ.txt', Buffer.from('odd')]])
  const xml = await signature(odd)
  t.match(xml.toString(), 'URI="a%20b%2Bc%2520d%20%C3%A6.txt"')
  t.doesNotThrow(() => verifyXades(xml, odd, trust, new Date()))
})

test('signXades() refuses a signer without certificate', async t => {
  const { signer } = await testParty('sender')
  await t.rejects(signXades([], { ...signer, chain: [] }, signingTime), { code: 'ERR_CRYPTO_CERTIFICATE' })
})

test('only the seal profile names an algorithm of what we send', t => {
  const custody = readdirSync(new URL('../../src/crypto/custody/', import.meta.url)).map(name => `custody/${name.replace('.ts', '')}`)
  const writers = ['signer', 'sign-xades', 'cms-envelope', 'encryption', ...custody].map(name => `crypto/${name}.ts`).concat(
    ['seal-package', 'wire', 'sign-business-message', 'checked-document', 'zip'].map(name => `seal/${name}.ts`))
  for (const file of writers) {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8').replaceAll(/\.sha256\b|^\s*(?:\/\/|\*|\/\*\*).*$/gm, '')
    t.notMatch(source, /sha-?\d|aes-|rsa-|RS256|c14n|0x40\b/i, file)
  }
  t.end()
})
