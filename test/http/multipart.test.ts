// Over real HTTP: streams, half bodies and early answers cannot be seen by injecting.
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import type { GatewayPorts, Submission } from '../../src/http/ports.ts'
import { knownId } from '../support/fake-ports.ts'
import { letterInput, tinyPdf } from '../support/letter-input.ts'
import { authorized, testApp } from '../support/test-app.ts'

type Part = [name: string, content: string | Uint8Array<ArrayBuffer>, fileName?: string | undefined, type?: string]

const pdf: Part = ['documents', new Uint8Array(tinyPdf), 'vedtak.pdf', 'application/pdf']
const letter = (changes: Record<string, unknown> = {}): Part => ['letter', JSON.stringify(letterInput(changes)), undefined, 'application/json']

/** Listens and gives a function that sends parts. */
async function listening (t: Test, ports: Partial<GatewayPorts> = {}) {
  const { app } = await testApp(t, ports)
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const send = async (...parts: Part[]) => {
    const form = new FormData()
    for (const [name, content, fileName, type = ''] of parts) {
      if (fileName === undefined && type === '') form.append(name, String(content))
      else form.append(name, new Blob([content], { type }), fileName ?? 'blob')
    }
    const response = await fetch(`${base}/v1/letters`, { method: 'POST', headers: { ...authorized, 'idempotency-key': 'k' }, body: form })
    const body: unknown = await response.json()
    return { status: response.status, body }
  }
  return { base, send, port: (app.server.address() as AddressInfo).port }
}

test('multipart: a letter and its documents arrive', async t => {
  const { send } = await listening(t)
  const answer = await send(letter({ documents: [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf' }, { fileName: 'blåbær ærø.pdf', mediaType: 'application/pdf' }] }),
    pdf, ['x', new Uint8Array(tinyPdf), 'blåbær ærø.pdf', 'application/pdf'])
  t.match(answer, { status: 201, body: { id: knownId, letter: { documents: [{ fileName: 'vedtak.pdf', bytes: tinyPdf.length }, { fileName: 'blåbær ærø.pdf' }] } } })
})

test('multipart: the letter may be a bare field', async t => {
  const { send } = await listening(t)
  t.equal((await send(['letter', JSON.stringify(letterInput())], pdf)).status, 201)
})

const refusals: [name: string, parts: Part[], status: number, code: string, detail: RegExp][] = [
  ['without parts', [], 400, 'ERR_HTTP_MALFORMED', /the first part is not "letter"$/],
  ['with the letter last', [pdf, letter()], 400, 'ERR_HTTP_MALFORMED', /the first part is not "letter"$/],
  ['with a letter that is no JSON', [['letter', '20914695016x'], pdf], 400, 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['with a poisoned letter', [['letter', '{"__proto__":1}'], pdf], 400, 'ERR_HTTP_MALFORMED', /its body is not JSON$/],
  ['with a letter that is too large', [letter({ title: 'x'.repeat(300_000) }), pdf], 413, 'ERR_HTTP_TOO_LARGE', /the part "letter" has more than 262144 bytes/],
  ['with a part of another name', [letter(), ['documents', new Uint8Array(tinyPdf), 'annet.pdf']], 422, 'ERR_INTAKE_DOCUMENT_MISSING', /not announced$/],
  ['without its document', [letter()], 422, 'ERR_INTAKE_DOCUMENT_MISSING', /did not come$/],
  ['with Base64 beside the part', [letter({ documents: [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf', content: 'YQ==' }] }), pdf], 422, 'ERR_INTAKE_FIELD_INVALID', /a document is a part, not Base64$/],
  ['with a name that is the prototype\'s', [letter(), ['__proto__', 'x', 'vedtak.pdf']], 400, 'ERR_HTTP_MALFORMED', /a part has a name that is not allowed$/],
  ['that is wrong, its documents unread', [letter({ title: '' }), ['documents', new Uint8Array(5_000_000), 'vedtak.pdf']], 422, 'ERR_INTAKE_FIELD_INVALID', /the text is shorter/]
]

for (const [name, parts, status, code, detail] of refusals) {
  test(`multipart: a letter ${name} is refused, and the connection lives on`, async t => {
    const { send } = await listening(t)
    const answer = await send(...parts)
    t.match(answer, { status, body: { code, detail } })
    t.notMatch(JSON.stringify(answer), /20914695016/)
    t.equal((await send(letter(), pdf)).status, 201)
  })
}

test('multipart: all documents together have a limit, also without Content-Length', async t => {
  const { send, base } = await listening(t)
  const large = ['documents', new Uint8Array(23_000_000), 'vedtak.pdf'] satisfies Part
  t.match(await send(letter(), large, large), { status: 413, body: { code: 'ERR_HTTP_TOO_LARGE' } })
  const parts = async function* () {
    yield Buffer.from(`--b\r\nContent-Disposition: form-data; name="letter"\r\n\r\n${JSON.stringify(letterInput())}`)
    for (let i = 0; i < 2; i++) {
      yield Buffer.from('\r\n--b\r\nContent-Disposition: form-data; name="d"; filename="vedtak.pdf"\r\n\r\n')
      for (let chunk = 0; chunk < 23; chunk++) yield Buffer.alloc(1_000_000)
    }
    yield Buffer.from('\r\n--b--\r\n')
  }
  const headers = { ...authorized, 'idempotency-key': 'k', 'content-type': 'multipart/form-data; boundary=b' }
  const response = await fetch(`${base}/v1/letters`, { method: 'POST', headers, body: ReadableStream.from(parts()), duplex: 'half' })
  t.match(await response.json(), { status: 413, code: 'ERR_HTTP_TOO_LARGE' })
})

test('multipart: what the gateway does not ask for stays with the caller', async t => {
  const asked = Promise.withResolvers<Submission>()
  const done = Promise.withResolvers<undefined>()
  const { port } = await listening(t, { accept: async submission => { await submission.readLetter(); asked.resolve(submission); await done.promise; return { kind: 'refused', problems: [] } } })
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  const head = `--b\r\nContent-Disposition: form-data; name="letter"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name="d"; filename="a.pdf"\r\n\r\n`
  socket.write('POST /v1/letters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox\r\nIdempotency-Key: k\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 40000000\r\n\r\n' + head)
  await asked.promise
  // The kernel's buffers and the parser's take some megabytes; the rest must wait in the sender.
  while (socket.write(Buffer.alloc(1_000_000)) || socket.writableLength < 20_000_000) if (socket.bytesWritten > 35_000_000) break
  await new Promise(resolve => setImmediate(resolve))
  t.ok(socket.writableLength > 10_000_000, `${socket.writableLength} bytes wait`)
  done.resolve(undefined)
})

test('multipart: a body that ends too early is refused, and nothing hangs', async t => {
  const ended = Promise.withResolvers<unknown>()
  const { port } = await listening(t, { accept: async submission => {
    try {
      await submission.readLetter()
      for await (const { content } of submission.documents()) for await (const chunk of content) t.ok(chunk.length > 0)
    } catch (error) { ended.resolve(error); throw error }
    return { kind: 'refused', problems: [] }
  } })
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.end('POST /v1/letters HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sandbox\r\nIdempotency-Key: k\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 4000\r\n\r\n'
    + '--b\r\nContent-Disposition: form-data; name="letter"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name="d"; filename="a.pdf"\r\n\r\n%PDF')
  t.match(await ended.promise, { code: 'ERR_HTTP_MALFORMED' })
  socket.destroy()
})
