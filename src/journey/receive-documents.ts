// Reading a letter's files once: hashed, counted and handed on as they come, never whole in memory.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { checkDocument, sampleBytes, type SeenDocument } from '../intake/check-document.ts'
import { createPageCounter } from '../intake/count-pages.ts'
import { checkTotals, maxDocumentBytes } from '../intake/check-totals.ts'
import type { DocumentDraft, LetterDraft } from '../intake/letter-draft.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** A file that came with the letter. */
export interface SubmittedDocument {
  fileName: string
  mediaType: string
  content: AsyncIterable<Uint8Array>
}

/** What came in of a letter's documents, in the letter's order, and what is wrong with it. */
export interface ReceivedDocuments {
  documents: SeenDocument[]
  problems: GatewayError[]
}

/** Where a document's bytes go. It must read the stream to its end. */
export type Keep = (document: DocumentDraft, stream: AsyncIterable<Uint8Array>) => Promise<void>

/** Reads all files of a letter and hands each to `keep`. A letter past the size limit is not read further. */
export async function receiveDocuments (draft: LetterDraft, files: AsyncIterable<SubmittedDocument>, keep: Keep): Promise<ReceivedDocuments> {
  const seen = new Map<number, SeenDocument>()
  const problems: GatewayError[] = []
  let total = 0
  for await (const file of files) {
    const document = draft.documents.find(({ fileName, number }) => fileName === file.fileName && !seen.has(number))
    if (document === undefined) {
      problems.push(missing('a file came that documents does not announce', '/documents'))
      await drain(file.content)
      continue
    }
    const watch = watching(file.content, maxDocumentBytes - total, document.mediaType === 'application/pdf')
    await keep(document, watch.stream)
    const result = watch.result()
    total += result.bytes
    if (total > maxDocumentBytes) return { documents: [], problems: [...problems, ...checkTotals(draft, total)] }
    seen.set(document.number, result)
    problems.push(...checkDocument(document, result))
  }
  const absent = draft.documents.filter(({ number }) => !seen.has(number))
  problems.push(...absent.map(({ number }) => missing('no file came for this document', `/documents/${number}`)))
  return { documents: [...seen].sort(([a], [b]) => a - b).map(([, result]) => result), problems }
}

/** Reads a stream to its end and keeps nothing. */
export async function drain (stream: AsyncIterable<Uint8Array>): Promise<void> {
  const chunks = stream[Symbol.asyncIterator]()
  while ((await chunks.next()).done !== true);
}

/** Lets a stream through while it is hashed and its bytes and pages are counted, keeping its two ends. Stops it just past `most` bytes. */
function watching (
  content: AsyncIterable<Uint8Array>, most: number, isPdf: boolean
): { stream: AsyncIterable<Uint8Array>, result: () => SeenDocument } {
  const hash = createHash('sha256')
  const counter = isPdf ? createPageCounter() : undefined
  let checksum = 0
  let bytes = 0
  let head: Uint8Array = new Uint8Array()
  let tail: Uint8Array = new Uint8Array()
  async function* stream (): AsyncIterable<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk)
      counter?.see(chunk)
      checksum = crc32(chunk, checksum)
      bytes += chunk.length
      if (head.length < sampleBytes) head = Buffer.concat([head, chunk]).subarray(0, sampleBytes)
      tail = Buffer.concat([tail, chunk.subarray(-sampleBytes)]).subarray(-sampleBytes)
      if (bytes > most) return
      yield chunk
    }
  }
  const result = (): SeenDocument => {
    const pages = counter?.pages()
    return { bytes, sha256: hash.copy().digest('hex'), crc32: checksum, ...pages !== undefined && { pages }, head, tail }
  }
  return { stream: stream(), result }
}

function missing (why: string, field: string): GatewayError {
  return new GatewayError('ERR_INTAKE_DOCUMENT_MISSING', `Cannot accept the letter: ${why}`, { field })
}
