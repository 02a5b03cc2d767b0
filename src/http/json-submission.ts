// A letter as one JSON object, its documents in it as Base64.
import type { IncomingDocument } from './ports.ts'
import { maxLetterBytes } from './limits.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Base64 characters decoded at a time; a multiple of 4, so that no group of three bytes is cut. */
const sliceCharacters = 256 * 1024

/** What is read from the body, besides who sends it. */
export interface LetterSource {
  readLetter: () => Promise<unknown>
  documents: () => AsyncIterable<IncomingDocument>
}

/** Reads letter and documents from a parsed body. */
export function jsonSubmission (body: unknown): LetterSource {
  return {
    readLetter: () => Promise.resolve(body),
    documents: () => documentsOf(body)
  }
}

/**
 * Refuses a body that is large otherwise than by its documents. Judging the shape of a letter with a million fields could take seconds.
 *
 * @throws {GatewayError} `ERR_HTTP_TOO_LARGE`
 */
export function limitLetter (body: unknown, bodyBytes: number, mostBytes = maxLetterBytes): void {
  const contents = entries(body).reduce((sum: number, document) => sum + (text(document, 'content')?.length ?? 0), 0)
  if (bodyBytes - contents <= mostBytes) return
  throw new GatewayError('ERR_HTTP_TOO_LARGE', `Cannot read the request: without its documents the letter is larger than ${mostBytes} bytes`)
}

// eslint-disable-next-line @typescript-eslint/require-await -- the port takes streams; here all is at hand
async function* documentsOf (body: unknown): AsyncGenerator<IncomingDocument> {
  for (const document of entries(body)) {
    const content = text(document, 'content')
    if (content === undefined) continue
    yield { fileName: text(document, 'fileName') ?? '', mediaType: text(document, 'mediaType') ?? '', content: decoded(content) }
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- as above
async function* decoded (content: string): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += sliceCharacters) {
    yield Buffer.from(content.slice(start, start + sliceCharacters), 'base64')
  }
}

function entries (body: unknown): unknown[] {
  return typeof body === 'object' && body !== null && 'documents' in body && Array.isArray(body.documents) ? body.documents : []
}

function text (document: unknown, name: 'content' | 'fileName' | 'mediaType'): string | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const value = new Map<string, unknown>(Object.entries(document)).get(name)
  return typeof value === 'string' ? value : undefined
}
