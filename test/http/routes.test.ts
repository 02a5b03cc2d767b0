import { test } from 'tap'
import { knownId } from '../support/fake-ports.ts'
import { authorized, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const unknownId = '0199f0a0-0000-7000-8000-00000000ffff'

// Every address that is asked, where it is described, and what must come.
const questions: [url: string, route: string, status: number, body: object][] = [
  [`/v1/letters/${knownId}`, '/v1/letters/{id}', 200, { id: knownId, state: 'dispatched', attempts: [{ state: 'handed_over' }], next: { step: 'follow', at: '2026-03-01T08:00:00.000Z' }, deadline: { by: '2026-03-01T08:00:00.000Z', missedAt: null } }],
  [`/v1/letters/${unknownId}`, '/v1/letters/{id}', 404, { code: 'ERR_HTTP_NOT_FOUND', detail: 'Cannot find the letter: no such id among the letters of this key' }],
  ['/v1/letters/20914695016', '/v1/letters/{id}', 404, { code: 'ERR_HTTP_NOT_FOUND', detail: 'Cannot find the resource: no such id' }],
  [`/v1/letters/${knownId}/events`, '/v1/letters/{id}/events', 200, { events: [{ number: 1, letterId: knownId, data: { count: 1, ok: true, none: null, text: 'a' } }] }],
  [`/v1/letters/${unknownId}/events`, '/v1/letters/{id}/events', 404, { code: 'ERR_HTTP_NOT_FOUND' }],
  [`/v1/letters/${knownId}/decision`, '/v1/letters/{id}/decision', 200, { rule: 'R1', inputs: { isReserved: false, age: 3, note: null }, overrides: [{ ordinal: 1, by: 'Kari' }] }],
  [`/v1/letters/${unknownId}/decision`, '/v1/letters/{id}/decision', 404, { code: 'ERR_HTTP_NOT_FOUND' }],
  ['/v1/letters?reference=2026%2F1', '/v1/letters', 200, { letters: [{ id: knownId }] }],
  ['/v1/letters?reference=other', '/v1/letters', 200, { letters: [] }],
  ['/v1/letters', '/v1/letters', 400, { code: 'ERR_HTTP_MALFORMED', detail: 'Cannot read the query: a parameter is missing or not known' }],
  ['/v1/letters?reference=a&nationalIdentityNumber=20914695016', '/v1/letters', 400, { detail: 'Cannot read the query: a parameter is missing or not known' }],
  ['/v1/letters?reference=20914695016', '/v1/letters', 422, { code: 'ERR_INTAKE_PERSONAL_DATA', detail: 'Cannot look for the letter: an identity number stands in the address of the request' }],
  ['/v1/events', '/v1/events', 200, { events: [{ number: 1 }], last: 1 }],
  ['/v1/events?after=1&limit=1000', '/v1/events', 200, { events: [], last: 1 }],
  ['/v1/events?limit=1001', '/v1/events', 400, { detail: 'Cannot read the query: the parameter limit is not as the API description says' }],
  ['/v1/events?after=-1', '/v1/events', 400, { detail: 'Cannot read the query: the parameter after is not as the API description says' }],
  ['/v1/forecast', '/v1/forecast', 200, { lanes: [{ channel: null, perMinute: 0.5, finishesAt: '2026-03-01T08:00:00.000Z' }, { channel: 'eboks', finishesAt: null }], windows: [{ id: 'tax', class: null, finishesAt: null }] }],
  ['/v1/reports/2026-02-28', '/v1/reports/{date}', 200, { day: '2026-02-28', madeAt: '2026-03-01T08:00:00.000Z', senders: [{ accepted: 3, handedOver: { eboks: 2 }, events: { 'letter.delivered': 2, 'deadline.missed': 1 }, states: [{ count: 2 }, { channel: null }] }], outlook: { windows: [{ id: 'tax' }] } }],
  ['/v1/reports/2026-02-27', '/v1/reports/{date}', 404, { code: 'ERR_HTTP_NOT_FOUND', detail: 'Cannot find the report: none was written of this date' }],
  ['/v1/reports/yesterday', '/v1/reports/{date}', 404, { code: 'ERR_HTTP_NOT_FOUND' }],
  ['/v1/doctor', '/v1/doctor', 200, { ok: true, findings: [{ check: 'clock', level: 'ok' }] }],
  ['/health/live', '/health/live', 200, { status: 'ok' }],
  ['/health/ready', '/health/ready', 200, { ready: true, checks: { database: 'ok' } }],
  ['/problems/err-http-method', '/problems/{code}', 200, { code: 'ERR_HTTP_METHOD', status: 405 }]
]

for (const [url, route, status, body] of questions) {
  test(`GET ${url} answers ${status} as described`, async t => {
    const { app } = await testApp(t)
    const answer = await app.inject({ url, headers: authorized })
    t.equal(answer.statusCode, status)
    t.match(answer.json(), body)
    t.notMatch(answer.body, /20914695016/)
    ;(await answerJudge(t, app))('GET', route, answer)
  })
}

test('GET /v1/letters/{id}/decision leaves out everything that names the recipient', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url: `/v1/letters/${knownId}/decision`, headers: authorized })
  t.same(answer.json<{ choice: unknown }>().choice, { kind: 'mailbox', channel: 'eboks', receiver: '922020175' })
})

test('GET /v1/events links to where it goes on', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url: '/v1/events?limit=5', headers: authorized })
  t.equal(answer.headers.link, '</v1/events?after=1&limit=5>; rel="next"')
})

test('ports are asked for the senders of the key, and for nobody else', async t => {
  const asked: unknown[] = []
  const { app } = await testApp(t, { readLetter: async (id, senders) => { asked.push(id, senders); return undefined } })
  await app.inject({ url: `/v1/letters/${knownId}`, headers: authorized })
  t.same(asked, [knownId, ['313000001']])
})

test('GET /v1/doctor is not ok when something fails', async t => {
  const { app } = await testApp(t, { diagnose: async () => [{ check: 'a', level: 'warning', detail: '' }, { check: 'b', level: 'failure', detail: '', repair: 'c' }] })
  t.match((await app.inject({ url: '/v1/doctor', headers: authorized })).json(), { ok: false, findings: [{}, { repair: 'c' }] })
})

test('GET /health/ready answers 503 when not ready, and when the check itself fails', async t => {
  for (const isReady of [async () => ({ ready: false, checks: { database: 'down' } }), async () => { throw new Error('20914695016') }]) {
    const { app } = await testApp(t, { isReady })
    const answer = await app.inject({ url: '/health/ready' })
    t.equal(answer.statusCode, 503)
    t.match(answer.json(), { ready: false })
    t.notMatch(answer.body, /20914695016/)
  }
})

test('GET /metrics gives what the port gives, without a key', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ url: '/metrics' })
  t.match(answer, { statusCode: 200, body: 'postbud_up 1\n' })
  t.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
})
