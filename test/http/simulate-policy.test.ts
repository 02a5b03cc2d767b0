import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { simulated } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const url = '/v1/routing-policies/simulate'
const post = { method: 'POST', url, headers: { ...authorized, 'content-type': 'application/json' }, payload: { from: '2026-03-01' } } as const

test('POST /v1/routing-policies/simulate answers counts as described, for the senders of the key', async t => {
  const asked: unknown[] = []
  const { app } = await testApp(t, { simulatePolicy: async (...question) => { asked.push(question); return { kind: 'answered', answer: simulated } } })
  const answer = await app.inject(post)
  t.same([answer.statusCode, answer.json(), asked], [200, simulated, [[{ from: '2026-03-01' }, ['313000001']]]])
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/routing-policies/simulate names what is wrong, and takes no form but JSON', async t => {
  const problem = new GatewayError('ERR_INTAKE_FIELD_INVALID', 'Cannot simulate the policy: why', { field: '/policy/version' })
  const { app } = await testApp(t, { simulatePolicy: async () => ({ kind: 'refused', problems: [problem] }) })
  const answer = await app.inject(post)
  t.match(answer.json(), { status: 422, errors: [{ field: '/policy/version' }] })
  ;(await answerJudge(t, app))('POST', url, answer)
  t.equal((await app.inject({ ...post, headers: { ...authorized, 'content-type': 'multipart/form-data; boundary=x' }, payload: 'x' })).statusCode, 415)
})
