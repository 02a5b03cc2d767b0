import type { Sentence } from './choice.ts'

/** Something that does not stop a letter and is worth knowing before it is sent. No personal data. */
export interface Warning {
  code: WarningCode
  sentence: Sentence
}

/** All there are. Names are part of the API: added to, never renamed. */
export type WarningCode =
  | 'size-near-limit' | 'not-printable' | 'title-long' | 'file-name-repeated' | 'title-repeated'
  | 'email-stale' | 'mobile-stale' | 'number-superseded' | 'no-paper-address' | 'recipient-repeated'
