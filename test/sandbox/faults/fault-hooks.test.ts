import { test } from 'tap'
import { runningSandbox, scopes, type Answer, type RunningSandbox } from '../../support/running-sandbox.ts'
import { sealedMessage, toMailbox } from '../../support/sealed-message.ts'

async function withFault (sandbox: RunningSandbox, rule: Record<string, unknown>): Promise<void> {
  const { status } = await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'krr', count: 1, ...rule }] })
  if (status !== 200) throw new Error(`the rule is not taken: ${status}`)
}

async function ask (sandbox: RunningSandbox): Promise<Answer> {
  return await sandbox.call('GET', '/krr/rest/v2/printSertifikat', { token: await sandbox.token(scopes.mailbox) })
}

test('status refuses with the status given, once as counted', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { kind: 'status', status: 502 })
  t.equal((await ask(sandbox)).status, 502)
  t.equal((await ask(sandbox)).status, 200)
})

test('rate-limit says when to come back, in the unit of each register', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { kind: 'rate-limit', ms: 2500 })
  const krr = await ask(sandbox)
  t.equal(krr.status, 429)
  t.equal(krr.headers.get('retry-after'), '3')
  await withFault(sandbox, { target: 'folkeregisteret-events', kind: 'rate-limit', ms: 2500 })
  const path = '/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/siste/sekvensnummer'
  t.equal((await sandbox.call('GET', path)).headers.get('retry-after'), '2500')
})

test('html answers as a firewall does, with 200 if nothing else is said', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { kind: 'html' })
  const { status, text, headers } = await ask(sandbox)
  t.equal(status, 200)
  t.match(text, /^<html>/)
  t.match(headers.get('content-type'), /text\/html/)
})

test('latency answers later, and rightly', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { kind: 'latency', ms: 80 })
  const start = performance.now()
  t.equal((await ask(sandbox)).status, 200)
  t.ok(performance.now() - start >= 75)
})

test('hang-up cuts the line before anything is done', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { kind: 'hang-up' })
  await t.rejects(ask(sandbox), TypeError)
  t.equal((await ask(sandbox)).status, 200)
})

test('lost-answer acts, then cuts the line', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealedMessage({ accessToken: token, choice: await toMailbox('eboks', '0000480000') })
  await withFault(sandbox, { target: 'access-point', kind: 'lost-answer' })
  await t.rejects(sandbox.hand(message, { token }), TypeError)
  t.match(await sandbox.hand(message, { token }), { status: 400, body: { detail: /duplicate key/ } })
})

test('wrong-status acts, and says something else', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealedMessage({ accessToken: token, choice: await toMailbox('eboks', '0000480000') })
  await withFault(sandbox, { target: 'access-point', kind: 'wrong-status', status: 500 })
  t.equal((await sandbox.hand(message, { token })).status, 500)
  t.equal((await sandbox.hand(message, { token })).status, 400, 'it was taken')
})

test('slow-body sends the true answer byte by byte', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { target: 'folkeregisteret-events', kind: 'slow-body', ms: 2 })
  const token = await sandbox.token(scopes.register)
  const { status, text, headers } = await sandbox.call('GET', '/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/siste/sekvensnummer', { token })
  t.same([status, text, headers.get('content-length')], [200, '0', null])
})

test('damaged-upload turns over a byte of the package, and the digest shows it', async t => {
  const sandbox = await runningSandbox(t)
  const token = await sandbox.token()
  const message = await sealedMessage({ accessToken: token, choice: await toMailbox('eboks', '0000480000') })
  await withFault(sandbox, { target: 'access-point', kind: 'damaged-upload' })
  t.match(await sandbox.hand(message, { token }), { status: 400, body: { detail: /^Upload was not accepted/ } })
  t.equal((await sandbox.hand(message, { token })).status, 201)
})

test('a fault strikes its target alone', async t => {
  const sandbox = await runningSandbox(t)
  await withFault(sandbox, { target: 'maskinporten', kind: 'status', count: undefined })
  t.equal((await sandbox.call('GET', '/maskinporten/jwk')).status, 503)
  t.equal((await sandbox.call('GET', '/krr/rest/v2/printSertifikat')).status, 401)
})
