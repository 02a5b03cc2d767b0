import { randomBytes, type X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import { cmsBytes, encryptCms } from '../../src/crypto/encrypt-cms.ts'
import { issueCertificate } from '../support/issue-certificate.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { chunksOf } from '../support/sealed-letter.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)

async function encrypted (content: Uint8Array, certificate: X509Certificate, announced = content.length, source = random): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of encryptCms(chunksOf(content, 1000), announced, certificate, source)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('decryptCms() undoes encryptCms(), and cmsBytes() told the length', async t => {
  const { certificate, key } = await testParty('eboks')
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), async content => {
    const cms = await encrypted(content, certificate)
    t.equal(cms.length, cmsBytes(content.length, certificate))
    t.ok(Buffer.from(await decryptCms(cms, key)).equals(content))
  }), { numRuns: 60 })
})

test('cmsBytes() is right on both sides of every step of a length header', async t => {
  const { certificate } = await testParty('eboks')
  for (const bytes of [1, 15, 16, 100, 127, 128, 239, 240, 255, 256, 65_000, 65_520, 65_535, 65_536]) {
    t.equal((await encrypted(new Uint8Array(bytes), certificate)).length, cmsBytes(bytes, certificate), String(bytes))
  }
})

test('encryptCms() is opened by OpenSSL, byte for byte', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { certificate } = await testParty('eboks')
  const content = randomBytes(300_001)
  const folder = await folderOf(t, [['package.cms', await encrypted(content, certificate)]])
  const { stdout } = runTool(folder, 'openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'package.cms',
    '-recip', `${testCertificates}/eboks.chain.pem`, '-inkey', `${testCertificates}/eboks.key.pem`)
  t.ok(stdout.equals(content))
})

test('encryptCms() writes the algorithms of the profile, in DER with definite lengths', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { certificate } = await testParty('eboks')
  const folder = await folderOf(t, [['package.cms', await encrypted(Buffer.from('content'), certificate)]])
  const { text } = runTool(folder, 'openssl', 'asn1parse', '-inform', 'DER', '-in', 'package.cms')
  t.notMatch(text, 'l=inf')
  const algorithms = ['pkcs7-envelopedData', 'rsaesOaep', 'sha256', 'mgf1', 'sha256', 'pkcs7-data', 'aes-256-cbc']
  t.same(Array.from(text.matchAll(/OBJECT\s+:(\S+)/g), ([, name]) => name).filter(name => name?.endsWith('Name') !== true), algorithms)
})

test('encryptCms() asks for a fresh key and vector each time', async t => {
  const { certificate } = await testParty('eboks')
  const asked: number[] = []
  const counting = (bytes: number): Uint8Array => {
    asked.push(bytes)
    return randomBytes(bytes)
  }
  for (let run = 0; run < 3; run++) await encrypted(new Uint8Array(10), certificate, 10, counting)
  t.same(asked, [32, 16, 32, 16, 32, 16])
})

test('encryptCms() breaks off when the content is not as long as announced', async t => {
  const { certificate } = await testParty('eboks')
  for (const announced of [0, 9, 11, 10_000]) {
    await t.rejects(encrypted(new Uint8Array(10), certificate, announced), new RangeError(`Cannot encrypt: the content is not the ${announced} bytes that were announced`))
  }
})

test('encryptCms() refuses a short key', async t => {
  const { certificate } = await issueCertificate({ bits: 1024 })
  await t.rejects(encrypted(new Uint8Array(1), certificate), { code: 'ERR_CRYPTO_CERTIFICATE' })
  t.throws(() => cmsBytes(1, certificate), { code: 'ERR_CRYPTO_CERTIFICATE' })
})
