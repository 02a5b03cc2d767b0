import type { Letter } from '../letter/letter.ts'

/** A document as announced: its bytes have not been seen. */
export interface DocumentDraft {
  /** 0 is the main document. */
  number: number
  fileName: string
  title: string
  /** Lower case, one of media-types.ts. */
  mediaType: string
  /** Pages on paper, where the caller told. */
  pages?: number
  /** Base64, only in the JSON form of a letter. */
  content?: string
}

/** A letter that is right in itself, before its documents were read and before it has an id. */
export type LetterDraft = Omit<Letter, 'id' | 'acceptedAt' | 'documents'> & {
  documents: DocumentDraft[]
  /** The deadline as working days, where it was told so. */
  deadlineWorkingDays?: number
}
