import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'tap'
import { signerFromKey, signerFromPem } from '../../src/crypto/signer.ts'
import { testParty } from '../support/test-certificates.ts'

test('signerFromPem() signs what the first certificate of its chain verifies', async t => {
  const { signer, certificate } = await testParty('sender')
  const data = Buffer.from('to be signed')
  t.ok(verify('sha256', data, certificate.publicKey, await signer.sign(data)))
  t.equal(signer.chain.length, 3)
})

for (const processors of [1, 2]) {
  test(`signerFromKey() signs alike with ${processors} processors`, async t => {
    const { key, chain } = await testParty('sender')
    const data = Buffer.from('to be signed')
    t.strictSame(Buffer.from(await signerFromKey(key, chain, processors).sign(data)), sign('sha256', data, key))
  })
}

test('signerFromKey() with a processor to spare leaves this thread free while it signs', async t => {
  const { key, chain } = await testParty('sender')
  const signer = signerFromKey(key, chain, 2)
  await signer.sign(Buffer.from('the first'))
  let turned = false
  setImmediate(() => { turned = true })
  await signer.sign(Buffer.from('to be signed'))
  t.equal(turned, true)
})

test('signerFromPem() refuses a key that is not the certificate\'s', async t => {
  const { chain } = await testParty('sender')
  const { key } = await testParty('print')
  const pem = chain.map(one => one.toString()).join('')
  t.throws(() => signerFromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString(), pem), { code: 'ERR_CRYPTO_CERTIFICATE' })
})

test('signerFromPem() refuses a key that is not RSA', async t => {
  const { certificate } = await testParty('sender')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  t.throws(() => signerFromPem(privateKey, certificate.toString()), { code: 'ERR_CRYPTO_CERTIFICATE' })
})

test('signerFromPem() tells nothing of a key it cannot read', async t => {
  const { certificate } = await testParty('sender')
  try {
    signerFromPem('-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----', certificate.toString())
    t.fail('must throw')
  } catch (error) {
    t.match(error, { code: 'ERR_CRYPTO_MALFORMED', message: 'Cannot read the private key: it is not unencrypted PEM', cause: undefined })
  }
})

test('signerFromPem() opens an encrypted key with its pass phrase, and quotes none that is not', async t => {
  const { key, certificate } = await testParty('sender')
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'blåbær' }).toString()
  const data = Buffer.from('to be signed')
  t.ok(verify('sha256', data, certificate.publicKey, await signerFromPem(encrypted, certificate.toString(), 'blåbær').sign(data)))
  t.throws(() => signerFromPem(encrypted, certificate.toString()), { code: 'ERR_CRYPTO_MALFORMED' })
  t.throws(() => signerFromPem(encrypted, certificate.toString(), 'hemmelig'), {
    code: 'ERR_CRYPTO_MALFORMED', message: 'Cannot read the private key: it is not PEM, or the pass phrase is not its own', cause: undefined
  })
})
