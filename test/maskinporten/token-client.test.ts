import { decodeJwt } from 'jose'
import { test } from 'tap'
import { createTokenClient, type TokenClient } from '../../src/maskinporten/token-client.ts'
import { testParty } from '../support/test-certificates.ts'

type Reply = () => Promise<Response>

interface Setting {
  client: TokenClient
  /** Claims of every grant that was sent. */
  grants: Record<string, unknown>[]
  forms: URLSearchParams[]
  clock: { ms: number }
}

const good = (token = 'token-1', seconds = 120): Reply => () => Promise.resolve(Response.json({ access_token: token, token_type: 'Bearer', expires_in: seconds }))
const status = (code: number, body = ''): Reply => () => Promise.resolve(new Response(body, { status: code }))
const refusal = (code: number, error: string, description?: string): Reply => status(code, JSON.stringify({ error, error_description: description }))

/** A client whose Maskinporten gives these answers, the last one for ever. */
async function setting (...replies: Reply[]): Promise<Setting> {
  const { signer } = await testParty('sender')
  const forms: URLSearchParams[] = []
  const grants: Record<string, unknown>[] = []
  const clock = { ms: Date.parse('2026-03-01T10:00:00Z') }
  let ids = 0
  const client = createTokenClient({
    tokenUrl: 'https://maskinporten.example/token',
    issuer: 'https://maskinporten.example/',
    clientId: 'client',
    signer,
    now: () => new Date(clock.ms),
    newId: () => `jti-${++ids}`,
    fetch: async (_url, init) => {
      const form = init?.body instanceof URLSearchParams ? init.body : new URLSearchParams()
      forms.push(form)
      grants.push(decodeJwt(form.get('assertion') ?? ''))
      const reply = replies[Math.min(forms.length, replies.length) - 1]
      if (reply === undefined) throw new Error('no reply')
      return await reply()
    }
  })
  return { client, grants, forms, clock }
}

test('token() exchanges a grant for a token', async t => {
  const { client, forms, grants } = await setting(good())
  t.equal(await client.token({ scope: 'a:one' }), 'token-1')
  t.equal(forms[0]?.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  t.match(grants[0], { aud: 'https://maskinporten.example/', iss: 'client', scope: 'a:one', jti: 'jti-1' })
})

test('token() gives the same token while 30 s of its life remain', async t => {
  const { client, forms, clock } = await setting(good('token-1'), good('token-2'))
  await client.token({ scope: 'a:one' })
  clock.ms += 90_000
  t.equal(await client.token({ scope: 'a:one' }), 'token-1')
  t.equal(forms.length, 1)
})

test('token() fetches a new one when less than 30 s remain', async t => {
  const { client, clock } = await setting(good('token-1'), good('token-2'))
  await client.token({ scope: 'a:one' })
  clock.ms += 90_001
  t.equal(await client.token({ scope: 'a:one' }), 'token-2')
})

test('token() keeps one token a scope and consumer', async t => {
  const { client, grants } = await setting(good('one'), good('two'), good('three'))
  t.equal(await client.token({ scope: 'a:one' }), 'one')
  t.equal(await client.token({ scope: 'a:two' }), 'two')
  t.equal(await client.token({ scope: 'a:one', consumerOrganization: '910076787' }), 'three')
  t.equal(grants[2]?.consumer_org, '910076787')
  t.equal(await client.token({ scope: 'a:one' }), 'one')
})

test('token() asks once when many want the same at the same time', async t => {
  const { client, forms } = await setting(good())
  const tokens = await Promise.all(Array.from({ length: 20 }, async () => await client.token({ scope: 'a:one' })))
  t.same(new Set(tokens), new Set(['token-1']))
  t.equal(forms.length, 1)
})

test('token() uses a fresh jti after a failure', async t => {
  const { client, grants } = await setting(status(503), good())
  await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_UNAVAILABLE' })
  await client.token({ scope: 'a:one' })
  t.same(grants.map(({ jti }) => jti), ['jti-1', 'jti-2'])
})

test('token() fails for all who wait, and the next one tries again', async t => {
  const { client, forms } = await setting(status(500), good())
  const both = await Promise.allSettled([client.token({ scope: 'a:one' }), client.token({ scope: 'a:one' })])
  t.same(both.map(one => one.status), ['rejected', 'rejected'])
  t.equal(await client.token({ scope: 'a:one' }), 'token-1')
  t.equal(forms.length, 2)
})

for (const [what, reply] of [
  ['an answer of 500', status(500)],
  ['an answer of 502 in HTML', status(502, '<html>')],
  ['an answer of 429', status(429)],
  ['an answer of 408', status(408)],
  ['an answer of 425, whatever it says', refusal(425, 'invalid_client', 'MP-100: too early')],
  ['a page of a firewall, 403', status(403, '<html><body>MP-100 blocked</body></html>')],
  ['an answer of 401 without a reason', status(401, 'Unauthorized')],
  ['JSON of somebody else, 403', status(403, '{"message":"Forbidden"}')],
  ['a grant with an iat that is off', refusal(400, 'invalid_grant', 'MP-011: Invalid assertion. Invalid JWT claim iat')],
  ['a jti that was used', refusal(400, 'invalid_grant', 'MP-012: used before')],
  ['a grant that came too late', refusal(400, 'invalid_grant', 'MP-130: JWT expired')],
  ['a grant that is off, under another name', refusal(401, 'invalid_client', 'MP-011: iat')],
  ['a refusal of the grant that says no more', refusal(400, 'invalid_grant')],
  ['a refusal with a code nobody knows', refusal(400, 'invalid_client', 'MP-999')],
  ['a page of HTML with 200', status(200, '<html><body>Request rejected</body></html>')],
  ['an answer without a token', status(200, '{"token_type":"Bearer"}')],
  ['a token without a life', status(200, '{"access_token":"x","expires_in":0}')],
  ['a broken line', () => Promise.reject(new TypeError('fetch failed'))],
  ['no answer in time', () => Promise.reject(new DOMException('timeout', 'TimeoutError'))]
] as const) {
  test(`token() takes ${what} for passing trouble`, async t => {
    const { client } = await setting(reply)
    await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_UNAVAILABLE' })
  })
}

test('token() takes a refusal for final and keeps its code, not its words', async t => {
  const { client } = await setting(status(400, JSON.stringify({ error: 'invalid_grant', error_description: 'MP-124: signature of secret-client' })))
  await t.rejects(client.token({ scope: 'a:one' }), {
    code: 'ERR_MASKINPORTEN_REFUSED', message: 'Cannot get an access token: Maskinporten refuses the grant with MP-124'
  })
})

for (const [name, codes] of [
  ['invalid_grant', ['MP-100', 'MP-110', 'MP-120', 'MP-121', 'MP-122', 'MP-123', 'MP-124']],
  ['invalid_scope', ['MP-200', 'MP-201', 'MP-250', 'MP-251']],
  ['something_else', ['MP-251']]
] as const) {
  test(`token() takes a refusal for final that is about client, key, scope or consumer: ${codes.join(', ')} as ${name}`, async t => {
    for (const code of codes) {
      const { client } = await setting(refusal(400, name, `${code}: no`))
      await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_REFUSED', message: new RegExp(`${code}$`) })
    }
  })
}

test('token() takes OAuth\'s own word for final where Maskinporten gives no code', async t => {
  for (const name of ['invalid_client', 'unauthorized_client', 'invalid_scope']) {
    const { client } = await setting(refusal(401, name, 'secret-client'))
    await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_REFUSED', message: new RegExp(`with ${name}$`) })
  }
})

test('token() makes a new grant after one that was off in time', async t => {
  const { client, grants, clock } = await setting(refusal(400, 'invalid_grant', 'MP-011: iat'), good())
  await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_UNAVAILABLE', message: /MP-011/ })
  clock.ms += 20_000
  t.equal(await client.token({ scope: 'a:one' }), 'token-1')
  t.not(grants[0]?.jti, grants[1]?.jti)
  t.equal(Number(grants[1]?.iat) - Number(grants[0]?.iat), 20)
})

test('token() reads no answer without end', async t => {
  let chunks = 0
  const endless = new ReadableStream<Uint8Array>({ pull: controller => { chunks += 1; controller.enqueue(Buffer.alloc(65_536, ' ')) } })
  const { client } = await setting(() => Promise.resolve(new Response(endless)))
  await t.rejects(client.token({ scope: 'a:one' }), { code: 'ERR_MASKINPORTEN_UNAVAILABLE' })
  t.ok(chunks < 10)
})
