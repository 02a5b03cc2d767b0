import type { ErrorCode } from './error-table.ts'
import type { OrganizationNumber } from './letter.ts'

/** How near the end of a certificate is: `ok`, then 90, 30 and 7 days, then over. */
export type ExpiryLevel = 'ok' | 'order' | 'switch' | 'urgent' | 'over'

/** How a certificate of a recipient's mailbox operator or print service stands, as a letter met it last. */
export interface RecipientCertificateStatus {
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: string
  /** The organization it names; null when it names none. */
  organization: OrganizationNumber | null
  validFrom: Date
  validTo: Date
  /** Whole days until it expires; negative when that has happened. */
  daysLeft: number
  level: ExpiryLevel
  /** When a letter last met it, to a few minutes. */
  metAt: Date
  /** What spoke against that then; null when nothing did. */
  fault: ErrorCode | null
}

/** How one of a sender's own certificates (*virksomhetssertifikat*) stands. */
export interface CertificateStatus {
  sender: OrganizationNumber
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: string
  /** The organization it names; null when it names none. */
  organization: OrganizationNumber | null
  validFrom: Date
  validTo: Date
  /** Whole days until it or one of its issuers expires; negative when that has happened. */
  daysLeft: number
  level: ExpiryLevel
  role: 'current' | 'next'
  /** Why it must not be signed with now; null when it may. */
  fault: ErrorCode | null
  /** The last sealed test letter; null when there was none. */
  rehearsal: { at: Date, failure: ErrorCode | null } | null
}
