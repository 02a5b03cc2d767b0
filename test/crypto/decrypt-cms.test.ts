import { createHash, randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { decryptCms } from '../../src/crypto/decrypt-cms.ts'
import { encrypted } from '../support/encrypted.ts'
import { outsideTool } from '../support/outside-tool.ts'
import { publishedPackages } from '../support/published-packages.ts'
import { folderOf, runTool } from '../support/run-tool.ts'
import { testCertificates, testParty } from '../support/test-certificates.ts'

const failure = { code: 'ERR_CRYPTO_MALFORMED', message: 'Cannot decrypt the package: it is damaged or made for another key', cause: undefined }

/** A package made by OpenSSL, with options of its own. */
async function madeByOpenssl (t: Test, content: Uint8Array, ...options: string[]): Promise<Buffer> {
  const folder = await folderOf(t, [['content', content]])
  return runTool(folder, 'openssl', 'cms', '-encrypt', '-binary', '-in', 'content', '-outform', 'DER', '-recip', `${testCertificates}/eboks.chain.pem`, ...options).stdout
}

async function ourPackage (content: Uint8Array): Promise<Buffer> {
  const { certificate } = await testParty('eboks')
  return (await encrypted(content, certificate)).cms
}

test('decryptCms() opens the published packages to exactly the published containers', async t => {
  for (const { cms, zip, key } of publishedPackages(t)) t.ok(Buffer.from(await decryptCms(cms, key)).equals(zip))
})

test('the published packages have the fingerprints that dpi-json §11 lists', t => {
  const fingerprints = publishedPackages(t).map(({ cms }) => createHash('sha256').update(cms).digest('base64'))
  if (fingerprints.length > 0) {
    t.same(fingerprints, [
      'BDjOg00Iiv5eQGm5adwGnW8ktSfvQ/0jYvgkYCRnryw=', '7YsjEgPkzVpmnMyTYXMLOEgWVmLNL/uOtxV1Hc6sO08=',
      'KmKYbNHzGOBn16C53jbQ5BxRjXeOewOFtrBKZ6Q123g=', '2IDn+1OdB0BYiqrAsBHxXfGRLLUys0Rc07D0UaSY+nw='
    ])
  }
  t.end()
})

test('decryptCms() obeys the OAEP parameters and reads old key transport', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { key } = await testParty('eboks')
  const content = randomBytes(5000)
  for (const digest of ['sha1', 'sha256', 'sha512']) {
    const cms = await madeByOpenssl(t, content, '-aes256', '-keyopt', 'rsa_padding_mode:oaep', '-keyopt', `rsa_oaep_md:${digest}`)
    t.ok(Buffer.from(await decryptCms(cms, key)).equals(content), digest)
  }
  t.ok(Buffer.from(await decryptCms(await madeByOpenssl(t, content, '-aes128'), key)).equals(content), 'PKCS #1 v1.5')
})

test('decryptCms() reads indefinite lengths, as streaming writers give them', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { key } = await testParty('eboks')
  const content = randomBytes(100_000)
  const cms = await madeByOpenssl(t, content, '-aes256', '-stream', '-indef', '-keyopt', 'rsa_padding_mode:oaep')
  t.equal(cms[1], 0x80)
  t.ok(Buffer.from(await decryptCms(cms, key)).equals(content))
})

test('decryptCms() reads a package of many megabytes and lets others work meanwhile', async t => {
  const { key } = await testParty('eboks')
  const content = randomBytes(20_000_000)
  const cms = await ourPackage(content)
  let turns = 0
  const timer = setInterval(() => { turns += 1 }, 1)
  t.ok(Buffer.from(await decryptCms(cms, key)).equals(content))
  clearInterval(timer)
  t.ok(turns > 0)
})

test('decryptCms() says the same for a wrong key, a damaged key and damaged content', async t => {
  const { key } = await testParty('eboks')
  const { key: otherKey } = await testParty('print')
  const cms = await ourPackage(randomBytes(100))
  await t.rejects(decryptCms(cms, otherKey), failure)
  const keyAt = cms.length - 112 - 100
  for (const at of [keyAt, cms.length - 17]) {
    const damaged = Buffer.from(cms)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    await t.rejects(decryptCms(damaged, key), failure)
  }
})

test('decryptCms() refuses what is no encrypted package', async t => {
  const { key } = await testParty('eboks')
  const cms = await ourPackage(randomBytes(100))
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), cms.subarray(0, 300), cms.subarray(1), Buffer.from('3000', 'hex')]) {
    await t.rejects(decryptCms(bytes, key), { code: 'ERR_CRYPTO_MALFORMED' })
  }
})

test('decryptCms() refuses nesting that is made to exhaust it', async t => {
  const { key } = await testParty('eboks')
  const started = performance.now()
  await t.rejects(decryptCms(Buffer.from('3080'.repeat(5000), 'hex'), key), { code: 'ERR_CRYPTO_MALFORMED' })
  t.ok(performance.now() - started < 500)
})

test('decryptCms() refuses several receivers and other ciphers', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { key } = await testParty('eboks')
  const several = await madeByOpenssl(t, randomBytes(10), '-aes256', '-recip', `${testCertificates}/print.chain.pem`)
  await t.rejects(decryptCms(several, key), { message: 'Cannot decrypt the package: it is not for exactly one receiver with an RSA key' })
  await t.rejects(decryptCms(await madeByOpenssl(t, randomBytes(10), '-des3'), key), { message: 'Cannot decrypt the package: its content encryption is not AES in CBC mode' })
})
