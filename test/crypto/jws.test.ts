import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { test } from 'tap'
import { signJws, verifyJws } from '../../src/crypto/jws.ts'
import { publishedPackages } from '../support/published-packages.ts'
import { testParty } from '../support/test-certificates.ts'

const malformed = { code: 'ERR_CRYPTO_MALFORMED' }
const broken = { code: 'ERR_CRYPTO_SIGNATURE', message: 'Cannot accept the signed message: its signature does not hold' }

function part (value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function headerOf (jws: string): unknown {
  return JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString())
}

test('verifyJws() gives back what signJws() signed', async t => {
  const { signer, certificate } = await testParty('sender')
  await fc.assert(fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async payload => {
    const verified = await verifyJws(await signJws(payload, signer))
    t.equal(verified.payload, payload)
    t.equal(verified.chain[0]?.fingerprint256, certificate.fingerprint256)
  }), { numRuns: 50 })
})

test('signJws() writes exactly one certificate in standard Base64, and nothing more (dpi-json §3)', async t => {
  const { signer, certificate } = await testParty('sender')
  t.same(headerOf(await signJws('{}', signer)), { alg: 'RS256', x5c: [certificate.raw.toString('base64')] })
})

test('signJws() writes the chain or a key id when asked', async t => {
  const { signer } = await testParty('sender')
  const { chain } = await verifyJws(await signJws('{}', signer, { certificates: 'chain' }))
  t.equal(chain.length, 3)
  t.same(headerOf(await signJws('{}', signer, { keyId: 'my-key' })), { alg: 'RS256', kid: 'my-key' })
})

test('signJws() is accepted by another implementation', async t => {
  const { signer, certificate } = await testParty('sender')
  const { payload } = await compactVerify(await signJws('{"a":"æ"}', signer), certificate.publicKey, { algorithms: ['RS256'] })
  t.equal(Buffer.from(payload).toString(), '{"a":"æ"}')
})

test('verifyJws() accepts the published request messages, whose payload is the published JSON', async t => {
  for (const { jwt, message } of publishedPackages(t)) t.same(JSON.parse((await verifyJws(jwt)).payload), message)
})

test('verifyJws() accepts RS384 and RS512, as receipts have them', async t => {
  const { key, certificate } = await testParty('digipost')
  for (const [alg, digest] of [['RS384', 'sha384'], ['RS512', 'sha512']]) {
    const signed = `${part({ alg, x5c: [certificate.raw.toString('base64')] })}.${part({})}`
    const jws = `${signed}.${sign(digest, Buffer.from(signed), key).toString('base64url')}`
    t.equal((await verifyJws(jws)).payload, '{}')
  }
})

test('verifyJws() verifies with a given key instead of the message\'s', async t => {
  const { signer, key } = await testParty('sender')
  const other = await testParty('print')
  const jws = await signJws('{}', signer)
  t.equal((await verifyJws(jws, { key: createPublicKey(key) })).payload, '{}')
  await t.rejects(verifyJws(jws, { key: other.certificate.publicKey }), broken)
})

test('verifyJws() refuses every changed part', async t => {
  const { signer } = await testParty('sender')
  const [header = '', payload = '', signature = ''] = (await signJws('{"a":1}', signer)).split('.')
  const otherSignature = (await signJws('{"a":2}', signer)).split('.')[2] ?? ''
  await t.rejects(verifyJws(`${header}.${part({ a: 2 })}.${signature}`), broken)
  await t.rejects(verifyJws(`${header}.${payload}.${otherSignature}`), broken)
  await t.rejects(verifyJws(`${part({ ...Object(headerOf(header)), cty: 'x' })}.${payload}.${signature}`), broken)
})

test('verifyJws() refuses algorithms that are not ours, without looking at the signature', async t => {
  const { signer, certificate } = await testParty('sender')
  const [, payload = '', signature = ''] = (await signJws('{}', signer)).split('.')
  const x5c = [certificate.raw.toString('base64')]
  for (const header of [{ alg: 'none', x5c }, { alg: 'HS256', x5c }, { alg: 'PS256', x5c }, { x5c }, { alg: 'RS256', x5c, crit: ['b64'], b64: false }]) {
    await t.rejects(verifyJws(`${part(header)}.${payload}.${signature}`), malformed)
  }
})

test('verifyJws() refuses what is no compact JWS', async t => {
  const { signer } = await testParty('sender')
  const good = await signJws('{}', signer)
  for (const jws of ['', 'a.b', 'a.b.c', `${good}.x`, `${good}=`, good.replace('.', '.!'), `${good} `, `${part(null)}.e30.e30`, 'a'.repeat(1_000_001)]) {
    await t.rejects(verifyJws(jws), malformed)
  }
})

test('verifyJws() refuses a certificate list it cannot read, and no certificate at all', async t => {
  for (const header of [{ alg: 'RS256' }, { alg: 'RS256', x5c: 'x' }, { alg: 'RS256', x5c: ['AAAA'] }, { alg: 'RS256', x5c: Array(11).fill('x') }]) {
    await t.rejects(verifyJws(`${part(header)}.e30.e30`), malformed)
  }
})

test('verifyJws() refuses a key of less than 2048 bits', async t => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const signed = `${part({ alg: 'RS256' })}.e30`
  await t.rejects(verifyJws(`${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`, { key: publicKey }), broken)
})
