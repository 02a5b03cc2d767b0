import { test, type Test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { actionId, knownId, told } from '../support/fake-ports.ts'
import { authorized, sending, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const grounds = { reason: 'Feil i vedlegget', by: 'Kari' }
const order = { ...grounds, action: 'withdraw', selection: { batch: 'run-1' } }

type Answer = { statusCode: number, headers: Record<string, unknown>, body: string, json: () => Record<string, unknown> }
type Asker = (method: 'GET' | 'POST', route: string, payload?: object, headers?: Record<string, string>) => Promise<Answer>

/** An app that is asked; every answer is held against its description. */
async function anAsker (t: Test, ports: Parameters<typeof testApp>[1] = {}, id = knownId): Promise<Asker> {
  const { app } = await testApp(t, ports)
  const judge = await answerJudge(t, app)
  return async (method, route, payload, headers = payload === undefined ? authorized : sending) => {
    const answer = await app.inject({ method, url: route.replace('{id}', id), headers, ...payload !== undefined && { payload } })
    judge(method, route.replace(/\?.*/, ''), answer)
    return answer
  }
}

test('POST /v1/letters/{id}/hold and its siblings answer with what was done', async t => {
  const ask = await anAsker(t)
  for (const name of ['hold', 'release', 'withdraw', 'resend']) {
    const answer = await ask('POST', `/v1/letters/{id}/${name}`, grounds)
    t.equal(answer.statusCode, 200)
    t.match(answer.json(), { letterId: knownId, action: name, ...grounds })
  }
  t.match(await ask('POST', '/v1/letters/{id}/redirect', { ...grounds, action: 'route', channel: 'print' }), { statusCode: 200 })
})

test('POST /v1/letters/{id}/hold names the state in the way', async t => {
  const problem = new GatewayError('ERR_ACTION_IN_DOUBT', 'Cannot hold the letter: it is sealed, and hand-over 1 is handing_over')
  const answer = await (await anAsker(t, { act: async () => ({ kind: 'refused', problems: [problem] }) }))('POST', '/v1/letters/{id}/hold', grounds)
  t.equal(answer.statusCode, 409)
  t.match(answer.json(), { code: 'ERR_ACTION_IN_DOUBT', detail: problem.message })
})

test('what changes letters demands a key, JSON and who', async t => {
  const ask = await anAsker(t)
  const keyless = { ...authorized, 'content-type': 'application/json' }
  for (const route of ['/v1/letters/{id}/hold', '/v1/actions']) {
    t.match((await ask('POST', route, grounds, keyless)).json(), { code: 'ERR_INTAKE_KEY_MISSING' }, route)
    t.match((await ask('POST', route, grounds, { ...sending, 'content-type': 'text/plain' })).json(), { code: 'ERR_HTTP_MEDIA_TYPE' }, route)
  }
  for (const route of ['/v1/actions/preview', '/v1/pauses', '/v1/actions/{id}/approve']) {
    t.match((await ask('POST', route, grounds, { ...sending, 'content-type': 'text/plain' })).json(), { code: 'ERR_HTTP_MEDIA_TYPE' }, route)
  }
  t.equal((await (await anAsker(t, {}, actionId))('POST', '/v1/letters/{id}/hold', grounds)).statusCode, 404)
})

test('POST /v1/actions answers 202 with where to look, and says that an answer is a repeat', async t => {
  const first = await (await anAsker(t))('POST', '/v1/actions', order)
  t.match(first, { statusCode: 202, headers: { location: `/v1/actions/${actionId}` } })
  t.match(first.json(), { id: actionId, action: 'withdraw', selection: { batch: 'run-1' }, state: 'waiting_approval', progress: { waiting: 3 } })
  t.notMatch(first.body, /senders/)
  const { ports } = { ports: { actions: { ...told.actions, start: async () => ({ kind: 'replayed', answer: told.action } as const) } } }
  t.match(await (await anAsker(t, ports))('POST', '/v1/actions', order), { statusCode: 202, headers: { 'idempotency-replayed': 'true' } })
})

test('POST /v1/actions answers 409 when the selection has another number of letters than expected', async t => {
  const problem = new GatewayError('ERR_ACTION_COUNT', 'Cannot take the order: the selection has 4 letters, and 3 were expected', { field: '/expected' })
  const ports = { actions: { ...told.actions, start: async () => ({ kind: 'refused' as const, problems: [problem] }) } }
  const answer = await (await anAsker(t, ports))('POST', '/v1/actions', { ...order, expected: 3 })
  t.match([answer.statusCode, answer.json()], [409, { code: 'ERR_ACTION_COUNT', detail: problem.message, errors: [{ field: '/expected' }] }])
})

test('POST /v1/actions/preview counts, GET /v1/actions/{id} tells, and approval is another person\'s', async t => {
  const ask = await anAsker(t, {}, actionId)
  t.match((await ask('POST', '/v1/actions/preview', { action: 'withdraw', selection: { batch: 'run-1' } })).json(), { total: 3, can: 2, cannot: [{ state: 'sealed', letters: 1 }] })
  t.match((await ask('GET', '/v1/actions/{id}')).json(), { id: actionId })
  t.match((await ask('POST', '/v1/actions/{id}/approve', grounds)).json(), { state: 'running', approval: { isApproved: true } })
  t.match((await ask('POST', '/v1/actions/{id}/refuse', grounds)).json(), { state: 'refused' })
  t.equal((await (await anAsker(t))('GET', '/v1/actions/{id}')).statusCode, 404)
})

test('GET /v1/actions lists what there is, or what is in a state', async t => {
  const ask = await anAsker(t)
  for (const query of ['', '?state=waiting_approval']) {
    const answer = await ask('GET', `/v1/actions${query}`)
    t.match(answer.json(), { actions: [{ id: actionId, action: 'withdraw', by: 'Kari', preview: { total: 3 }, progress: { waiting: 3 } }] }, query)
    t.notMatch(answer.body, /senders/)
  }
  t.strictSame((await ask('GET', '/v1/actions?state=done')).json(), { actions: [] })
  t.equal((await ask('GET', '/v1/actions?state=never')).statusCode, 400)
  t.equal((await ask('GET', '/v1/actions', undefined, {})).statusCode, 401)
})

test('pauses are listed, started and ended, and dead letters told by group', async t => {
  const ask = await anAsker(t, {}, actionId)
  t.match((await ask('GET', '/v1/pauses')).json(), { pauses: [{ id: actionId, channel: 'print', until: null }] })
  t.match((await ask('GET', '/v1/pauses?state=ended')).json(), { pauses: [{ id: actionId, ended: { by: 'Kari', reason: 'Feil i vedlegget' } }] })
  t.equal((await ask('GET', '/v1/pauses?state=never')).statusCode, 400)
  t.match(await ask('POST', '/v1/pauses', { ...grounds, channel: 'print' }), { statusCode: 201 })
  t.match(await ask('POST', '/v1/pauses/{id}/end', grounds), { statusCode: 200 })
  t.equal((await (await anAsker(t))('POST', '/v1/pauses/{id}/end', grounds)).statusCode, 404)
  t.match((await ask('GET', '/v1/dead-letters')).json(), { groups: [{ reasonCode: 'ERR_SEAL_ADDRESS', letters: 2 }] })
})
