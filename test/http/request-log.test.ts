import { test } from 'tap'
import { knownId } from '../support/fake-ports.ts'
import { jsonLetter } from '../support/letter-input.ts'
import { authorized, sending, testApp } from '../support/test-app.ts'

test('a request leaves one line: method, pattern, status, time and trace', async t => {
  const { app, lines } = await testApp(t)
  await app.inject({ url: `/v1/letters/${knownId}?a=b`, headers: { ...authorized, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } })
  t.equal(lines.length, 1)
  const keys = [...(lines[0] ?? '').matchAll(/"(\w+)":/g)].map(([, key]) => key)
  t.same(keys, ['level', 'time', 'pid', 'hostname', 'traceId', 'method', 'route', 'status', 'durationMs', 'msg'])
  t.match(JSON.parse(lines[0] ?? ''), { level: 30, traceId: '0af7651916cd43dd8448eb211c80319c', method: 'GET', route: '/v1/letters/:id', status: 200, msg: 'request' })
})

test('a broken traceparent is not taken', async t => {
  const { app, lines } = await testApp(t)
  for (const traceparent of ['20914695016', '00-00000000000000000000000000000000-b7ad6b7169203331-01', '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01']) {
    await app.inject({ url: '/health/live', headers: { traceparent } })
  }
  t.match(lines.map((line): unknown => JSON.parse(line)), [{ traceId: 'trace-1' }, { traceId: 'trace-2' }, { traceId: 'trace-3' }, { traceId: 'trace-4' }])
})

test('nothing of paths, queries, headers or bodies is logged, at any level', async t => {
  const { app, lines } = await testApp(t)
  await app.inject({ method: 'POST', url: '/v1/letters?x=canary', headers: { ...sending, 'x-canary': 'canary', 'user-agent': 'canary' }, payload: jsonLetter({ title: 'canary' }) })
  await app.inject({ method: 'POST', url: '/v1/letters', headers: sending, payload: '{"canary"' })
  await app.inject({ url: '/v1/letters?reference=canary', headers: authorized })
  await app.inject({ url: '/canary?canary', headers: { authorization: 'Bearer canary' } })
  await app.inject({ url: '/v1/events', headers: { authorization: 'Bearer canary' } })
  const form = '--b\r\nContent-Disposition: form-data; name="letter"\r\n\r\n{"canary":1}\r\n--b\r\nContent-Disposition: form-data; name="d"; filename="canary.pdf"\r\n\r\ncanary\r\n--b--\r\n'
  await app.inject({ method: 'POST', url: '/v1/letters', headers: { ...sending, 'content-type': 'multipart/form-data; boundary=b', 'x-a': 'canary' }, payload: form })
  t.ok(lines.length >= 6)
  t.notMatch(lines.join(''), /canary|sandbox|20914695016/)
})
