import fc from 'fast-check'
import { test } from 'tap'
import { messageForm } from '../../../src/dispatch/dpi/message-form.ts'
import { anEnvelope } from '../../support/an-envelope.ts'

async function bytesOf (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

test('messageForm() announces exactly what it yields, for every package and message', async t => {
  await t.resolves(fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.stringMatching(/^[\w.-]{0,200}$/), async (content, message) => {
    const form = messageForm(anEnvelope(content), message)
    return (await bytesOf(form.body)).length === Number(form.headers['content-length'])
  })))
})

test('messageForm() puts the message before the package, between boundaries', async t => {
  const form = messageForm(anEnvelope(Buffer.from('PACKAGE')), 'MESSAGE')
  const boundary = '--postbud-601a9fcd-8bae-4076-a2d7-37f9dd17e050'
  t.equal(String(await bytesOf(form.body)), [
    boundary, 'Content-Disposition: form-data; name="forretningsmelding"; filename="sbd.jwt"', 'Content-Type: application/jwt', '', 'MESSAGE',
    boundary, 'Content-Disposition: form-data; name="dokumentpakke"; filename="asic.cms"', 'Content-Type: application/cms', '', 'PACKAGE',
    `${boundary}--`, ''
  ].join('\r\n'))
  t.equal(form.failure(), undefined)
})

test('messageForm() gives a small body in one piece, and never a large one', async t => {
  for (const [bytes, isOne] of [[262_144, true], [262_145, false]] as const) {
    let pieces = 0
    for await (const piece of messageForm(anEnvelope(Buffer.alloc(bytes)), 'm').body) if (piece.length > 0) pieces += 1
    t.equal(pieces === 1, isOne, `${bytes} bytes: ${pieces} pieces`)
  }
})

test('messageForm() opens the package only when it is read', async t => {
  let opened = 0
  const content = Buffer.from('x')
  const openPackage = async function* (): AsyncIterable<Uint8Array> { opened += 1; yield await Promise.resolve(content) }
  const form = messageForm(anEnvelope(content, { openPackage }), 'm')
  t.equal(opened, 0)
  await bytesOf(form.body)
  t.equal(opened, 1)
})

test('messageForm() never passes on more than was announced', async t => {
  const form = messageForm(anEnvelope(Buffer.alloc(3000), { packageBytes: 2000 }), 'm')
  await t.rejects(bytesOf(form.body), { code: 'ERR_SEAL_DOCUMENT_CHANGED' })
  t.match(form.failure(), { code: 'ERR_SEAL_DOCUMENT_CHANGED' })
})
