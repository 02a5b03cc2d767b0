import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verify } from 'node:crypto'
import { test, type Test } from 'tap'
import { signerFromPkcs12 } from '../../../src/crypto/custody/pkcs12.ts'
import { outsideTool } from '../../support/outside-tool.ts'
import { folderOf, runTool } from '../../support/run-tool.ts'
import { testParty } from '../../support/test-certificates.ts'

const passPhrase = 'blåbærsyltetøy 1814'
const data = Buffer.from('to be signed')

/** A PKCS #12 file of the test sender, made by openssl. */
async function aFile (t: Test, ...extra: string[]): Promise<{ folder: string, file: Buffer }> {
  const { key, chain } = await testParty('sender')
  const folder = await folderOf(t, [
    ['key.pem', key.export({ type: 'pkcs8', format: 'pem' })], ['chain.pem', chain.map(String).join('')], ['pass', `${passPhrase}\n`]
  ])
  runTool(folder, 'openssl', 'pkcs12', '-export', '-inkey', 'key.pem', '-in', 'chain.pem', '-name', 'signing', '-passout', 'file:pass', '-out', 'a.p12', ...extra)
  return { folder, file: readFileSync(join(folder, 'a.p12')) }
}

for (const [kind, extra] of Object.entries({
  'AES as openssl writes it now': [],
  'triple DES as Windows wrote it': ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  'a plain key under a MAC': ['-keypbe', 'NONE', '-certpbe', 'NONE']
})) {
  test(`signerFromPkcs12() signs with a file of ${kind}`, async t => {
    if (!outsideTool(t, 'openssl')) return
    const { certificate, chain } = await testParty('sender')
    const signer = signerFromPkcs12((await aFile(t, ...extra)).file, passPhrase)
    t.ok(verify('sha256', data, certificate.publicKey, await signer.sign(data)))
    t.strictSame(signer.chain.map(one => one.raw), chain.map(one => one.raw), 'certificates come out byte for byte, leaf first')
  })
}

test('signerFromPkcs12() says the same of a wrong pass phrase and a damaged file, and quotes neither', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { file } = await aFile(t)
  const damaged = Buffer.from(file)
  damaged[200] = (damaged[200] ?? 0) ^ 0xff
  const tries: [Uint8Array, string][] = [
    [file, 'hemmelig-men-feil'], [file, ''], [damaged, passPhrase], [file.subarray(0, 500), passPhrase], [Buffer.from('hemmelig'), passPhrase],
    [Buffer.alloc(1_000_001, 0x30), passPhrase]
  ]
  for (const [bytes, phrase] of tries) {
    t.throws(() => signerFromPkcs12(bytes, phrase), {
      code: 'ERR_CRYPTO_MALFORMED', message: 'Cannot open the PKCS #12 file: it is damaged, or the pass phrase is not its own', cause: undefined
    })
  }
})

test('signerFromPkcs12() takes the key with the label', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { file } = await aFile(t)
  t.ok(await signerFromPkcs12(file, passPhrase, { label: 'signing' }).sign(data))
  t.throws(() => signerFromPkcs12(file, passPhrase, { label: 'encryption' }), { code: 'ERR_CRYPTO_CERTIFICATE', message: /no RSA key with this label/ })
})

test('signerFromPkcs12() refuses a file without the key\'s certificate, and one without a key', async t => {
  if (!outsideTool(t, 'openssl')) return
  const { folder } = await aFile(t)
  const make = (name: string, ...args: string[]): Buffer => {
    runTool(folder, 'openssl', 'pkcs12', '-export', '-passout', 'file:pass', '-out', name, ...args)
    return readFileSync(join(folder, name))
  }
  t.throws(() => signerFromPkcs12(make('keyless.p12', '-nokeys', '-in', 'chain.pem'), passPhrase), { message: /it holds no RSA key$/ })
  t.throws(() => signerFromPkcs12(make('bare.p12', '-nocerts', '-inkey', 'key.pem'), passPhrase), { message: /no certificate of the key/ })
})

test('signerFromPkcs12() refuses a key that is not RSA', async t => {
  if (!outsideTool(t, 'openssl')) return
  const folder = await folderOf(t, [['pass', passPhrase]])
  runTool(folder, 'openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ec.key', '-out', 'ec.pem', '-subj', '/CN=EC')
  runTool(folder, 'openssl', 'pkcs12', '-export', '-inkey', 'ec.key', '-in', 'ec.pem', '-passout', 'file:pass', '-out', 'ec.p12')
  t.throws(() => signerFromPkcs12(readFileSync(join(folder, 'ec.p12')), passPhrase), { code: 'ERR_CRYPTO_CERTIFICATE', message: /no RSA key/ })
})
