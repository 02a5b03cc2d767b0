import { randomUUID } from 'node:crypto'
import { createRemoteJWKSet } from 'jose'
import { test } from 'tap'
import { verifyAccessToken } from '../../../src/maskinporten/access-token.ts'
import { makeGrant } from '../../../src/maskinporten/grant.ts'
import { createTokenClient } from '../../../src/maskinporten/token-client.ts'
import { runningSandbox, scopes, type RunningSandbox } from '../../support/running-sandbox.ts'
import { testParty } from '../../support/test-certificates.ts'

async function exchange (sandbox: RunningSandbox, form: Record<string, string>): Promise<{ status: number, body: unknown }> {
  const response = await fetch(`${sandbox.url}/maskinporten/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: await response.json() }
}

async function grant (sandbox: RunningSandbox, changes: { clientId?: string, scope?: string, id?: string } = {}): Promise<Record<string, string>> {
  const { signer } = await testParty('sender')
  const request = { audience: `${sandbox.url}/maskinporten/`, clientId: 'postbud-sandbox', scope: scopes.send, id: randomUUID(), issuedAt: new Date(), ...changes }
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await makeGrant(request, signer) }
}

test('Maskinporten gives a token that its own published keys verify', async t => {
  const sandbox = await runningSandbox(t)
  const jwt = await sandbox.token()
  const metadata = (await sandbox.call('GET', '/maskinporten/.well-known/oauth-authorization-server')).body as { issuer: string, jwks_uri: string }
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri))
  const token = await verifyAccessToken(jwt, { issuer: metadata.issuer, keys, at: new Date() })
  t.match(token, { clientId: 'postbud-sandbox', consumer: '313000001', scopes: [scopes.send] })
  t.equal(token.expiresAt.getTime() - token.issuedAt.getTime(), 120_000)
})

test('Maskinporten answers as OAuth does, and forbids storing', async t => {
  const sandbox = await runningSandbox(t)
  const { status, body } = await exchange(sandbox, await grant(sandbox))
  t.equal(status, 200)
  t.match(body, { access_token: String, token_type: 'Bearer', expires_in: 120, scope: scopes.send })
})

test('Maskinporten refuses the same grant a second time', async t => {
  const sandbox = await runningSandbox(t)
  const form = await grant(sandbox)
  await exchange(sandbox, form)
  t.match(await exchange(sandbox, form), { status: 400, body: { error: 'invalid_grant', error_description: /^MP-012/ } })
})

test('Maskinporten tells which kind of refusal it is', async t => {
  const sandbox = await runningSandbox(t)
  t.match(await exchange(sandbox, await grant(sandbox, { clientId: 'x' })), { status: 401, body: { error: 'invalid_client', error_description: /^MP-100/ } })
  t.match(await exchange(sandbox, await grant(sandbox, { scope: 'x:y' })), { status: 400, body: { error: 'invalid_scope', error_description: /^MP-200/ } })
  t.match(await exchange(sandbox, { grant_type: 'password' }), { status: 400, body: { error: 'unsupported_grant_type', error_description: /^MP-011/ } })
  const { grant_type } = await grant(sandbox)
  t.match(await exchange(sandbox, { grant_type: grant_type ?? '' }), { status: 400, body: { error: 'invalid_request', error_description: /^MP-011/ } })
})

test('Maskinporten lets a supplier act where the consumer has delegated', async t => {
  const delegations = [{ consumer: '910076787', supplier: '313000001', scope: scopes.send }]
  const sandbox = await runningSandbox(t, { delegations })
  const { signer } = await testParty('sender')
  const issuer = `${sandbox.url}/maskinporten/`
  const client = createTokenClient({
    tokenUrl: `${issuer}token`, issuer, clientId: 'postbud-sandbox', signer, fetch, now: () => new Date(), newId: randomUUID
  })
  const jwt = await client.token({ scope: scopes.send, consumerOrganization: '910076787' })
  const keys = createRemoteJWKSet(new URL(`${issuer}jwk`))
  t.match(await verifyAccessToken(jwt, { issuer, keys, at: new Date() }), { consumer: '910076787', supplier: '313000001' })
  await t.rejects(client.token({ scope: scopes.send, consumerOrganization: '889640782' }), { code: 'ERR_MASKINPORTEN_REFUSED', message: /MP-251$/ })
})

test('Maskinporten follows the machine\'s time when the sandbox\'s clock is moved', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.advance(400 * 86_400)
  t.match(await exchange(sandbox, await grant(sandbox)), { status: 200 })
})
