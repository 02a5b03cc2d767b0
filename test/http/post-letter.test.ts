import { test } from 'tap'
import type { Submission } from '../../src/http/ports.ts'
import { knownId } from '../support/fake-ports.ts'
import { jsonLetter, letterInput, tinyPdf } from '../support/letter-input.ts'
import { authorized, sending, testApp } from '../support/test-app.ts'
import { answerJudge } from '../support/valid-answer.ts'

const url = '/v1/letters'
const content = tinyPdf.toString('base64')

test('POST /v1/letters takes a letter as JSON, and tells what was understood', async t => {
  const { app } = await testApp(t)
  const answer = await app.inject({ method: 'POST', url, headers: sending, payload: jsonLetter() })
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers.location, `/v1/letters/${knownId}`)
  t.equal(answer.headers['idempotency-replayed'], undefined)
  t.match(answer.json(), { id: knownId, state: 'received', letter: { recipient: { nationalIdentityNumber: '209146*****' }, documents: [{ bytes: tinyPdf.length }] } })
  t.notMatch(answer.body, /20914695016/)
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/letters describes the echo of an address, and every field it can have', async t => {
  const { app } = await testApp(t)
  const payload = jsonLetter({
    recipient: { address: { name: 'Kari Prøve', lines: ['Lia 3'], postalCode: '0150', city: 'Oslo' } },
    availableFrom: '2026-04-01T08:00:00+02:00', invoiceReference: 'F1', securityLevel: 3, openingReceipt: true, notification: { smsText: 'Brev' }
  })
  const answer = await app.inject({ method: 'POST', url, headers: sending, payload })
  t.equal(answer.statusCode, 201)
  t.notMatch(answer.body, /Kari|Lia/)
  ;(await answerJudge(t, app))('POST', url, answer)
})

test('POST /v1/letters answers a repeat byte for byte, and says that it is one', async t => {
  const { app } = await testApp(t)
  const send = async (key: string) => app.inject({ method: 'POST', url, headers: { ...sending, 'idempotency-key': key }, payload: jsonLetter() })
  const first = await send('k1')
  const again = await send('"k1"')
  t.equal(again.statusCode, 201)
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(again.headers.location, first.headers.location)
  t.ok(again.rawPayload.equals(first.rawPayload))
})

test('POST /v1/letters needs a usable Idempotency-Key before it reads the body', async t => {
  const { app } = await testApp(t, { accept: () => { throw new Error('never') } })
  const without = { ...authorized, 'content-type': 'application/json' }
  for (const [headers, code] of [[without, 'ERR_INTAKE_KEY_MISSING'], [{ ...sending, 'idempotency-key': '20914695016' }, 'ERR_INTAKE_KEY_INVALID']] as const) {
    const answer = await app.inject({ method: 'POST', url, headers, payload: '{' })
    t.match(answer.json(), { status: 400, code })
    ;(await answerJudge(t, app))('POST', url, answer)
  }
})

test('POST /v1/letters keeps to the caller\'s trace', async t => {
  const traces: string[] = []
  const { app } = await testApp(t, {
    accept: async submission => {
      traces.push(submission.traceId)
      await drained(submission)
      return { kind: 'created', letterId: knownId, body: '{}' }
    }
  })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  for (const headers of [{ ...sending, traceparent }, sending]) await app.inject({ method: 'POST', url, headers, payload: jsonLetter() })
  t.strictSame(traces, ['0af7651916cd43dd8448eb211c80319c', 'trace-1'])
})

test('POST /v1/letters gives the port the key, the senders, the letter and the documents', async t => {
  const seen: unknown[] = []
  const { app } = await testApp(t, { accept: async submission => { seen.push(await drained(submission)); return { kind: 'created', letterId: knownId, body: '{}' } } })
  await app.inject({ method: 'POST', url, headers: sending, payload: letterInput({ documents: [{ fileName: 'a.pdf', mediaType: 'application/pdf', content }, { fileName: 'b.pdf' }] }) })
  t.match(seen, [{ client: 'test', idempotencyKey: 'key-1', senders: ['313000001'], letter: { reference: '2026/1' }, documents: [{ fileName: 'a.pdf', mediaType: 'application/pdf', bytes: tinyPdf }] }])
})

test('POST /v1/letters decodes a large document in pieces, and exactly', async t => {
  const large = Buffer.alloc(1_000_001, 'abcdefg')
  const seen: Awaited<ReturnType<typeof drained>>[] = []
  const { app } = await testApp(t, { accept: async submission => { seen.push(await drained(submission)); return { kind: 'created', letterId: knownId, body: '{}' } } })
  await app.inject({ method: 'POST', url, headers: sending, payload: { documents: [{ fileName: 'a', content: large.toString('base64') }] } })
  t.ok(seen[0]?.documents[0]?.bytes.equals(large))
  t.equal(seen[0]?.documents[0]?.chunks, 6)
})

// What only shows when documents were read.
const documents: [name: string, document: Record<string, unknown>, code: string, field: string][] = [
  ['no content', { fileName: 'a.pdf', mediaType: 'application/pdf' }, 'ERR_INTAKE_DOCUMENT_MISSING', '/documents/0'],
  ['empty content', { fileName: 'a.pdf', mediaType: 'application/pdf', content: '' }, 'ERR_INTAKE_DOCUMENT_EMPTY', '/documents/0'],
  ['other content', { fileName: 'a.png', mediaType: 'image/png', content }, 'ERR_INTAKE_DOCUMENT_CONTENT', '/documents/0'],
  ['another type', { fileName: 'a.exe', mediaType: 'application/x-msdownload', content }, 'ERR_INTAKE_DOCUMENT_TYPE', '/documents/0/mediaType']
]

for (const [name, document, code, field] of documents) {
  test(`POST /v1/letters refuses a document with ${name}`, async t => {
    const { app } = await testApp(t)
    const answer = await app.inject({ method: 'POST', url, headers: sending, payload: jsonLetter({ documents: [document] }) })
    t.match(answer.json(), { status: 422, code, errors: [{ code, field }] })
    ;(await answerJudge(t, app))('POST', url, answer)
  })
}

interface Drained {
  client: string
  idempotencyKey: string
  senders: readonly string[]
  letter: unknown
  documents: { fileName: string, mediaType: string, bytes: Buffer, chunks: number }[]
}

async function drained ({ client, idempotencyKey, senders, readLetter, documents }: Submission): Promise<Drained> {
  const result: Drained = { client, idempotencyKey, senders, letter: await readLetter(), documents: [] }
  for await (const { fileName, mediaType, content } of documents()) {
    const chunks: Uint8Array[] = []
    for await (const chunk of content) chunks.push(chunk)
    result.documents.push({ fileName, mediaType, bytes: Buffer.concat(chunks), chunks: chunks.length })
  }
  return result
}
