import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { test, type Test } from 'tap'
import { parse } from 'yaml'
import { makeGrant } from '../../../src/maskinporten/grant.ts'
import { personOf, runningSandbox, scopes, type RunningSandbox } from '../../support/running-sandbox.ts'
import { sealedMessage, toMailbox, type SealedMessage, type SealOptions } from '../../support/sealed-message.ts'
import { published } from '../../support/shared.ts'
import { testParty } from '../../support/test-certificates.ts'

async function sealed (accessToken: string, more: Partial<SealOptions> = {}): Promise<SealedMessage> {
  return await sealedMessage({ accessToken, choice: await toMailbox('eboks', personOf('eboks-plain').contact.mailbox?.address ?? ''), ...more })
}

/** A second token for the same client and scope, which the first message does not carry. */
async function anotherToken ({ url }: RunningSandbox): Promise<string> {
  const { signer } = await testParty('sender')
  const grant = { audience: `${url}/maskinporten/`, clientId: 'postbud-sandbox', scope: scopes.send, id: randomUUID(), issuedAt: new Date() }
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await makeGrant(grant, signer) })
  const answer = await (await fetch(`${url}/maskinporten/token`, { method: 'POST', body })).json() as { access_token: string }
  return answer.access_token
}

/** Writes another payload under the same signature: the access point reads it, and only a receiver would notice. */
function withPayload (message: SealedMessage, change: (document: Record<string, Record<string, unknown>>) => void): SealedMessage {
  const [header = '', payload = '', signature = ''] = message.jws.split('.')
  const whole = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { standardBusinessDocument: Record<string, Record<string, unknown>> }
  change(whole.standardBusinessDocument)
  return { ...message, jws: [header, Buffer.from(JSON.stringify(whole)).toString('base64url'), signature].join('.') }
}

test('POST /messages/out takes a message with 201 and an empty body', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  t.match(await sandbox.hand(await sealed(token), { token }), { status: 201, text: '' })
})

test('POST /messages/out takes a message without kanal, and parts without names or types', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealed(token)
  const form = new FormData()
  form.append('dokumentpakke', new Blob([new Uint8Array(message.package)]))
  form.append('forretningsmelding', message.jws)
  const response = await fetch(`${sandbox.url}/dpi/messages/out`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form })
  t.equal(response.status, 201)
})

test('POST /messages/out refuses a call without a valid token with 401', async t => {
  const sandbox = await runningSandbox(t)
  const message = await sealed(await sandbox.token())
  for (const token of ['x', `${await sandbox.token()}x`]) {
    const { status, headers } = await sandbox.hand(message, { token })
    t.equal(status, 401)
    t.match(headers.get('content-type'), /^application\/problem\+json/)
  }
})

test('POST /messages/out refuses a token without the scope with 403', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token(scopes.contact)
  t.equal((await sandbox.hand(await sealed(token), { token })).status, 403)
})

test('POST /messages/out refuses an avsender that is not the token\'s consumer with 403', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const answer = await sandbox.hand(await sealed(token, { letter: { sender: '910076787' } }), { token })
  t.match(answer, { status: 403, body: { detail: /avsender/ } })
})

test('POST /messages/out refuses a header sender that does not hold the token with 403', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const { signer } = await testParty('eboks')
  t.match(await sandbox.hand(await sealed(token, { signer }), { token }), { status: 403, body: { detail: /header/ } })
})

test('POST /messages/out refuses a message that carries another token than the call with 400', async t => {
  const sandbox = await runningSandbox(t)
  const message = await sealed(await sandbox.token())
  t.match(await sandbox.hand(message, { token: await anotherToken(sandbox) }), { status: 400, body: { detail: /maskinportentoken/ } })
})

test('POST /messages/out refuses a message id it has taken before, in the words of the live service', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealed(token)
  await sandbox.hand(message, { token })
  const { status, body } = await sandbox.hand(message, { token })
  t.equal(status, 400)
  t.match(body, {
    type: 'about:blank', title: 'Operation Failed', status: 400,
    detail: `Unable to send message : ERROR: duplicate key value violates unique constraint "unique_message_uuid"\n  Detail: Key (direction, message_uuid)=(OUT, ${message.messageId}) already exists.`
  })
})

test('POST /messages/out takes one of many calls with one id', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealed(token)
  const answers = await Promise.all(Array.from({ length: 8 }, async () => (await sandbox.hand(message, { token })).status))
  t.same(answers.sort(), [201, 400, 400, 400, 400, 400, 400, 400])
  const { messages } = (await sandbox.call('GET', '/sandbox/journal')).body as { messages: { repeats: number }[] }
  t.match(messages, [{ repeats: 7 }])
})

test('POST /messages/out refuses a damaged package, in the words of the live service', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealed(token)
  const damaged = { ...message, package: Buffer.concat([message.package, Buffer.from('x')]) }
  t.match(await sandbox.hand(damaged, { token }), {
    status: 400, body: { detail: /^Upload was not accepted, SHA-256 digest of dokumentpakke was [A-Za-z0-9+/]{43}=$/ }
  })
  t.equal((await sandbox.hand(message, { token })).status, 201, 'and the message is not spent')
})

test('POST /messages/out refuses a kanal that is no channel name', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  for (const name of ['a.b', 'a b', '', 'x'.repeat(29), 'blåbær']) {
    t.match(await sandbox.hand(await sealed(token), { token, query: `?kanal=${encodeURIComponent(name)}` }), { status: 400, body: { detail: /kanal/ } }, name)
  }
})

test('POST /messages/out refuses a call whose parts are missing or unreadable', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealed(token)
  t.match(await sandbox.hand({ ...message, jws: 'not a message' }, { token }), { status: 400, body: { detail: /compact JWS/ } })
  t.match(await sandbox.hand({ ...message, package: new Uint8Array() }, { token }), { status: 400, body: { detail: /dokumentpakke is missing/ } })
  t.match(await sandbox.call('POST', '/dpi/messages/out', { token, body: {} }), { status: 400, body: { detail: /multipart/ } })
})

const wrongBodies: [string, (document: Record<string, Record<string, unknown>>) => void][] = [
  ['a field that is not in the schema', document => { Object.assign(document.digital ?? {}, { maskinporten_token: 'x' }) }],
  ['an identity number for a mailbox', document => { Object.assign(document.digital ?? {}, { mottaker: { postkasseadresse: 'x', personidentifikator: '20914695016' } }) }],
  ['a level of 2', document => { Object.assign(document.digital ?? {}, { sikkerhetsnivaa: 2 }) }],
  ['a title of 256 characters', document => { Object.assign(document.digital ?? {}, { ikkesensitivtittel: 'x'.repeat(256) }) }],
  ['an empty title', document => { Object.assign(document.digital ?? {}, { ikkesensitivtittel: '' }) }],
  ['a language of three letters', document => { Object.assign(document.digital ?? {}, { spraak: 'nob' }) }],
  ['a time without a zone', document => { Object.assign(document.digital ?? {}, { virkningstidspunkt: '2026-03-01T10:00:00' }) }],
  ['no fingerprint', document => { Object.assign(document.digital ?? {}, { dokumentpakkefingeravtrykk: undefined }) }],
  ['a body of another name', document => { Object.assign(document, { utskrift: document.digital, digital: undefined }) }],
  ['a second scope type', document => { Object.assign(document.standardBusinessDocumentHeader ?? {}, { businessScope: { scope: [{ type: 'x' }] } }) }]
]
for (const [what, change] of wrongBodies) {
  test(`POST /messages/out refuses ${what} with 400, and repeats nothing of it`, async t => {
    const sandbox = await runningSandbox(t)
    const token = await sandbox.token()
    const { status, text } = await sandbox.hand(withPayload(await sealed(token), change), { token })
    t.equal(status, 400)
    t.notMatch(text, /20914695016|xxx/)
  })
}

test('GET /messages/out/:id/statuses tells what has happened so far', async t => {
  const sandbox = await runningSandbox(t)
  const message = await sandbox.send('eboks-plain')
  const path = `/dpi/messages/out/${message.messageId}/statuses`
  const token = await sandbox.token()
  t.match((await sandbox.call('GET', path, { token })).body, [{ status: 'OPPRETTET', timestamp: /T\d\d:\d\d:\d\d$/ }])
  await sandbox.advance(3600)
  t.match((await sandbox.call('GET', path, { token })).body, [{ status: 'OPPRETTET' }, { status: 'SENDT', timestamp: /Z$/ }])
  t.equal((await sandbox.call('GET', `/dpi/messages/out/${randomUUID()}/statuses`, { token })).status, 404)
  t.equal((await sandbox.call('GET', path)).status, 401)
})

test('GET /messages/out/:id/statuses ends with FEILET for a receiver nobody knows', async t => {
  const sandbox = await runningSandbox(t)
  const choice = await toMailbox('eboks', '0000000001', { receiver: '996460320' })
  const { messageId } = await sandbox.send('eboks-plain', { choice })
  await sandbox.advance(86_400)
  const { body } = await sandbox.call('GET', `/dpi/messages/out/${messageId}/statuses`, { token: await sandbox.token() })
  t.match(body, [{ status: 'OPPRETTET' }, { status: 'FEILET', beskrivelse: String }])
  t.same(await sandbox.receipts(), [])
})

test('GET /messages/in answers 204 when nothing is unread', async t => {
  const sandbox = await runningSandbox(t)
  t.match(await sandbox.call('GET', '/dpi/messages/in', { token: await sandbox.token() }), { status: 204, text: '' })
})

test('GET /messages/in gives the receipts of a kanal, whatever its case, or of all', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  for (const [query, count] of [['?kanal=POSTBUD', 1], ['', 1], ['?kanal=other', 0], ['?avsenderidentifikator=unit', 0]] as const) {
    t.equal((await sandbox.receipts(query)).length, count, query)
  }
})

test('GET /messages/in gives pages, and unread ones from the first again', async t => {
  const sandbox = await runningSandbox(t)
  for (let i = 0; i < 3; i++) await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const [first] = await sandbox.receipts('?page_size=2')
  t.equal((await sandbox.receipts('?page_size=2&page=0')).length, 2)
  t.equal((await sandbox.receipts('?page_size=2&page=1')).length, 1)
  t.equal((await sandbox.receipts('?page_size=2&page=2')).length, 0)
  t.equal((await sandbox.receipts('?page_size=2'))[0], first, 'nothing is read by looking')
})

test('POST /messages/in/:id/read takes a receipt off the list, once', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const token = await sandbox.token()
  const { body } = await sandbox.call('GET', '/dpi/messages/in', { token })
  const [{ downloadurl }] = body as [{ downloadurl: string }]
  const path = downloadurl.slice(sandbox.url.length)
  t.equal((await sandbox.call('GET', path, { token })).status, 404, 'receipts have no package')
  t.equal((await sandbox.call('POST', `${path}/read`, { token })).status, 200)
  t.same(await sandbox.receipts(), [])
  t.equal((await sandbox.call('POST', `${path}/read`, { token })).status, 404)
})

/** The published OpenAPI description as judge of one schema. */
function judge (t: Test, name: string): ValidateFunction | undefined {
  const file = published(t, 'dpi-json/openapi/openapi_spec.yaml')
  if (file === undefined) return undefined
  const text = readFileSync(file, 'utf8').replaceAll('exclusiveMaximum: true', '') // OpenAPI 3.0 writes this in its own way
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', ...parse(text) as object })
  return ajv.compile({ $ref: `api#/components/schemas/${name}` })
}

test('the access point answers in the published shapes', async t => {
  const [messages, problem] = [judge(t, 'messages'), judge(t, 'problem')]
  if (messages === undefined || problem === undefined) return
  const sandbox = await runningSandbox(t)
  await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  t.ok(messages((await sandbox.call('GET', '/dpi/messages/in', { token: await sandbox.token() })).body))
  t.ok(problem({ ...(await sandbox.call('GET', '/dpi/messages/in')).body as object, type: 'about:blank' }))
})
