import { test } from 'tap'
import { errorTable, type ErrorCode } from '../../src/letter/error-table.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { knownId } from '../support/fake-ports.ts'
import { jsonLetter } from '../support/letter-input.ts'
import { authorized, sending, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const url = `/v1/letters/${knownId}`
const isCode = (name: string): name is ErrorCode => name in errorTable
const secret = 'Ola Nordmann 20914695016'

test('every error is answered with its row of the table', async t => {
  let thrown: ErrorCode = 'ERR_HTTP_INTERNAL'
  const { app } = await testApp(t, { readLetter: async () => { throw new GatewayError(thrown, 'Cannot do it: a reason') } })
  const codes = Object.keys(errorTable).filter(isCode).filter(name => name !== 'ERR_STORE_UNAVAILABLE')
  for (const [index, code] of codes.entries()) {
    thrown = code
    const answer = await app.inject({ url, headers: authorized })
    const { status, title, remedy, family } = errorTable[code]
    t.equal(answer.statusCode, status, code)
    t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8', code)
    t.same(answer.json(), {
      type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`, title, status, code, remedy, traceId: `trace-${index + 1}`,
      detail: status >= 500 ? title : 'Cannot do it: a reason'
    })
    t.equal(answer.headers['retry-after'], family === 'retry' ? '5' : undefined, code)
  }
})

test('a refused letter is answered with everything that is wrong, as described', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: sending, payload: jsonLetter({ sender: '1', title: '', language: undefined }) })
  t.match(answer.json(), {
    status: 422, code: 'ERR_INTAKE_FIELD_INVALID', detail: 'Cannot accept the letter: 3 things are wrong, see errors',
    errors: [
      { code: 'ERR_INTAKE_FIELD_INVALID', field: '/language', detail: 'Cannot accept the letter: the field is missing', remedy: errorTable.ERR_INTAKE_FIELD_INVALID.remedy },
      { code: 'ERR_INTAKE_ORGANIZATION_NUMBER', field: '/sender' },
      { code: 'ERR_INTAKE_FIELD_INVALID', field: '/title' }
    ]
  })
  ;(await answerJudge(t, app))('POST', '/v1/letters', answer)
})

test('problems of one kind keep their code', async t => {
  const problems = ['/a', '/b'].map(field => new GatewayError('ERR_INTAKE_PERSONAL_DATA', 'Cannot', { field }))
  const { app } = await testApp(t, { accept: async () => ({ kind: 'refused', problems }) })
  t.match((await app.inject({ method: 'POST', url: '/v1/letters', headers: sending, payload: {} })).json(), { code: 'ERR_INTAKE_PERSONAL_DATA', errors: [{ field: '/a' }, { field: '/b' }] })
})

test('the database away is 503 with Retry-After, under our own name', async t => {
  const notBefore = new Date('2026-03-01T08:00:29.500Z')
  const { app } = await testApp(t, { readLetter: async () => { throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot read: host 10.0.0.1', { notBefore }) } })
  const answer = await app.inject({ url, headers: authorized })
  t.match(answer.json(), { status: 503, code: 'ERR_HTTP_UNAVAILABLE' })
  t.equal(answer.headers['retry-after'], '30')
  t.notMatch(answer.body, /10\.0/)
})

test('an error nobody foresaw is answered and logged without a word of it', async t => {
  // What is no Error can be thrown too, by others.
  for (const thrown of [Object.assign(new Error(secret), { code: 'XX000', detail: secret }), new TypeError('a', { cause: new Error(secret) }), secret, null]) {
    const { app, lines } = await testApp(t, { readLetter: async () => { AbortSignal.abort(thrown).throwIfAborted(); return undefined } })
    const answer = await app.inject({ url, headers: authorized })
    t.match(answer.json(), { status: 500, code: 'ERR_HTTP_INTERNAL', detail: 'The gateway failed' })
    t.notMatch(answer.body + lines.join(''), /Ola|20914695016/)
    t.match(lines.join(''), /"code":"ERR_HTTP_INTERNAL","failure":\{"name":/)
  }
})

test('addresses that are none are refused without being repeated', async t => {
  const { app, lines } = await testApp(t)
  for (const path of ['/nope/20914695016', '/%', '/v1/letters/%zz20914695016', `/v1/letters/${'9'.repeat(500)}`, '/..%2f20914695016', '/desk']) {
    const answer = await app.inject({ url: path, headers: authorized })
    t.ok([400, 404].includes(answer.statusCode), path)
    t.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.notMatch(answer.body, /20914695016|999/)
  }
  t.notMatch(lines.join(''), /20914695016|9999/)
})

test('a method that an address does not know is 405 with Allow', async t => {
  const { app } = await testApp(t)
  for (const [method, path, allow] of [['DELETE', '/v1/letters', 'POST, GET, HEAD'], ['PUT', url, 'GET, HEAD'], ['POST', '/health/live', 'GET, HEAD'], ['PATCH', '/v1/events', 'GET, HEAD']] as const) {
    const answer = await app.inject({ method, url: path, headers: { 'content-type': 'text/xml' }, payload: '<' })
    t.match(answer.json(), { status: 405, code: 'ERR_HTTP_METHOD' })
    t.same(new Set(String(answer.headers.allow).split(', ')), new Set(allow.split(', ')))
  }
})

// Bodies that are no JSON object, and what is said of them.
const bodies: [name: string, payload: string | Buffer, code: string, detail: RegExp][] = [
  ['empty', '', 'ERR_HTTP_MALFORMED', /its body is empty$/],
  ['cut off', '{"a":', 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['no JSON', '20914695016x', 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['poisoned', '{"__proto__":{"a":1}}', 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['poisoned otherwise', '{"constructor":{"prototype":{"a":1}}}', 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['not UTF-8', Buffer.from('{"title":"\xe6"}', 'latin1'), 'ERR_HTTP_MALFORMED', /its text is not UTF-8$/],
  ['a list', '[]', 'ERR_INTAKE_FIELD_INVALID', /the value is not of type object$/],
  ['large without documents', JSON.stringify({ title: 'x'.repeat(300_000) }), 'ERR_HTTP_TOO_LARGE', /without its documents the letter is larger than 262144 bytes$/]
]

for (const [name, payload, code, detail] of bodies) {
  test(`a body that is ${name} is refused with ${code}`, async t => {
    const { app } = await testApp(t)
    const answer = await app.inject({ method: 'POST', url: '/v1/letters', headers: sending, payload })
    t.match(answer.json(), { code, detail })
    t.notMatch(answer.body, /20914695016/)
    ;(await answerJudge(t, app))('POST', '/v1/letters', answer)
  })
}
