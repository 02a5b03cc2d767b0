// The nouns of a night run. A row's letter holds personal data; everything that is told or stored of a row holds its id only.
import type { ErrorCode } from '../letter/error-table.ts'
import type { Language, LetterClass, NationalIdentityNumber, SecurityLevel } from '../letter/letter.ts'

/** One file of a row, found and measured. */
export interface BatchDocument {
  /** Its name without folders, as the mailbox shows it. */
  fileName: string
  /** Where it lies, absolute. */
  path: string
  mediaType: string
  bytes: number
}

/** One row of the manifest, ready to be sent. */
export interface BatchRow {
  id: string
  reference: string
  recipient: NationalIdentityNumber
  class: LetterClass
  title: string
  language: Language
  securityLevel: SecurityLevel
  openingReceipt: boolean
  /** As the manifest has them, for the gateway to judge. */
  sendAfter?: string
  deadlineBy?: string
  /** The main document first. */
  documents: BatchDocument[]
}

/** One thing that is wrong with a row; by whom it was found does not matter to whoever must correct it. */
export interface RowProblem {
  code: string
  /** JSON pointer into the letter, or the column. */
  field?: string
  /** What is wrong, when we found it ourselves. Never a value of the row. */
  sentence?: string
}

/** A row that was not taken. */
export interface RefusedRow {
  row: string
  problems: readonly RowProblem[]
}

/** The code of what is found before anything is sent. */
export const folderCode = 'ERR_BATCH_FOLDER' satisfies ErrorCode
