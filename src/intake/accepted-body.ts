import type { Letter, LetterDocument, PostalAddress, Recipient } from '../letter/letter.ts'

/**
 * The answer to an accepted letter, as JSON: its id, its state, and what was understood, defaults included.
 *
 * Made once and kept, so that a repeat of the call gets the same bytes. Since it is kept, it names no recipient: of an identity number
 * it shows the birth date, of an address the place. Organization numbers are public.
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
  switch (recipient.kind) {
    case 'person': return { nationalIdentityNumber: `${recipient.nationalIdentityNumber.slice(0, 6)}*****` }
    case 'organization': return { organizationNumber: recipient.organizationNumber, ...recipient.address !== undefined && placeOf(recipient.address) }
    case 'address': return placeOf(recipient.address)
  }
}

function placeOf ({ postalCode, city, countryCode }: PostalAddress): Record<string, unknown> {
  return { address: { postalCode, city, countryCode: countryCode ?? 'NO' } }
}
