// A letter as multipart/form-data: part `letter` first, then one part a document. Documents stream: what is not asked for is not read.
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { JsonReader } from './json-reader.ts'
import type { LetterSource } from './json-submission.ts'
import { knownFailure } from './known-failure.ts'
import { maxLetterBytes, maxMultipartBytes } from './limits.ts'
import type { IncomingDocument } from './ports.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Reads letter and documents from the parts of a request, in the order they come. */
export function multipartSubmission (request: FastifyRequest, readJson: JsonReader): LetterSource {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxMultipartBytes) throw tooLarge(`the body is larger than ${maxMultipartBytes} bytes`)
  // Every part as a stream, so that the letter is subject to our limit and our JSON reader.
  const parts = request.parts({ isPartAFile: () => true })
  return {
    readLetter: async () => withoutContent(await readJson(request, await letterBytes(await nextPart(parts)))),
    documents: () => documentsOf(parts, { left: maxMultipartBytes })
  }
}

/** Lets the rest of a body that nobody wants flow away, so that the caller gets to read the answer. */
export function discardRest (request: FastifyRequest): void {
  if (request.raw.readableEnded) return
  request.raw.unpipe()
  request.raw.resume()
}

async function letterBytes (part: MultipartFile | undefined): Promise<Uint8Array> {
  if (part?.fieldname !== 'letter') throw malformed('the first part is not "letter"')
  const chunks: Uint8Array[] = []
  for await (const chunk of contentOf(part, { left: maxLetterBytes })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** In this form the documents are parts; Base64 beside them would be a second truth. */
function withoutContent (letter: unknown): unknown {
  const documents: unknown[] = typeof letter === 'object' && letter !== null && 'documents' in letter && Array.isArray(letter.documents) ? letter.documents : []
  const number = documents.findIndex(document => typeof document === 'object' && document !== null && 'content' in document)
  if (number < 0) return letter
  throw new GatewayError('ERR_INTAKE_FIELD_INVALID', 'Cannot accept the letter: in multipart/form-data a document is a part, not Base64',
    { field: `/documents/${number}/content` })
}

/** How many bytes may still come; without Content-Length nothing else ends a request of 201 large parts. */
interface Budget { left: number }

async function* documentsOf (parts: AsyncIterator<Multipart>, budget: Budget): AsyncGenerator<IncomingDocument> {
  for (let part = await nextPart(parts); part !== undefined; part = await nextPart(parts)) {
    // Typed as a string, but undefined when the part has no file name.
    const fileName: unknown = part.filename
    if (typeof fileName !== 'string') throw malformed('a part has no file name')
    yield { fileName, mediaType: part.mimetype, content: contentOf(part, budget) }
    // The next part comes only after this one has flowed through.
    part.file.resume()
  }
}

async function nextPart (parts: AsyncIterator<Multipart>): Promise<MultipartFile | undefined> {
  const next = await parts.next().catch((error: unknown) => { throw partFailure(error) })
  if (next.done === true) return undefined
  if (next.value.type === 'file') return next.value
  throw malformed('a part is not a file')
}

async function* contentOf (part: MultipartFile, budget: Budget): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterator<Uint8Array> = part.file[Symbol.asyncIterator]()
  for (;;) {
    const next = await stream.next().catch((error: unknown) => { throw partFailure(error) })
    if (next.done === true) break
    budget.left -= next.value.length
    if (budget.left < 0) break
    yield next.value
  }
  if (budget.left < 0 || part.file.truncated) throw tooLarge(`the part "letter" has more than ${maxLetterBytes} bytes, or all parts more than ${maxMultipartBytes}`)
}

/** The parser's own errors have no code: broken framing, or a body that ended too early. */
function partFailure (error: unknown): GatewayError {
  const known = knownFailure(error)
  return known.code === 'ERR_HTTP_INTERNAL' ? malformed('the parts are broken or end too early', error) : known
}

function malformed (why: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_HTTP_MALFORMED', `Cannot read the request: ${why}`, { cause })
}

function tooLarge (why: string): GatewayError {
  return new GatewayError('ERR_HTTP_TOO_LARGE', `Cannot read the request: ${why}`)
}
