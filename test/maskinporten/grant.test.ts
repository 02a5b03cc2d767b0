import { test } from 'tap'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { verifyJws } from '../../src/crypto/jws.ts'
import { makeGrant } from '../../src/maskinporten/grant.ts'
import { testParty } from '../support/test-certificates.ts'

const request = {
  audience: 'https://test.maskinporten.no/', clientId: 'client', scope: 'a:one a:two', id: 'jti-1', issuedAt: new Date('2026-03-01T10:00:00.900Z')
}

test('makeGrant() writes the claims of a JWT bearer grant', async t => {
  const { signer } = await testParty('sender')
  const claims = decodeJwt(await makeGrant(request, signer))
  t.same(claims, {
    aud: 'https://test.maskinporten.no/', iss: 'client', iat: 1772359200, exp: 1772359260, jti: 'jti-1', scope: 'a:one a:two'
  })
})

test('makeGrant() lives no longer than the 120 s that Maskinporten takes', async t => {
  const { signer } = await testParty('sender')
  const { iat = 0, exp = 0 } = decodeJwt(await makeGrant(request, signer))
  t.ok(exp - iat <= 120)
})

test('makeGrant() names the organization it acts for', async t => {
  const { signer } = await testParty('sender')
  t.equal(decodeJwt(await makeGrant({ ...request, consumerOrganization: '910076787' }, signer)).consumer_org, '910076787')
})

test('makeGrant() carries the whole chain in x5c and no kid', async t => {
  const { signer, chain } = await testParty('sender')
  const header = decodeProtectedHeader(await makeGrant(request, signer))
  t.same(header.x5c, chain.map(certificate => certificate.raw.toString('base64')))
  t.same(Object.keys(header).sort(), ['alg', 'x5c'])
})

test('makeGrant() signs with the key of the first certificate', async t => {
  const { signer, certificate } = await testParty('sender')
  const { chain } = await verifyJws(await makeGrant(request, signer), { key: certificate.publicKey })
  t.equal(chain[0]?.fingerprint256, certificate.fingerprint256)
})
