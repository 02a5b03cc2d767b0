import { createHash } from 'node:crypto'
import { test } from 'tap'
import { cases } from '../../../src/sandbox/population/cases.ts'
import { personOf, runningSandbox, scopes } from '../../support/running-sandbox.ts'

test('GET /sandbox/people tells which cases there are', async t => {
  const { body } = await (await runningSandbox(t)).call('GET', '/sandbox/people')
  t.same(Object.keys((body as { cases: object }).cases).sort(), cases.map(({ name }) => name).sort())
})

test('GET /sandbox/people gives people of a case', async t => {
  const { body } = await (await runningSandbox(t)).call('GET', '/sandbox/people?case=eboks-plain&limit=2')
  t.match(body, { people: [
    { id: /^p\d{5}$/, case: 'eboks-plain', nationalIdentityNumber: /^\d{11}$/, name: /^\S+ \S+$/, mailbox: { provider: 'eboks', page: /^\/mailbox\/p\d{5}$/ } },
    { case: 'eboks-plain' }
  ] })
  t.equal((body as { people: unknown[] }).people.length, 2)
})

test('POST /sandbox/people/search finds a person by a number in the body', async t => {
  const sandbox = await runningSandbox(t)
  const { nationalIdentityNumber, id } = personOf('digipost-plain')
  t.match((await sandbox.call('POST', '/sandbox/people/search', { body: { nationalIdentityNumber } })).body, { id, mailbox: { provider: 'digipost' } })
  t.equal((await sandbox.call('POST', '/sandbox/people/search', { body: { nationalIdentityNumber: '20914695016' } })).status, 404)
  t.equal((await sandbox.call('POST', '/sandbox/people/search', { body: {} })).status, 400)
})

test('PATCH /sandbox/people/:id changes what the registers say, at once', async t => {
  const sandbox = await runningSandbox(t)
  const { id, nationalIdentityNumber } = personOf('eboks-plain')
  t.match((await sandbox.call('PATCH', `/sandbox/people/${id}`, { body: { isReserved: true } })).body, { isReserved: true })
  const { body } = await sandbox.call('POST', '/krr/rest/v2/personer', {
    body: { personidentifikatorer: [nationalIdentityNumber] }, token: await sandbox.token(scopes.contact)
  })
  t.match(body, { personer: [{ reservasjon: 'JA' }] })
})

test('PATCH /sandbox/people/:id refuses what it does not know', async t => {
  const sandbox = await runningSandbox(t)
  const { id } = personOf('eboks-plain')
  t.equal((await sandbox.call('PATCH', '/sandbox/people/nobody', { body: {} })).status, 404)
  for (const body of [{ protection: 'secret' }, { isDead: 'yes' }, { nationalIdentityNumber: '20914695016' }]) {
    t.equal((await sandbox.call('PATCH', `/sandbox/people/${id}`, { body })).status, 400)
  }
})

test('PUT, GET and DELETE /sandbox/faults set, show and clear the rules', async t => {
  const sandbox = await runningSandbox(t)
  const rules = [{ target: 'krr', kind: 'status', status: 500, count: 3 }]
  t.same((await sandbox.call('PUT', '/sandbox/faults', { body: rules })).body, { rules })
  t.same((await sandbox.call('GET', '/sandbox/faults')).body, { rules })
  t.equal((await sandbox.call('DELETE', '/sandbox/faults')).status, 204)
  t.same((await sandbox.call('GET', '/sandbox/faults')).body, { rules: [] })
})

test('PUT /sandbox/faults refuses rules it does not know', async t => {
  const sandbox = await runningSandbox(t)
  for (const rule of [{ target: 'bank', kind: 'status' }, { target: 'krr', kind: 'fire' }, { target: 'krr', kind: 'status', count: 0 }, { target: 'krr' }]) {
    t.equal((await sandbox.call('PUT', '/sandbox/faults', { body: [rule] })).status, 400)
  }
  t.equal((await sandbox.call('PUT', '/sandbox/faults', { body: {} })).status, 400)
})

test('PUT /sandbox/clock moves the time on, or to a moment', async t => {
  const sandbox = await runningSandbox(t)
  t.match((await sandbox.call('PUT', '/sandbox/clock', { body: { advanceSeconds: 60 } })).body, { offsetSeconds: 60 })
  t.match((await sandbox.call('PUT', '/sandbox/clock', { body: { advanceSeconds: 60 } })).body, { offsetSeconds: 120 })
  t.match((await sandbox.call('PUT', '/sandbox/clock', { body: { at: '2030-01-01T00:00:00Z' } })).body, { now: /^2030-01-01T00:00:0/ })
  t.match((await sandbox.call('GET', '/sandbox/clock')).body, { now: /^2030-01-01T00:00:0/ })
  for (const body of [{}, { at: '2030-99-01T00:00:00Z' }, { advanceSeconds: '60' }, { at: '2030-01-01T00:00:00Z', advanceSeconds: 1 }]) {
    t.equal((await sandbox.call('PUT', '/sandbox/clock', { body })).status, 400)
  }
})

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

test('GET /sandbox/journal tells what came and what was answered, with digests, and nothing of the recipient', async t => {
  const sandbox = await runningSandbox(t)
  const { messageId, conversationId } = await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const { body, text } = await sandbox.call('GET', '/sandbox/journal')
  t.match(body, { messages: [{
    messageId, conversationId, type: 'digital', sender: '313000001', receiver: '922020175', channelName: 'postbud', fingerprint: /=$/, repeats: 0,
    statuses: [{ status: 'registered' }, { status: 'forwarded' }], isKept: true, receipts: [{ kind: 'delivery', receiptId: String }],
    addressee: digest(personOf('eboks-plain').contact.mailbox?.address ?? ''), documents: [/^[0-9a-f]{64}$/]
  }] })
  const { givenName, familyName, nationalIdentityNumber, contact } = personOf('eboks-plain')
  for (const secret of [givenName, familyName, nationalIdentityNumber, contact.mailbox?.address ?? '-', 'Letter about']) t.notMatch(text, secret)
})

test('GET / leads to the mailboxes, and unknown paths repeat nothing', async t => {
  const sandbox = await runningSandbox(t)
  t.equal((await sandbox.call('GET', '/')).headers.get('location'), '/mailbox')
  const { status, text } = await sandbox.call('GET', '/nothing/20914695016')
  t.equal(status, 404)
  t.notMatch(text, '20914695016')
})
