import { openAsBlob } from 'node:fs'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { BatchRow } from './batch-row.ts'

/**
 * Makes the body of one `POST /v1/letters`: part `letter` first, then one part a document in order.
 *
 * Files are read while they are sent, so a large one costs no memory.
 */
export async function letterForm (row: BatchRow, sender: OrganizationNumber, batch: string): Promise<FormData> {
  const form = new FormData()
  form.append('letter', new Blob([JSON.stringify(letterOf(row, sender, batch))], { type: 'application/json' }), 'letter.json')
  for (const { path, mediaType, fileName } of row.documents) form.append('document', await openAsBlob(path, { type: mediaType }), fileName)
  return form
}

function letterOf (row: BatchRow, sender: OrganizationNumber, batch: string): object {
  const { reference, title, language, securityLevel, openingReceipt, sendAfter, deadlineBy } = row
  return {
    sender, reference, recipient: { nationalIdentityNumber: row.recipient }, class: row.class, title, language, securityLevel, openingReceipt, batch,
    sendAfter, deadlineBy,
    documents: row.documents.map(({ fileName, mediaType }) => ({ fileName, mediaType }))
  }
}
