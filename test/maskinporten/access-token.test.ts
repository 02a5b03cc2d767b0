import { createHmac } from 'node:crypto'
import { createLocalJWKSet, exportJWK, type JWTVerifyGetKey } from 'jose'
import { test } from 'tap'
import { signJws } from '../../src/crypto/jws.ts'
import { issueAccessToken, verifyAccessToken, type AccessToken } from '../../src/maskinporten/access-token.ts'
import { testParty } from '../support/test-certificates.ts'

const issuer = 'https://maskinporten.example/'
const at = new Date('2026-03-01T10:00:00Z')
const token: AccessToken = {
  id: 'jti-1', clientId: 'client', scopes: ['a:one', 'a:two'], consumer: '313000001', issuedAt: at, expiresAt: new Date(at.getTime() + 120_000)
}
const after = (secondsLater: number): Date => new Date(at.getTime() + secondsLater * 1000)

async function keys (): Promise<JWTVerifyGetKey> {
  const { certificate } = await testParty('maskinporten')
  return createLocalJWKSet({ keys: [{ ...await exportJWK(certificate.publicKey), kid: 'key-1', alg: 'RS256', use: 'sig' }] })
}

async function issue (changes: Partial<AccessToken> = {}): Promise<string> {
  const { signer } = await testParty('maskinporten')
  return await issueAccessToken({ ...token, ...changes }, { issuer, signer, keyId: 'key-1' })
}

async function verify (jwt: string, moment = at, toleranceSeconds?: number): Promise<AccessToken> {
  return await verifyAccessToken(jwt, { issuer, keys: await keys(), at: moment, ...(toleranceSeconds === undefined ? {} : { toleranceSeconds }) })
}

test('verifyAccessToken() reads what issueAccessToken() wrote', async t => {
  t.same(await verify(await issue()), token)
})

test('verifyAccessToken() tells consumer and supplier apart', async t => {
  t.match(await verify(await issue({ consumer: '910076787', supplier: '810969342' })), { consumer: '910076787', supplier: '810969342' })
})

test('issueAccessToken() writes organizations with their prefix, and says who delegated', async t => {
  const claims: unknown = JSON.parse(Buffer.from((await issue({ supplier: '810969342' })).split('.')[1] ?? '', 'base64url').toString())
  t.match(claims, {
    consumer: { authority: 'iso6523-actorid-upis', ID: '0192:313000001' }, supplier: { ID: '0192:810969342' },
    delegation_source: String, token_type: 'Bearer', client_amr: 'virksomhetssertifikat', scope: 'a:one a:two'
  })
})

test('verifyAccessToken() allows clocks to differ by 10 s and no more', async t => {
  const jwt = await issue()
  await t.resolves(verify(jwt, after(129)))
  await t.rejects(verify(jwt, after(131)), { code: 'ERR_MASKINPORTEN_TOKEN' })
})

test('verifyAccessToken() can be told to allow no difference', async t => {
  await t.rejects(verify(await issue(), after(121), 0), { code: 'ERR_MASKINPORTEN_TOKEN' })
})

const claims = {
  iss: issuer, client_id: 'client', scope: 'a:one', consumer: { authority: 'iso6523-actorid-upis', ID: '0192:313000001' },
  iat: Math.floor(at.getTime() / 1000), exp: Math.floor(after(120).getTime() / 1000), jti: 'jti-1'
}
const lacking: [string, Record<string, unknown>][] = [
  ['another issuer', { iss: 'https://test.maskinporten.no/' }],
  ['the issuer without its slash', { iss: issuer.slice(0, -1) }],
  ['no issuer', { iss: undefined }],
  ['no consumer', { consumer: undefined }],
  ['a consumer of another register', { consumer: { authority: 'iso3166-1', ID: '0192:313000001' } }],
  ['a consumer of too few digits', { consumer: { authority: 'iso6523-actorid-upis', ID: '0192:31300000' } }],
  ['no client', { client_id: undefined }],
  ['no scope', { scope: undefined }],
  ['a list for a scope', { scope: ['a:one'] }],
  ['no expiry', { exp: undefined }],
  ['a text for an expiry', { exp: '2026' }],
  ['no time of issue', { iat: undefined }],
  ['no id', { jti: undefined }],
  ['a start in the future', { nbf: Math.floor(after(60).getTime() / 1000) }]
]
for (const [what, changes] of lacking) {
  test(`verifyAccessToken() refuses ${what}`, async t => {
    const { signer } = await testParty('maskinporten')
    const jwt = await signJws(JSON.stringify({ ...claims, ...changes }), signer, { keyId: 'key-1' })
    await t.rejects(verify(jwt), { code: 'ERR_MASKINPORTEN_TOKEN' })
  })
}

const partOf = (jwt: string, index: number): string => jwt.split('.')[index] ?? ''
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const forgeries: [string, (jwt: string, publicPem: string) => string][] = [
  ['nothing at all', () => ''],
  ['a word', () => 'token'],
  ['a changed payload', jwt => [partOf(jwt, 0), encoded({ ...claims, scope: 'a:all' }), partOf(jwt, 2)].join('.')],
  ['a cut signature', jwt => jwt.slice(0, -4)],
  ['the algorithm none', jwt => `${encoded({ alg: 'none', kid: 'key-1' })}.${partOf(jwt, 1)}.`],
  ['an unknown key', jwt => [encoded({ alg: 'RS256', kid: 'key-2' }), partOf(jwt, 1), partOf(jwt, 2)].join('.')],
  ['another algorithm of the same key', jwt => [encoded({ alg: 'PS256', kid: 'key-1' }), partOf(jwt, 1), partOf(jwt, 2)].join('.')],
  ['an HMAC made of the public key', (jwt, publicPem) => {
    const signed = `${encoded({ alg: 'HS256', kid: 'key-1' })}.${partOf(jwt, 1)}`
    return `${signed}.${createHmac('sha256', publicPem).update(signed).digest('base64url')}`
  }]
]
for (const [what, forge] of forgeries) {
  test(`verifyAccessToken() refuses ${what}, in the same words as ever`, async t => {
    const { certificate } = await testParty('maskinporten')
    const pem = certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    await t.rejects(verify(forge(await issue(), pem)), {
      code: 'ERR_MASKINPORTEN_TOKEN', message: 'Cannot accept the access token: it is not a valid token of this issuer'
    })
  })
}

test('verifyAccessToken() refuses a token signed by another party\'s key', async t => {
  const { signer } = await testParty('sender')
  const jwt = await issueAccessToken(token, { issuer, signer, keyId: 'key-1' })
  await t.rejects(verify(jwt), { code: 'ERR_MASKINPORTEN_TOKEN' })
})
