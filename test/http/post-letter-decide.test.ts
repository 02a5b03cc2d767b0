import { test, type Test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Deciding } from '../../src/http/ports.ts'
import { knownId } from '../support/fake-ports.ts'
import { sending, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const route = '/v1/letters/{id}/decide'
const stop = { action: 'stop', reason: 'Avklart', by: 'Kari' }

interface Call { id?: string, headers?: Record<string, string>, payload?: object | string }

type Asker = (call?: Call) => Promise<{ statusCode: number, headers: Record<string, unknown>, body: string, json: () => Record<string, unknown> }>

/** An app that is asked to decide; every answer is held against its description. */
async function anAsker (t: Test, ports: Parameters<typeof testApp>[1] = {}): Promise<Asker> {
  const { app } = await testApp(t, ports)
  const judge = await answerJudge(t, app)
  return async ({ id = knownId, headers = sending, payload = stop } = {}) => {
    const answer = await app.inject({ method: 'POST', url: `/v1/letters/${id}/decide`, headers, payload })
    judge('POST', route, answer)
    return answer
  }
}

const decide = async (t: Test, ports?: Parameters<typeof testApp>[1]): ReturnType<Asker> => (await anAsker(t, ports))()

test('POST /v1/letters/{id}/decide answers with the decision as it was taken', async t => {
  const answer = await decide(t)
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), { letterId: knownId, override: { ordinal: 1, action: 'stop', reason: 'Avklart', by: 'Kari' } })
})

test('POST /v1/letters/{id}/decide asks in the name of the key, for its senders', async t => {
  const asked: unknown[] = []
  const remember = async (call: Deciding, senders: readonly string[]): Promise<undefined> => { asked.push(call, senders); return undefined }
  const answer = await decide(t, { decide: remember })
  t.equal(answer.statusCode, 404)
  t.strictSame(asked, [{ client: 'test', idempotencyKey: 'key-1', letterId: knownId, input: stop }, ['313000001']])
})

test('POST /v1/letters/{id}/decide says that an answer is a repeat', async t => {
  const body = JSON.stringify({ letterId: knownId, state: 'undeliverable', override: { ordinal: 1, client: 'test', ...stop, at: '2026-03-01T08:00:00.000Z' } })
  const answer = await decide(t, { decide: async () => ({ kind: 'replayed', body }) })
  t.match(answer, { statusCode: 200, headers: { 'idempotency-replayed': 'true' }, body })
})

test('POST /v1/letters/{id}/decide answers 409 with the rule that stands in the way', async t => {
  for (const code of ['ERR_DECIDE_STATE', 'ERR_DECIDE_IN_DOUBT', 'ERR_DECIDE_FORBIDDEN'] as const) {
    const problem = new GatewayError(code, 'Cannot take the decision: the rule dead says: The recipient is registered as dead')
    const answer = await decide(t, { decide: async () => ({ kind: 'refused', problems: [problem] }) })
    t.equal(answer.statusCode, 409)
    t.match(answer.json(), { code, detail: problem.message })
  }
})

const { authorization, ...withoutKey } = sending

// What is wrong with the call, and what must come of it.
const refusals: [name: string, call: Call, status: number, code: string][] = [
  ['an unknown letter', { id: '0199f0a0-0000-7000-8000-00000000ffff' }, 404, 'ERR_HTTP_NOT_FOUND'],
  ['no key', { headers: withoutKey }, 401, 'ERR_HTTP_UNAUTHENTICATED'],
  ['no idempotency key', { headers: { authorization, 'content-type': 'application/json' } }, 400, 'ERR_INTAKE_KEY_MISSING'],
  ['a form', { headers: { ...sending, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'action=stop' }, 415, 'ERR_HTTP_MEDIA_TYPE'],
  ['something wrong in it', { payload: { ...stop, channel: 'print' } }, 422, 'ERR_INTAKE_FIELD_INVALID'],
  ['an identity number in it', { payload: { ...stop, reason: 'Se 20914695016' } }, 422, 'ERR_INTAKE_PERSONAL_DATA']
]

test('POST /v1/letters/{id}/decide refuses what is wrong with a call, and repeats none of it', async t => {
  const ask = await anAsker(t)
  for (const [name, call, status, code] of refusals) {
    const answer = await ask(call)
    t.equal(answer.statusCode, status, name)
    t.match(answer.json(), { code }, name)
    t.notMatch(answer.body, /20914695016/, name)
  }
})
