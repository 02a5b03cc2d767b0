import { createHash } from 'node:crypto'
import { citizenProfile } from '../crypto/seal-profile.ts'
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
  const hash = createHash(citizenProfile.digest.name)
  for await (const chunk of measuredDocument(document, content)) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== document.sha256) throw documentChanged(document)
}

/** The same for the length alone, where somebody else looks at the bytes. @throws {GatewayError} `ERR_SEAL_DOCUMENT_CHANGED` */
export async function* measuredDocument (document: LetterDocument, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let seen = 0
  for await (const chunk of content) {
    seen += chunk.length
    if (seen > document.bytes) break
    yield chunk
  }
  if (seen !== document.bytes) throw documentChanged(document)
}

/** What is said of a document that is another. */
export function documentChanged ({ number }: LetterDocument): GatewayError {
  return new GatewayError('ERR_SEAL_DOCUMENT_CHANGED', `Cannot seal: document ${number} is not the one that was accepted`)
}
