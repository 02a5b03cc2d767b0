import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { test, type Test } from 'tap'
import { createDispatch, type DispatchOptions } from '../../../src/dispatch/dispatch.ts'
import { GatewayError } from '../../../src/letter/gateway-error.ts'
import type { SealedEnvelope } from '../../../src/letter/sealed-envelope.ts'
import { anAttempt, anEnvelope } from '../../support/an-envelope.ts'
import { deserted, json, serve } from '../../support/serve.ts'
import { published } from '../../support/shared.ts'
import { optionsFor, partsOf } from '../access-point-stand-in.ts'

type Answer = Parameters<typeof serve>[1]

const content = Buffer.from('package')
const attempt = anAttempt()
const accept: Answer = (_, response) => { response.writeHead(201).end() }

async function handOver (t: Test, answer: Answer, envelope: Partial<SealedEnvelope> = {}, changes: Partial<DispatchOptions> = {}): Promise<unknown> {
  const server = await serve(t, answer)
  return await createDispatch(optionsFor(server, changes)).handOver(anEnvelope(content, envelope))
}

test('handOver() sends message and package as eFormidling does, to the channel', async t => {
  const server = await serve(t, accept)
  await createDispatch(optionsFor(server)).handOver(anEnvelope(content))
  const [seen] = server.seen
  t.match(seen, { method: 'POST', url: '/messages/out?kanal=postbud' })
  t.strictSame(seen === undefined ? [] : partsOf(seen), [
    { headers: 'Content-Disposition: form-data; name="forretningsmelding"; filename="sbd.jwt"\r\nContent-Type: application/jwt', content: Buffer.from(`${attempt.messageId}.signed-with.token-1`) },
    { headers: 'Content-Disposition: form-data; name="dokumentpakke"; filename="asic.cms"\r\nContent-Type: application/cms', content }
  ])
})

test('handOver() announces the exact length and never chunks', async t => {
  const server = await serve(t, accept)
  const large = Buffer.alloc(3_000_000, 7)
  await createDispatch(optionsFor(server)).handOver(anEnvelope(large))
  const [seen] = server.seen
  t.equal(seen?.headers['transfer-encoding'], undefined)
  t.equal(Number(seen?.headers['content-length']), seen?.body.length)
})

test('handOver() fetches one token a message, for the sender, and signs with the very one it sends', async t => {
  const senders: string[] = []
  const server = await serve(t, accept)
  const token = (sender: string): Promise<string> => Promise.resolve(`token-${senders.push(sender)}`)
  const dispatch = createDispatch(optionsFor(server, { token }))
  await dispatch.handOver(anEnvelope(content))
  await dispatch.handOver(anEnvelope(content))
  t.strictSame(senders, ['313000001', '313000001'])
  for (const [index, seen] of server.seen.entries()) {
    t.equal(seen.headers.authorization, `Bearer token-${index + 1}`)
    t.match(String(partsOf(seen)[0]?.content), new RegExp(`signed-with.token-${index + 1}$`))
  }
})

const families: [number, string, string | undefined][] = [
  [200, 'done', undefined], [201, 'done', undefined], [204, 'done', undefined],
  [303, 'retry', 'ERR_DISPATCH_UNAVAILABLE'], [400, 'retry', 'ERR_DISPATCH_UNAVAILABLE'], [401, 'retry', 'ERR_DISPATCH_UNAVAILABLE'],
  [403, 'stop', 'ERR_DISPATCH_UNAUTHORIZED'], [404, 'retry', 'ERR_DISPATCH_UNAVAILABLE'], [408, 'retry', 'ERR_DISPATCH_UNCERTAIN'],
  [413, 'retry', 'ERR_DISPATCH_UNAVAILABLE'], [429, 'retry', 'ERR_DISPATCH_THROTTLED'], [500, 'retry', 'ERR_DISPATCH_UNCERTAIN'],
  [503, 'retry', 'ERR_DISPATCH_UNCERTAIN']
]
for (const [status, kind, code] of families) {
  test(`handOver() turns status ${status} into ${kind} ${code ?? ''}`, async t => {
    t.match(await handOver(t, (_, response) => { response.writeHead(status).end() }), code === undefined ? { kind } : { kind, error: { code } })
  })
}

test('handOver() takes the observed duplicate answer as done', async t => {
  const file = published(t, 'dpi-json/nav-observed/c2-post-out-400-duplicate.problem.json')
  if (file === undefined) return
  const body = await readFile(file)
  t.strictSame(await handOver(t, (_, response) => { response.writeHead(400, { 'content-type': 'application/problem+json' }).end(body) }),
    { kind: 'done', reference: attempt.messageId })
})

test('handOver() repeats a message whose package arrived damaged', async t => {
  const problem = { detail: 'Upload was not accepted, SHA-256 digest of dokumentpakke was abc' }
  t.match(await handOver(t, (_, response) => { json(response, problem, 400) }), { kind: 'retry', error: { code: 'ERR_DISPATCH_DAMAGED' } })
})

test('handOver() takes a web page with a refusing status as something in front of the access point', async t => {
  const page: Answer = (_, response) => { response.writeHead(403, { 'content-type': 'text/html' }).end('<html>') }
  t.match(await handOver(t, page), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNAVAILABLE' } })
})

test('handOver() takes for a refusal only what the interface itself says, in the status it has for that', async t => {
  for (const [status, said] of [[404, { message: 'no Route matched with those values' }], [422, { title: 'Unprocessable' }], [400, { message: 'no' }]] as const) {
    t.match(await handOver(t, (_, response) => { json(response, said, status) }), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNAVAILABLE' } }, JSON.stringify(said))
  }
  for (const said of [{ title: 'Validation failed' }, { detail: 'mottaker is missing' }]) {
    t.match(await handOver(t, (_, response) => { json(response, said, 400) }), { kind: 'stop', error: { code: 'ERR_DISPATCH_REFUSED' } }, JSON.stringify(said))
  }
})

test('handOver() tells codes and pointers of a refusal, and no value', async t => {
  const problem = { title: 'Validation failed', detail: '#/utskrift/mottaker/postnummer: Ola Nordmann 20914695016 SBD:5023' }
  t.match(await handOver(t, (_, response) => { json(response, problem, 400) }), {
    error: {
      message: 'Cannot hand over the message: refused with status 400, "Validation failed", SBD:5023, /utskrift/mottaker/postnummer',
      said: ['SBD:5023', '/utskrift/mottaker/postnummer']
    }
  })
})

test('handOver() is sure that nothing left when the connection never stood', async t => {
  for (const baseUrl of [await deserted(), 'http://nowhere.invalid']) {
    t.match(await handOver(t, accept, {}, { baseUrl }), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNAVAILABLE' } })
  }
})

test('handOver() is in doubt when the connection breaks after the request', async t => {
  const breaking = createServer(socket => { socket.once('data', () => { socket.destroy() }) })
  await new Promise<void>(resolve => breaking.listen(0, '127.0.0.1', resolve))
  t.teardown(() => breaking.close())
  const address = breaking.address()
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port ?? 0 : 0}`
  t.match(await handOver(t, accept, {}, { baseUrl }), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN' } })
})

test('handOver() stops when the stored package is not as long as it was sealed', async t => {
  for (const packageBytes of [content.length - 1, content.length + 1]) {
    t.match(await handOver(t, accept, { packageBytes }), { kind: 'stop', error: { code: 'ERR_SEAL_DOCUMENT_CHANGED' } })
  }
})

test('handOver() tells why the stored package could not be read', async t => {
  const error = new GatewayError('ERR_STORE_UNAVAILABLE', 'the database is away')

  const openPackage = async function* (): AsyncIterable<Uint8Array> { yield content.subarray(0, 1); throw error }
  t.strictSame(await handOver(t, accept, { openPackage }), { kind: 'retry', error })
})

test('handOver() keeps the family of a refused token, and sends nothing', async t => {
  const server = await serve(t, accept)
  const error = new GatewayError('ERR_MASKINPORTEN_REFUSED', 'no')
  const dispatch = createDispatch(optionsFor(server, { token: () => Promise.reject(error) }))
  t.strictSame(await dispatch.handOver(anEnvelope(content)), { kind: 'stop', error })
  t.equal(server.seen.length, 0)
})

test('createDispatch() refuses a channel name the access point cannot take', async t => {
  const server = await serve(t, accept)
  for (const channelName of ['', 'with.dot', 'æøå', 'x'.repeat(29)]) t.throws(() => createDispatch(optionsFor(server, { channelName })), RangeError)
})
