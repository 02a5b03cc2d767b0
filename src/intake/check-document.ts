// Whether a document's bytes are what its media type says, as far as both ends of it can tell.
// This finds the wrong file and the half file; it is no virus check and does not open the document.
import type { DocumentDraft } from './letter-draft.ts'
import { mediaTypes, type Signature } from './media-types.ts'
import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

/** How many bytes of each end are looked at: where Acrobat's readers look for "%PDF-" and "%%EOF" (ISO 32000-1, annex H). */
export const sampleBytes = 1024

/** What was seen of a document while it was stored. */
export interface SeenDocument {
  bytes: number
  /** Lower-case hexadecimal. */
  sha256: string
  crc32?: number
  /** Pages of a PDF, where its bytes tell. */
  pages?: number
  /** The first `sampleBytes`, or all of it. */
  head: Uint8Array
  /** The last `sampleBytes`, or all of it. */
  tail: Uint8Array
}

/** Checks a document that was read against what was announced. */
export function checkDocument (draft: DocumentDraft, seen: SeenDocument): GatewayError[] {
  const field = `/documents/${draft.number}`
  if (seen.bytes === 0) return [refusal('ERR_INTAKE_DOCUMENT_EMPTY', field, 'the document has no bytes')]
  const signature = mediaTypes.get(draft.mediaType)?.signature
  if (signature === undefined) return [refusal('ERR_INTAKE_DOCUMENT_TYPE', `${field}/mediaType`, 'digital mailboxes do not take this media type')]
  // Latin-1 maps each byte to one character, so byte patterns can be written as text.
  const head = Buffer.from(seen.head).toString('latin1')
  const tail = Buffer.from(seen.tail).toString('latin1')
  return fits(signature, head, tail) ? [] : [refusal('ERR_INTAKE_DOCUMENT_CONTENT', field, `the bytes are not a whole ${draft.mediaType}`)]
}

function fits (signature: Signature, head: string, tail: string): boolean {
  switch (signature) {
    case 'pdf': return head.includes('%PDF-') && tail.includes('%%EOF')
    case 'png': return head.startsWith('\x89PNG\r\n\x1a\n') && tail.includes('IEND')
    case 'jpeg': return head.startsWith('\xff\xd8\xff')
    case 'gif': return /^GIF8[79]a/.test(head)
    case 'ole': return head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')
    case 'zip': return isZip(head, tail)
    case 'markup': return isMarkup(head)
    case 'text': return !head.includes('\0') && !tail.includes('\0')
    case 'zip-or-markup': return isZip(head, tail) || isMarkup(head)
  }
}

/** Local file header first, end of central directory last (APPNOTE.TXT §4.3.6); a comment of more than a kilobyte is not expected. */
function isZip (head: string, tail: string): boolean {
  return head.startsWith('PK\x03\x04') && tail.includes('PK\x05\x06')
}

/** Starts with a tag, after a byte order mark and white space. */
function isMarkup (head: string): boolean {
  return /^(?:\xef\xbb\xbf)?\s*</.test(head) && !head.includes('\0')
}
