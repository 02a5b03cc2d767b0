import { createServer, type RequestListener, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { test, type Test } from 'tap'
import { askAuthority } from '../../src/certificates/ask-authority.ts'

/** A server that does as it is told; gives its address. */
async function aServer (t: Test, answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer)
  t.teardown(() => { server.closeAllConnections(); server.close() })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const bounds = { fetch, timeoutMs: 300, maxBytes: 1000 }
const unknown = { code: 'ERR_CRYPTO_REVOCATION_UNKNOWN' }

test('askAuthority() fetches a list, and puts a question', async t => {
  const url = await aServer(t, (request, response) => {
    const { method, headers } = request
    request.resume()
    response.end(`${method ?? ''} ${headers['content-type'] ?? '-'} ${headers['accept-encoding'] ?? ''}`)
  })
  t.equal(Buffer.from(await askAuthority(url, bounds)).toString(), 'GET - identity')
  t.equal(Buffer.from(await askAuthority(url, { ...bounds, question: Buffer.of(1) })).toString(), 'POST application/ocsp-request identity')
})

const bad: [string, RequestListener][] = [
  ['another status', (_request, response) => { response.writeHead(404).end() }],
  ['a redirect', (_request, response) => { response.writeHead(302, { location: 'http://169.254.169.254/' }).end() }],
  ['a packed body', (_request, response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000))) }],
  ['too large a body', (_request, response) => { response.end(Buffer.alloc(1001)) }],
  ['a cut', (_request, response) => { response.writeHead(200, { 'content-length': '10' }); response.write('x'); response.destroy() }],
  ['silence', () => {}],
  ['a drop now and then', (_request, response) => { const timer = setInterval(() => { response.write('x') }, 50); response.on('close', () => { clearInterval(timer) }) }]
]
for (const [name, answer] of bad) {
  test(`askAuthority() gives up on ${name}, in time`, async t => {
    const url = await aServer(t, answer)
    const begun = performance.now()
    await t.rejects(askAuthority(url, bounds), unknown)
    t.ok(performance.now() - begun < 2000)
  })
}

test('askAuthority() gives up where nobody listens', async t => {
  await t.rejects(askAuthority('http://127.0.0.1:1/ca.crl', bounds), unknown)
})
