import { test } from 'tap'
import { readAnswer } from '../../src/batch/read-answer.ts'

const id = '019ab000-0000-7000-8000-000000000001'
const read = (status: number, body: unknown, headers: Record<string, string> = {}) => readAnswer(status, new Headers(headers), JSON.stringify(body))

test('readAnswer() takes the letter id from Location or body', async t => {
  t.same(read(201, {}, { location: `/v1/letters/${id}` }), { kind: 'accepted', letterId: id })
  t.same(read(201, { id }), { kind: 'accepted', letterId: id })
  t.same(read(201, { id }, { 'idempotency-replayed': 'true' }), { kind: 'replayed', letterId: id })
})

test('readAnswer() tells passing trouble from refusal', async t => {
  for (const status of [408, 409, 429, 500, 502, 503, 504]) t.match(read(status, {}, { 'retry-after': '3' }), { kind: 'later', retryAfter: '3' })
})

test('readAnswer() keeps code and pointer of a refusal and drops its sentences', async t => {
  const errors = [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/title', detail: 'Kari 20914695016' }, { field: 'Kari Nordmann' }]
  const answer = read(422, { code: 'ERR_INTAKE_FIELD_INVALID', detail: 'Kari', errors })
  t.same(answer, { kind: 'refused', problems: [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/title' }, { code: 'ERR_INTAKE_FIELD_INVALID' }] })
  t.same(read(413, { code: 'ERR_HTTP_TOO_LARGE' }), { kind: 'refused', problems: [{ code: 'ERR_HTTP_TOO_LARGE' }] })
  t.same(read(422, { code: 'Kari' }), { kind: 'refused', problems: [{ code: 'ERR_UNKNOWN' }] })
})

test('readAnswer() ends the run where no gateway of ours answers, or not to us', async t => {
  for (const [status, body] of [[401, { code: 'ERR_HTTP_UNAUTHENTICATED' }], [403, { code: 'ERR_HTTP_FORBIDDEN' }], [404, {}], [302, {}], [201, {}]] as const) {
    t.match(read(status, body), { kind: 'misled' })
  }
  t.match(readAnswer(200, new Headers(), '<html>log in</html>'), { kind: 'misled' })
})
