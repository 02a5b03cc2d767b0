import { createHash } from 'node:crypto'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterDocument } from '../letter/letter.ts'

/**
 * Passes a document on while making sure that it is the one that was accepted, byte for byte.
 *
 * The last chunk may have gone before a difference is known, so whoever receives it must throw all away when this throws.
 *
 * @throws {GatewayError} `ERR_SEAL_DOCUMENT_CHANGED`
 */
export async function* checkedDocument (document: LetterDocument, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256')
  let seen = 0
  for await (const chunk of content) {
    seen += chunk.length
    if (seen > document.bytes) break
    hash.update(chunk)
    yield chunk
  }
  if (seen !== document.bytes || hash.digest('hex') !== document.sha256) {
    throw new GatewayError('ERR_SEAL_DOCUMENT_CHANGED', `Cannot seal: document ${document.number} is not the one that was accepted`)
  }
}
