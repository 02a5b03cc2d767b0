import { test } from 'tap'
import { signJws } from '../../src/crypto/jws.ts'
import type { Signer } from '../../src/crypto/signer.ts'
import { grantFaults, verifyGrant, type GrantFault, type GrantRules, type GrantVerdict } from '../../src/maskinporten/verify-grant.ts'
import { testParty } from '../support/test-certificates.ts'

const now = new Date()
const seconds = Math.floor(now.getTime() / 1000)
const issuer = 'https://maskinporten.example/'

interface Making {
  claims?: Record<string, unknown>
  signer?: Signer
  chain?: 'leaf' | 'chain'
  change?: (jws: string) => string
}

async function rulesWith (changes: Partial<GrantRules> = {}): Promise<GrantRules> {
  const { trust } = await testParty('sender')
  const spent = new Set<string>()
  return {
    issuer,
    trust,
    client: id => id === 'client' ? { id, organization: '313000001', scopes: ['a:one', 'a:two'] } : undefined,
    hasDelegated: (consumer, supplier, scope) => consumer === '910076787' && supplier === '313000001' && scope === 'a:one',
    spend: id => !spent.has(id) && spent.add(id).has(id),
    now: () => now,
    ...changes
  }
}

async function grant ({ claims = {}, signer, chain = 'chain', change = jws => jws }: Making = {}): Promise<string> {
  const payload = { aud: issuer, iss: 'client', iat: seconds, exp: seconds + 60, jti: 'jti-1', scope: 'a:one', ...claims }
  return change(await signJws(JSON.stringify(payload), signer ?? (await testParty('sender')).signer, { certificates: chain }))
}

async function verdict (making?: Making, rules?: Partial<GrantRules>): Promise<GrantVerdict> {
  return await verifyGrant(await grant(making), await rulesWith(rules))
}

const partOf = (jws: string, index: number): string => jws.split('.')[index] ?? ''

test('verifyGrant() gives the client its scopes, for its own organization', async t => {
  t.match(await verdict({ claims: { scope: 'a:one a:two' } }), {
    isGood: true, grant: { client: { id: 'client' }, scopes: ['a:one', 'a:two'], consumer: '313000001', supplier: undefined }
  })
})

test('verifyGrant() gives a supplier what the consumer has delegated', async t => {
  t.match(await verdict({ claims: { consumer_org: '910076787' } }), { isGood: true, grant: { consumer: '910076787', supplier: '313000001' } })
})

test('verifyGrant() finds the way to the root without the whole chain', async t => {
  t.match(await verdict({ chain: 'leaf' }), { isGood: true })
})

test('verifyGrant() takes a grant without jti, which is only recommended', async t => {
  t.match(await verdict({ claims: { jti: undefined } }), { isGood: true })
})

test('verifyGrant() takes an iat 10 s off in both directions', async t => {
  t.match(await verdict({ claims: { iat: seconds - 10 } }), { isGood: true })
  t.match(await verdict({ claims: { iat: seconds + 10 } }), { isGood: true })
})

test('verifyGrant() takes a life of exactly 120 s', async t => {
  t.match(await verdict({ claims: { exp: seconds + 120 } }), { isGood: true })
})

const refusals: [string, GrantFault, Making][] = [
  ['something that is no JWS', 'MP-011', { change: () => 'not a grant' }],
  ['claims that are no object', 'MP-011', { claims: { scope: 7 } }],
  ['no scope', 'MP-011', { claims: { scope: undefined } }],
  ['no expiry', 'MP-011', { claims: { exp: undefined } }],
  ['an iat more than 10 s ago', 'MP-011', { claims: { iat: seconds - 11 } }],
  ['an iat more than 10 s ahead', 'MP-011', { claims: { iat: seconds + 11, exp: seconds + 100 } }],
  ['a life of more than 120 s', 'MP-011', { claims: { exp: seconds + 121 } }],
  ['an unknown client', 'MP-100', { claims: { iss: 'somebody' } }],
  ['another audience', 'MP-110', { claims: { aud: 'https://test.maskinporten.no/' } }],
  ['an audience without the slash', 'MP-110', { claims: { aud: issuer.slice(0, -1) } }],
  ['a changed payload', 'MP-124', {
    change: jws => [partOf(jws, 0), Buffer.from(JSON.stringify({ iss: 'client' })).toString('base64url'), partOf(jws, 2)].join('.')
  }],
  ['a changed signature', 'MP-124', { change: jws => `${jws.slice(0, -12)}AAAAAAAAAAAA` }],
  ['a past expiry', 'MP-130', { claims: { iat: seconds - 5, exp: seconds } }],
  ['a scope the client lacks', 'MP-200', { claims: { scope: 'a:three' } }],
  ['one scope of two that the client lacks', 'MP-200', { claims: { scope: 'a:one a:three' } }],
  ['nothing but a space for a scope', 'MP-200', { claims: { scope: ' ' } }],
  ['a consumer that has delegated nothing', 'MP-251', { claims: { consumer_org: '889640782' } }],
  ['a scope that is not delegated', 'MP-251', { claims: { consumer_org: '910076787', scope: 'a:two' } }]
]

for (const [what, code, making] of refusals) {
  test(`verifyGrant() refuses ${what} with ${code}`, async t => {
    t.same(await verdict(making), { isGood: false, code, description: grantFaults[code] })
  })
}

test('verifyGrant() refuses a header without x5c with MP-123', async t => {
  const { signer } = await testParty('sender')
  const jws = await signJws('{}', signer, { keyId: 'some-key' })
  t.match(await verifyGrant(jws, await rulesWith()), { code: 'MP-123' })
})

test('verifyGrant() refuses an x5c that is no certificate with MP-123', async t => {
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', x5c: ['AAAA'] })).toString('base64url')
  t.match(await verdict({ change: jws => [header, partOf(jws, 1), partOf(jws, 2)].join('.') }), { code: 'MP-123' })
})

test('verifyGrant() refuses the algorithm none', async t => {
  const { certificate } = await testParty('sender')
  const header = Buffer.from(JSON.stringify({ alg: 'none', x5c: [certificate.raw.toString('base64')] })).toString('base64url')
  t.match(await verdict({ change: jws => `${header}.${partOf(jws, 1)}.` }), { isGood: false })
})

test('verifyGrant() refuses a certificate that leads to no trusted root with MP-120', async t => {
  t.match(await verdict({}, { trust: { roots: [] } }), { code: 'MP-120' })
})

test('verifyGrant() refuses a certificate before its time with MP-120', async t => {
  t.match(await verdict({}, { now: () => new Date('2001-01-01T00:00:00Z') }), { code: 'MP-120' })
})

test('verifyGrant() refuses another organization\'s good certificate with MP-122', async t => {
  const { signer } = await testParty('eboks')
  t.match(await verdict({ signer }), { code: 'MP-122' })
})

test('verifyGrant() refuses the same jti a second time with MP-012', async t => {
  const rules = await rulesWith()
  const jws = await grant()
  t.match(await verifyGrant(jws, rules), { isGood: true })
  t.match(await verifyGrant(jws, rules), { code: 'MP-012' })
})

test('verifyGrant() does not spend the jti of a grant that is refused', async t => {
  const rules = await rulesWith()
  await verifyGrant(await grant({ claims: { scope: 'a:three' } }), rules)
  t.match(await verifyGrant(await grant(), rules), { isGood: true })
})
