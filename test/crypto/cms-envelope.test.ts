import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { checkRecipient, createCmsEnvelope } from '../../src/crypto/cms-envelope.ts'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import { encrypted } from '../support/encrypted.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

test('decryptCms() undoes what stands behind createCmsEnvelope(), which told the length', async t => {
  const { certificate, key } = await testParty('eboks')
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), async content => {
    const { cms, announced } = await encrypted(content, certificate)
    t.equal(cms.length, announced)
    t.ok(Buffer.from(await decryptCms(cms, key)).equals(content))
  }), { numRuns: 60 })
})

test('createCmsEnvelope() tells the right length on both sides of every step of a length header', async t => {
  const { certificate } = await testParty('eboks')
  for (const bytes of [1, 15, 16, 100, 127, 128, 239, 240, 255, 256, 65_000, 65_520, 65_535, 65_536]) {
    const { cms, announced } = await encrypted(new Uint8Array(bytes), certificate)
    t.equal(cms.length, announced, String(bytes))
  }
})

test('createCmsEnvelope() makes what OpenSSL opens, byte for byte', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { certificate } = await testParty('eboks')
  const content = randomBytes(300_001)
  const folder = await folderOf(t, [['package.cms', (await encrypted(content, certificate)).cms]])
  const { stdout } = runTool(folder, 'openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'package.cms',
    '-recip', `${testCertificates}/eboks.chain.pem`, '-inkey', `${testCertificates}/eboks.key.pem`)
  t.ok(stdout.equals(content))
})

test('createCmsEnvelope() writes the algorithms of the profile, in DER with definite lengths', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { certificate } = await testParty('eboks')
  const folder = await folderOf(t, [['package.cms', (await encrypted(Buffer.from('content'), certificate)).cms]])
  const { text } = runTool(folder, 'openssl', 'asn1parse', '-inform', 'DER', '-in', 'package.cms')
  t.notMatch(text, 'l=inf')
  const algorithms = ['pkcs7-envelopedData', 'rsaesOaep', 'sha256', 'mgf1', 'sha256', 'pkcs7-data', 'aes-256-cbc']
  t.same(Array.from(text.matchAll(/OBJECT\s+:(\S+)/g), ([, name]) => name).filter(name => name?.endsWith('Name') !== true), algorithms)
})

test('createCmsEnvelope() asks for a fresh key and vector each time', async t => {
  const { certificate } = await testParty('eboks')
  const asked: number[] = []
  const random = (bytes: number): Uint8Array => {
    asked.push(bytes)
    return randomBytes(bytes)
  }
  for (let run = 0; run < 3; run++) await encrypted(new Uint8Array(10), certificate, { random })
  t.same(asked, [32, 16, 32, 16, 32, 16])
})

test('createCmsEnvelope() and checkRecipient() refuse a short key', async t => {
  const { certificate } = await issueCertificate({ bits: 1024 })
  t.throws(() => createCmsEnvelope(1, certificate, randomBytes), { code: 'ERR_CRYPTO_CERTIFICATE' })
  t.throws(() => { checkRecipient(certificate) }, { code: 'ERR_CRYPTO_CERTIFICATE' })
})
