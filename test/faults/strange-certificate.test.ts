// Row 30: an access point whose certificate cannot be trusted gets nothing, and whoever tries says what is wrong.
import { createServer } from 'node:https'
import { test, type Test } from 'tap'
import { createDispatch } from '../../src/dispatch/dispatch.ts'
import { anAttempt, anEnvelope } from '../support/an-envelope.ts'
import { testParty } from '../support/test-certificates.ts'

/** A server with a certificate that no root of this machine stands behind, and the requests it was sent. */
async function aStranger (t: Test): Promise<{ baseUrl: string, requests: string[] }> {
  const { key, certificate } = await testParty('sender')
  const requests: string[] = []
  const server = createServer({ key: key.export({ type: 'pkcs8', format: 'pem' }), cert: certificate.toString() }, (request, response) => {
    requests.push(request.url ?? '')
    response.writeHead(201).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  const address = server.address()
  return { baseUrl: `https://127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}`, requests }
}

test('an access point with a certificate of somebody else\'s is sent nothing, and left alone for a quarter of an hour', async t => {
  const { baseUrl, requests } = await aStranger(t)
  const now = new Date('2026-03-01T10:00:00Z')
  const options = { baseUrl, token: () => Promise.resolve('token-1'), fetch, timeoutMs: 5_000, channelName: 'postbud', now: () => now }
  const untrusted = { code: 'ERR_DISPATCH_CERTIFICATE', notBefore: new Date('2026-03-01T10:15:00Z') }
  await t.rejects(createDispatch(options).follow(anAttempt(), '313000001'), untrusted)
  const dispatch = createDispatch(options)
  t.match(await dispatch.handOver(anEnvelope(Buffer.from('package'))), { kind: 'retry', error: untrusted })
  t.match(await dispatch.handOver(anEnvelope(Buffer.from('package'))), { kind: 'wait', until: untrusted.notBefore })
  t.strictSame(requests, [])
})
