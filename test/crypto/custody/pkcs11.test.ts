import { verify, type KeyObject } from 'node:crypto'
import { test, t as wholeFile } from 'tap'
import { openPkcs11Signer, type Pkcs11Options } from '../../../src/crypto/custody/pkcs11.ts'
import { issueCertificate } from '../../support/issue-certificate.ts'
import { softToken } from '../../support/soft-token.ts'
import { testParty } from '../../support/test-certificates.ts'

const data = Buffer.from('to be signed')
const token = await softToken(wholeFile)
const publicKey = token?.makeKey('sender', '01')

/** Options that fit the token and its key. */
async function optionsFor (key: KeyObject | undefined, changes: Partial<Pkcs11Options> = {}): Promise<Pkcs11Options> {
  const { certificate } = await issueCertificate(key === undefined ? {} : { publicKey: key })
  const { library = '', label = '', pin = '' } = token ?? {}
  return { library, token: { label }, key: { label: 'sender' }, chainPem: certificate.toString(), readPin: async () => pin, ...changes }
}

test('openPkcs11Signer() signs with a key that cannot leave its token', async t => {
  if (token === undefined || publicKey === undefined) return
  t.match(token.tool('--list-objects', '--type', 'privkey', '--id', '01'), /never extractable/)
  const { signer, close } = await openPkcs11Signer(await optionsFor(publicKey), token.loadKoffi)
  t.ok(verify('sha256', data, publicKey, await signer.sign(data)))
  await close()
})

test('openPkcs11Signer() signs many at a time, each right', async t => {
  if (token === undefined || publicKey === undefined) return
  const { signer, close } = await openPkcs11Signer(await optionsFor(publicKey, { sessions: 4, key: { id: '01' } }), token.loadKoffi)
  const inputs = Array.from({ length: 200 }, (_, index) => Buffer.alloc(index + 1, index))
  const signatures = await Promise.all(inputs.map(input => signer.sign(input)))
  t.ok(signatures.every((signature, index) => verify('sha256', inputs[index] ?? data, publicKey, signature)))
  await close()
})

test('openPkcs11Signer() tries a wrong PIN once, and quotes it nowhere', async t => {
  if (token === undefined || publicKey === undefined) return
  const options = await optionsFor(publicKey, { readPin: async () => 'hemmelig' })
  const error: unknown = await openPkcs11Signer(options, token.loadKoffi).catch((caught: unknown) => caught)
  t.match(error, { code: 'ERR_CONFIG_INVALID', message: 'Cannot use the PKCS #11 token: it refuses the PIN', cause: undefined })
})

test('openPkcs11Signer() tries a PIN that was refused no second time in the process, and another at once', async t => {
  if (token === undefined || publicKey === undefined) return
  let pin = 'forgotten'
  const options = await optionsFor(publicKey, { readPin: async () => pin })
  const { loadKoffi } = token
  const messages = (await Promise.allSettled(Array.from({ length: 4 }, () => openPkcs11Signer(options, loadKoffi))))
    .map(result => result.status === 'rejected' && result.reason instanceof Error ? result.reason.message.replace(/^.*: /, '') : 'opened')
  t.strictSame(messages.toSorted(), [...Array.from({ length: 3 }, () => 'it has refused the PIN, which is not tried again until it is another'), 'it refuses the PIN'])
  pin = token.pin
  const { signer, close } = await openPkcs11Signer(options, loadKoffi)
  t.ok(verify('sha256', data, publicKey, await signer.sign(data)))
  await close()
})

test('openPkcs11Signer() names what is wrong with token, key or library', async t => {
  if (token === undefined || publicKey === undefined) return
  const wrongs: [Partial<Pkcs11Options>, RegExp][] = [
    [{ token: { label: 'another' } }, /no slot holds it/],
    [{ token: { slot: 7 } }, /no slot holds it/],
    [{ key: { label: 'another' } }, /no RSA private key with this label or id/],
    [{ library: '/no/such/library.so' }, /the library "\/no\/such\/library.so" cannot be loaded/]
  ]
  for (const [change, message] of wrongs) {
    await t.rejects(openPkcs11Signer(await optionsFor(publicKey, change), token.loadKoffi), { code: 'ERR_CONFIG_INVALID', message })
  }
})

test('openPkcs11Signer() does not choose between keys of one name', async t => {
  if (token === undefined || publicKey === undefined) return
  token.makeKey('twin', '0a')
  token.makeKey('twin', '0b')
  await t.rejects(openPkcs11Signer(await optionsFor(publicKey, { key: { label: 'twin' } }), token.loadKoffi), { message: /several such keys/ })
})

test('openPkcs11Signer() refuses a key that is another certificate\'s', async t => {
  if (token === undefined) return
  const { chain } = await testParty('sender')
  const options = await optionsFor(undefined, { chainPem: chain.map(String).join('') })
  await t.rejects(openPkcs11Signer(options, token.loadKoffi), { code: 'ERR_CRYPTO_CERTIFICATE' })
})

test('sign() opens a session anew when the token lost it, and lets letters wait when the key is gone', async t => {
  if (token === undefined) return
  const key = token.makeKey('passing', '0c')
  const { signer, close } = await openPkcs11Signer(await optionsFor(key, { key: { id: '0c' }, sessions: 1 }), token.loadKoffi)
  t.ok(await signer.sign(data))
  token.tool('--delete-object', '--type', 'privkey', '--id', '0c')
  await t.rejects(signer.sign(data), { code: 'ERR_CRYPTO_CUSTODY', message: /no RSA private key/ })
  await close()
})

test('sign() says that the key was let go of once it was, and does not wait for ever', async t => {
  if (token === undefined || publicKey === undefined) return
  const { signer, close } = await openPkcs11Signer(await optionsFor(publicKey), token.loadKoffi)
  await close()
  await t.rejects(signer.sign(data), { code: 'ERR_CRYPTO_CUSTODY', message: 'Cannot sign: the key was let go of' })
})

test('openPkcs11Signer() says how to get koffi where it is not installed', async t => {
  await t.rejects(openPkcs11Signer(await optionsFor(undefined)), {
    code: 'ERR_CONFIG_INVALID', message: 'Cannot use the PKCS #11 token: the package koffi is not installed; install it with "npm install koffi"'
  })
})
