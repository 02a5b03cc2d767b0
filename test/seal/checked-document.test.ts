import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { checkedDocument } from '../../src/seal/checked-document.ts'
import { chunksOf, documentsOf } from '../support/sealed-letter.ts'

const content = randomBytes(10_000)
const [document] = documentsOf([{ bytes: content }])
const changed = { code: 'ERR_SEAL_DOCUMENT_CHANGED', message: 'Cannot seal: document 0 is not the one that was accepted' }

async function passed (bytes: Uint8Array): Promise<Buffer> {
  if (document === undefined) throw new Error('no document')
  const chunks: Uint8Array[] = []
  for await (const chunk of checkedDocument(document, chunksOf(bytes, 1000))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('checkedDocument() passes on the document that was accepted', async t => {
  t.ok((await passed(content)).equals(content))
})

test('checkedDocument() refuses a changed, shorter or longer document', async t => {
  const flipped = Buffer.from(content)
  flipped[5000] = (flipped[5000] ?? 0) ^ 1
  await t.rejects(passed(flipped), changed)
  await t.rejects(passed(content.subarray(1)), changed)
  await t.rejects(passed(Buffer.alloc(0)), changed)
  await t.rejects(passed(Buffer.concat([content, Buffer.from('x')])), changed)
})
