import type { ErrorCode } from './error-table.ts'
import type { OrganizationNumber } from './letter.ts'

/** How near the end of a certificate is: `ok`, then 90, 30 and 7 days, then over. */
export type ExpiryLevel = 'ok' | 'order' | 'switch' | 'urgent' | 'over'

/** How any certificate stands. */
interface CertificateStanding {
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  fingerprint: string
  /** The organization it names; null when it names none. */
  organization: OrganizationNumber | null
  validFrom: Date
  validTo: Date
  /** Whole days until it or, of our own, one of its issuers expires; negative when that has happened. */
  daysLeft: number
  level: ExpiryLevel
  /** What speaks against using it; null when nothing does. */
  fault: ErrorCode | null
}

/** How a certificate of a recipient's mailbox operator or print service stands, as a letter met it last. */
export interface RecipientCertificateStatus extends CertificateStanding {
  /** When a letter last met it, to a few minutes. */
  metAt: Date
}

/** How one of a sender's own certificates (*virksomhetssertifikat*) stands. */
export interface CertificateStatus extends CertificateStanding {
  sender: OrganizationNumber
  role: 'current' | 'next'
  /** The last sealed test letter; null when there was none. */
  rehearsal: { at: Date, failure: ErrorCode | null } | null
}
