import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { test } from 'tap'
import { sampleBytes } from '../../src/intake/check-document.ts'
import { drain, receiveDocuments, type ReceivedDocuments, type SubmittedDocument } from '../../src/journey/receive-documents.ts'
import type { LetterDraft } from '../../src/intake/letter-draft.ts'
import { aLetter } from '../support/a-letter.ts'
import { aFile } from '../support/a-journey.ts'
import { inPieces, wholeOf } from '../support/a-store.ts'
import { tinyPdf } from '../support/letter-input.ts'

const draftOf = (...fileNames: string[]): LetterDraft => ({
  ...aLetter(), documents: fileNames.map((fileName, number) => ({ number, fileName, title: fileName, mediaType: 'application/pdf' }))
})

async function receive (draft: LetterDraft, ...files: SubmittedDocument[]): Promise<ReceivedDocuments> {
  async function* all (): AsyncIterable<SubmittedDocument> { for (const file of files) yield await Promise.resolve(file) }
  return receiveDocuments(draft, all(), (_document, stream) => drain(stream))
}

test('receiveDocuments() hashes and counts what comes in pieces, and keeps both ends', async t => {
  const content = Buffer.concat([tinyPdf, Buffer.alloc(5000, 'x'), Buffer.from('%%EOF')])
  const file = { ...aFile(), content: inPieces(content.subarray(0, 7), content.subarray(7, 3000), content.subarray(3000)) }
  t.strictSame(await receive(draftOf('vedtak.pdf'), file), {
    documents: [{
      bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), crc32: crc32(content),
      head: content.subarray(0, sampleBytes), tail: content.subarray(-sampleBytes)
    }],
    problems: []
  })
})

test('receiveDocuments() counts the pages of a PDF, and of nothing else', async t => {
  const content = Buffer.concat([Buffer.from('<</Type/Page>>'), Buffer.alloc(5000, 'x'), Buffer.from('<</Type/Page>>')])
  const draft = draftOf('a.pdf', 'b.txt')
  const documents = draft.documents.map((document, number) => number === 0 ? document : { ...document, mediaType: 'text/plain' })
  const received = await receive({ ...draft, documents }, aFile(content, 'a.pdf'), aFile(content, 'b.txt'))
  t.strictSame(received.documents.map(({ pages }) => pages), [2, undefined])
})

test('receiveDocuments() hands every byte on', async t => {
  const kept: string[] = []
  async function* one (): AsyncIterable<SubmittedDocument> { yield await Promise.resolve(aFile()) }
  await receiveDocuments(draftOf('vedtak.pdf'), one(), async ({ number }, stream) => { kept.push(`${number} ${(await wholeOf(stream)).toString()}`) })
  t.strictSame(kept, [`0 ${tinyPdf.toString()}`])
})

test('receiveDocuments() puts documents in the letter\'s order, not the files\'', async t => {
  const [main, attached] = [Buffer.from('%PDF- main %%EOF'), Buffer.from('%PDF- attachment %%EOF')]
  const { documents } = await receive(draftOf('a.pdf', 'b.pdf'), aFile(attached, 'b.pdf'), aFile(main, 'a.pdf'))
  t.strictSame(documents.map(({ bytes }) => bytes), [main.length, attached.length])
})

test('receiveDocuments() gives two documents of one name their files in turn', async t => {
  const { documents, problems } = await receive(draftOf('a.pdf', 'a.pdf'), aFile(tinyPdf, 'a.pdf'), aFile(Buffer.from('%PDF-%%EOF'), 'a.pdf'))
  t.strictSame([documents.map(({ bytes }) => bytes), problems], [[tinyPdf.length, 10], []])
})

test('receiveDocuments() tells everything that is wrong at once', async t => {
  const { problems } = await receive(draftOf('a.pdf', 'b.pdf', 'c.pdf'), aFile(Buffer.alloc(0), 'a.pdf'), aFile(tinyPdf, 'd.pdf'), aFile(Buffer.from('GIF'), 'c.pdf'))
  t.strictSame(problems.map(({ code, field }) => [code, field]), [
    ['ERR_INTAKE_DOCUMENT_EMPTY', '/documents/0'], ['ERR_INTAKE_DOCUMENT_MISSING', '/documents'],
    ['ERR_INTAKE_DOCUMENT_CONTENT', '/documents/2'], ['ERR_INTAKE_DOCUMENT_MISSING', '/documents/1']
  ])
})

test('receiveDocuments() names no file in what it says', async t => {
  const { problems } = await receive(draftOf('hemmelig.pdf'), aFile(tinyPdf, 'ola.pdf'))
  t.notMatch(problems.map(({ message }) => message).join(), /hemmelig|ola/)
})

test('receiveDocuments() refuses documents that are too large together, and reads no more of them', async t => {
  const half = Buffer.concat([tinyPdf, Buffer.alloc(22_000_000), tinyPdf])
  const { documents, problems } = await receive(draftOf('a.pdf', 'b.pdf', 'c.pdf'), aFile(half, 'a.pdf'), aFile(half, 'b.pdf'), aFile(tinyPdf, 'd.pdf'))
  t.strictSame([documents, problems.map(({ code, field }) => [code, field])], [[], [['ERR_INTAKE_LETTER_TOO_LARGE', '/documents']]])
})
