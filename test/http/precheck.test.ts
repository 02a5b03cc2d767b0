import { test } from 'tap'
import { prechecked } from '../support/fake-ports.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const url = '/v1/precheck'
const post = { method: 'POST', url, headers: { ...authorized, 'content-type': 'application/json' } } as const

test('POST /v1/precheck answers by place in the list, as described', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ ...post, payload: {} })
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), prechecked)
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/precheck gives the port the body, the senders of the key and its name, and logs nothing of it', async t => {
  const asked: unknown[] = []
  const { app, lines } = await testApp(t, { precheck: async (...question) => { asked.push(question); return { kind: 'answered', answer: prechecked } } })
  const payload = { recipients: [{ nationalIdentityNumber: '20914695016' }] }
  await app.inject({ ...post, payload })
  t.same(asked, [[payload, ['313000001'], 'test']])
  t.notMatch(lines.join(''), /20914695016/)
})

test('POST /v1/precheck names every field that is wrong', async t => {
  const problem = (index: number): GatewayError => new GatewayError('ERR_INTAKE_IDENTITY_NUMBER', 'Cannot', { field: `/recipients/${index}/nationalIdentityNumber` })
  const { app } = await testApp(t, { precheck: async () => ({ kind: 'refused', problems: [problem(3), problem(7)] }) })
  const answer = await app.inject({ ...post, payload: {} })
  t.match(answer.json(), { status: 422, code: 'ERR_INTAKE_IDENTITY_NUMBER', errors: [{ field: '/recipients/3/nationalIdentityNumber' }, { field: '/recipients/7/nationalIdentityNumber' }] })
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/precheck answers 503 with Retry-After while a register is down', async t => {
  const notBefore = new Date('2026-03-01T08:00:30Z')
  const { app } = await testApp(t, { precheck: async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot ask', { notBefore }) } })
  const answer = await app.inject({ ...post, payload: {} })
  t.match(answer, { statusCode: 503, headers: { 'retry-after': '30' } })
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/precheck takes a thousand addresses, and no form but JSON', async t => {
  const { app } = await testApp(t)
  const address = { name: 'å'.repeat(130), lines: Array.from({ length: 4 }, () => 'å'.repeat(100)), postalCode: '0150', city: 'å'.repeat(80) }
  const many = { recipients: Array.from({ length: 1000 }, () => ({ address })) }
  t.equal((await app.inject({ ...post, payload: many })).statusCode, 200)
  t.equal((await app.inject({ ...post, payload: { ...many, title: 'x'.repeat(2 ** 20) } })).statusCode, 413)
  t.match((await app.inject({ ...post, headers: { ...authorized, 'content-type': 'multipart/form-data; boundary=x' }, payload: 'x' })).json(), { status: 415 })
})

test('POST /v1/precheck needs a key', async t => {
  const { app } = await testApp(t, { precheck: () => { throw new Error('never') } })
  t.equal((await app.inject({ ...post, headers: { 'content-type': 'application/json' }, payload: {} })).statusCode, 401)
})
