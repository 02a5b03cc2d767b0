import type { Letter, LetterDocument, Recipient } from '../letter/letter.ts'

/**
 * The answer to an accepted letter, as JSON: its id, its state, and what was understood, defaults included.
 *
 * Made once and kept, so that a repeat of the call gets the same bytes. Since it is kept, it names no recipient: of an identity number
 * it shows the birth date, of an address the place.
 */
export function acceptedBody (letter: Letter): string {
  const { id, acceptedAt, recipient, documents, ...rest } = letter
  return JSON.stringify({
    id,
    state: 'received',
    acceptedAt,
    letter: { ...rest, recipient: masked(recipient), documents: documents.map(described) }
  })
}

/** Without what only sealing needs. */
function described ({ number, fileName, title, mediaType, bytes, pages, sha256 }: LetterDocument): LetterDocument {
  return { number, fileName, title, mediaType, bytes, ...pages !== undefined && { pages }, sha256 }
}

function masked (recipient: Recipient): Record<string, unknown> {
  if (recipient.kind === 'person') return { nationalIdentityNumber: `${recipient.nationalIdentityNumber.slice(0, 6)}*****` }
  const { postalCode, city, countryCode } = recipient.address
  return { address: { postalCode, city, countryCode: countryCode ?? 'NO' } }
}
