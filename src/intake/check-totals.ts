import { refusal } from './refusal.ts'
import type { GatewayError } from '../letter/gateway-error.ts'

/**
 * How many bytes all documents of a letter may have together.
 *
 * The channel takes a sealed package of 45 000 000 bytes. Around the documents come, for 201 of them: ZIP headers and directory
 * 201 × 400, signature references 201 × 500, manifest 201 × 1 500 (a title of 255 characters can take 1 020 bytes), deflate's own growth
 * 0.03 %, certificates and the CMS shell 20 000: below 520 000 in all. 44 000 000 leaves twice that.
 */
export const maxDocumentBytes = 44_000_000

/** Checks what can be known only when all documents were read. */
export function checkTotals (draft: { documents: readonly unknown[] }, totalBytes: number): GatewayError[] {
  if (totalBytes <= maxDocumentBytes) return []
  const count = draft.documents.length
  return [refusal('ERR_INTAKE_LETTER_TOO_LARGE', '/documents', `${count} documents with ${totalBytes} bytes, and ${maxDocumentBytes} is the limit`)]
}
