import { test } from 'tap'
import { makeGrant } from '../../../src/maskinporten/grant.ts'
import { createMaskinporten, type MaskinportenStandIn } from '../../../src/sandbox/maskinporten/stand-in.ts'
import { loadParties } from '../../../src/sandbox/parties.ts'
import { testCertificates, testParty } from '../../support/test-certificates.ts'

async function aStandIn (now: () => Date): Promise<MaskinportenStandIn> {
  await testParty('sender')
  const parties = await loadParties(testCertificates)
  const clients = [{ id: 'client', organization: '313000001', scopes: ['a:one'] }]
  return await createMaskinporten({ parties, clients, delegations: [], url: () => 'http://sandbox', now, newId: () => 'token-id' })
}

async function grant (issuedAt: Date): Promise<string> {
  const { signer } = await testParty('sender')
  return await makeGrant({ audience: 'http://sandbox/maskinporten/', clientId: 'client', scope: 'a:one', id: 'jti-1', issuedAt }, signer)
}

test('createMaskinporten() names itself by the address it answers at', async t => {
  t.equal((await aStandIn(() => new Date())).issuer(), 'http://sandbox/maskinporten/')
})

test('createMaskinporten() publishes one public key, named by its thumbprint', async t => {
  const { keySet } = await aStandIn(() => new Date())
  t.match(keySet, { keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: /^[\w-]{43}$/ }] })
  t.notOk('d' in (keySet.keys[0] ?? {}), 'nothing private')
})

test('exchange() and verify() fit together', async t => {
  const now = new Date()
  const standIn = await aStandIn(() => now)
  const answer = await standIn.exchange(await grant(now))
  if (!('accessToken' in answer)) throw new Error(answer.code)
  t.match(await standIn.verify(answer.accessToken, now), { id: 'token-id', clientId: 'client', scopes: ['a:one'] })
})

test('exchange() forgets a jti once its grant would have expired anyway', async t => {
  let now = new Date()
  const standIn = await aStandIn(() => now)
  const first = await grant(now)
  t.ok('accessToken' in await standIn.exchange(first))
  t.match(await standIn.exchange(first), { code: 'MP-012' })
  now = new Date(now.getTime() + 200_000)
  t.ok('accessToken' in await standIn.exchange(await grant(now)))
})
