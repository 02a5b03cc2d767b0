// What only a real socket shows: requests that are none, slow callers, headers on everything, pages and files of other rooms.
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { authorized, testApp } from '../support/test-app.ts'

const answerTo = async (port: number, text: string): Promise<string> => {
  const socket: Socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk }).on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}

const portOf = (url: string): number => Number(new URL(url).port)

test('what is no HTTP is answered with a problem, and not logged', async t => {
  const { app, lines } = await testApp(t)
  const port = portOf(await app.listen({ port: 0, host: '127.0.0.1' }))
  for (const text of ['canary\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX-Canary: ${'canary'.repeat(4000)}\r\n\r\n`, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n']) {
    const answer = await answerTo(port, text)
    t.match(answer, /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/)
    t.match(answer, '"code":"ERR_HTTP_MALFORMED"')
  }
  t.notMatch(lines.join(''), /canary/)
})

test('a caller who sends nothing more is cut off', async t => {
  const { app } = await testApp(t, {}, { timeouts: { connectionMs: 100 } })
  const port = portOf(await app.listen({ port: 0, host: '127.0.0.1' }))
  const head = 'POST /v1/letters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{'
  t.notMatch(await answerTo(port, head), / 201 /)
})

for (const [name, sent] of [['nothing at all', ''], ['half a head', 'POST /v1/letters HTTP/1.1\r\nHost: x\r\n']] as const) {
  test(`a caller who stood still and has sent ${name} is told to send again, not that the request is wrong`, async t => {
    const { app } = await testApp(t, {}, { timeouts: { headersMs: 100, checkMs: 50 } })
    const answer = await answerTo(portOf(await app.listen({ port: 0, host: '127.0.0.1' })), sent)
    t.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n/)
    t.match(answer, '"code":"ERR_HTTP_TIMEOUT"')
  })
}

test('a port that never answers is cut off with 503', async t => {
  const { app } = await testApp(t, { diagnose: () => new Promise(() => {}) }, { timeouts: { handlerMs: 50 } })
  const answer = await app.inject({ url: '/v1/doctor', headers: authorized })
  t.match(answer.json(), { status: 503, code: 'ERR_HTTP_UNAVAILABLE', detail: 'The gateway cannot answer now' })
  t.equal(answer.headers['retry-after'], '5')
})

test('no answer tells what it was made with, and every answer has the policy', async t => {
  const { app } = await testApp(t)
  for (const url of ['/health/live', '/nope', '/docs', '/docs/static/swagger-ui.css', '/openapi.json', '/problems/err-http-method']) {
    const { headers } = await app.inject({ url })
    t.match(headers['content-security-policy'], 'default-src \'none\';script-src \'self\';style-src \'self\'', url)
    t.notMatch(String(headers['content-security-policy']), /unsafe|https?:/, url)
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.equal(headers['x-powered-by'], undefined)
    t.equal(headers.server, undefined)
  }
})

test('pages and public folders of other rooms are served, and nothing beside them', async t => {
  const folder = join(t.testdir({ 'secret.txt': 'secret' }), 'public')
  await mkdir(folder)
  await writeFile(join(folder, 'a.css'), 'a{}')
  await writeFile(join(folder, '.hidden'), 'secret')
  const { app } = await testApp(t, {}, {
    assets: [{ prefix: '/assets/', folder }, { prefix: '/more/', folder }],
    pages: [async scope => { scope.get('/desk', () => 'a page') }]
  })
  t.equal((await app.inject({ url: '/assets/a.css' })).body, 'a{}')
  t.equal((await app.inject({ url: '/more/a.css' })).body, 'a{}')
  t.equal((await app.inject({ url: '/desk' })).body, 'a page')
  t.equal((await app.inject({ method: 'POST', url: '/desk' })).statusCode, 405)
  for (const path of ['.hidden', '../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '..%5csecret.txt', '%2e%2e%2fsecret.txt', '....//secret.txt', 'a.css/../../secret.txt', '', 'none']) {
    const answer = await app.inject({ url: `/assets/${path}` })
    t.ok([400, 403, 404].includes(answer.statusCode), `${path} ${answer.statusCode}`)
    t.notMatch(answer.body, /secret/)
  }
})
