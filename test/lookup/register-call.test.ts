import { createServer } from 'node:net'
import { test, type Test } from 'tap'
import { callRegister, type RegisterOptions } from '../../src/lookup/register-call.ts'
import { deserted, json, serve } from '../support/serve.ts'

const seconds = { name: 'KRR', retryAfterUnitMs: 1000 }
const milliseconds = { name: 'Folkeregisteret', retryAfterUnitMs: 1 }
const now = new Date('2026-03-01T10:00:00Z')
const number = '20914695016'

function options (baseUrl: string, changes: Partial<RegisterOptions> = {}): RegisterOptions {
  return { baseUrl, token: () => Promise.resolve('secret-token'), fetch, timeoutMs: 5000, now: () => now, ...changes }
}

async function ask (t: Test, answer: Parameters<typeof serve>[1], row = seconds, changes: Partial<RegisterOptions> = {}): Promise<unknown> {
  const server = await serve(t, answer)
  return await callRegister(row, options(server.url, changes), { path: '/people', body: { number } })
}

const families: [number, string][] = [
  [400, 'ERR_LOOKUP_REFUSED'], [401, 'ERR_LOOKUP_UNAVAILABLE'], [403, 'ERR_LOOKUP_REFUSED'], [404, 'ERR_LOOKUP_REFUSED'],
  [429, 'ERR_LOOKUP_UNAVAILABLE'], [500, 'ERR_LOOKUP_UNAVAILABLE'], [502, 'ERR_LOOKUP_UNAVAILABLE'], [503, 'ERR_LOOKUP_UNAVAILABLE'],
  [302, 'ERR_LOOKUP_UNREADABLE']
]
for (const [status, code] of families) {
  test(`callRegister() turns status ${status} into ${code}`, async t => {
    await t.rejects(ask(t, (_, response) => { json(response, {}, status) }), { code })
  })
}

/** The three shapes Folkeregisteret writes an error in (registries.md §2.2). */
const errorShapes = [
  { kode: 'FREG-001', melding: `Fant ikke ${number}` },
  { feilkode: 'FREG-001', feilmelding: `Fant ikke ${number}`, httpStatus: 404, alvorlighetsgrad: 'FEIL', tilleggsinformasjon: { nummer: number } },
  { code: 'FREG-001', message: `Fant ikke ${number}`, feilreferanse: number, httpStatus: 404 }
]
for (const body of errorShapes) {
  test(`callRegister() keeps the register's error code in "${Object.keys(body)[0]}", and none of its words`, async t => {
    for (const status of [400, 403, 404]) {
      const refused = { code: 'ERR_LOOKUP_REFUSED', message: `Cannot ask KRR: status ${status}, FREG-001`, cause: undefined }
      await t.rejects(ask(t, (_, response) => { json(response, body, status) }), refused)
    }
    await t.rejects(ask(t, (_, response) => { json(response, body, 500) }), { code: 'ERR_LOOKUP_UNAVAILABLE' })
  })
}

test('callRegister() reads Retry-After in the register\'s own unit, or as a date', async t => {
  const busy = (value: string): Parameters<typeof serve>[1] => (_, response) => { json(response, {}, 429, { 'retry-after': value }) }
  await t.rejects(ask(t, busy('2000'), milliseconds), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:02Z') })
  await t.rejects(ask(t, busy('2'), seconds), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:00:02Z') })
  await t.rejects(ask(t, busy('Sun, 01 Mar 2026 10:05:00 GMT')), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: new Date('2026-03-01T10:05:00Z') })
  await t.rejects(ask(t, busy('soon')), { code: 'ERR_LOOKUP_UNAVAILABLE', notBefore: undefined })
})

test('callRegister() takes a web page as unreadable, with any status', async t => {
  for (const status of [200, 403]) {
    await t.rejects(ask(t, (_, response) => { response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Blocked</html>') }), { code: 'ERR_LOOKUP_UNREADABLE' })
  }
})

test('callRegister() keeps the text of an unreadable answer out of the error', async t => {
  const error: unknown = await ask(t, (_, response) => { response.end(`{"navn": "${number}`) }).catch((reason: unknown) => reason)
  t.match(error, { code: 'ERR_LOOKUP_UNREADABLE', cause: undefined })
  t.notMatch(String(error), number)
})

test('callRegister() counts the deadline to the last byte', async t => {
  const slow = ask(t, (_, response) => { response.writeHead(200).write('{"a":') }, seconds, { timeoutMs: 150 })
  await t.rejects(slow, { code: 'ERR_LOOKUP_UNAVAILABLE', message: 'Cannot ask KRR: no whole answer within 150 ms' })
})

test('callRegister() is not kept waiting by an answer that comes a byte at a time', async t => {
  const trickle = ask(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => { response.write(' ') }, 20)
    response.on('close', () => { clearInterval(timer) })
  }, milliseconds, { timeoutMs: 200 })
  await t.rejects(trickle, { code: 'ERR_LOOKUP_UNAVAILABLE', message: 'Cannot ask Folkeregisteret: no whole answer within 200 ms' })
})

test('callRegister() stops reading an endless answer', async t => {
  const megabyte = Buffer.alloc(1024 * 1024, 32)
  const endless = ask(t, (_, response) => {
    const more = (): void => { if (!response.destroyed) response.write(megabyte, more) }
    more()
  })
  await t.rejects(endless, { code: 'ERR_LOOKUP_UNREADABLE' })
})

test('callRegister() takes a refused or broken connection as unavailable', async t => {
  const breaking = createServer(socket => { socket.destroy() })
  await new Promise<void>(resolve => breaking.listen(0, '127.0.0.1', resolve))
  t.teardown(() => breaking.close())
  const address = breaking.address()
  const port = typeof address === 'object' ? address?.port ?? 0 : 0
  for (const url of [`http://127.0.0.1:${port}`, await deserted()]) {
    await t.rejects(callRegister(seconds, options(url), { path: '/people' }), { code: 'ERR_LOOKUP_UNAVAILABLE' })
  }
})

test('callRegister() passes on what the token port throws', async t => {
  const server = await serve(t, (_, response) => { json(response, {}) })
  const refused = options(server.url, { token: () => Promise.reject(new RangeError('no token')) })
  await t.rejects(callRegister(seconds, refused, { path: '/people' }), { message: 'no token' })
  t.equal(server.seen.length, 0)
})
