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

test('signerFromKey() signs as the profile says', async t => {
  const { key, chain } = await testParty('sender')
  const data = Buffer.from('to be signed')
  t.strictSame(Buffer.from(await signerFromKey(key, chain).sign(data)), sign('sha256', data, key))
})

test('signerFromKey() lets the event loop turn while many sign', async t => {
  const { key, chain } = await testParty('sender')
  const signer = signerFromKey(key, chain)
  let turns = 0
  const turning = setInterval(() => { turns += 1 }, 0)
  await Promise.all(Array.from({ length: 100 }, () => signer.sign(Buffer.from('to be signed'))))
  clearInterval(turning)
  t.ok(turns > 2, `${turns} turns`)
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
