/** Why an authority took a certificate back (CRLReason, RFC 5280 §5.3.1), in our words. */
export type RevocationReason = typeof revocationReasons[number]

/** By their number; 7 is not used. `hold` may be lifted again, the others never. */
export const revocationReasons = [
  'unspecified', 'key-compromise', 'authority-compromise', 'affiliation-changed', 'superseded', 'cessation-of-operation', 'hold', 'unspecified',
  'removed-from-list', 'privilege-withdrawn', 'attribute-authority-compromise'
] as const

/** What one proof says of one certificate. */
export type RevocationStatus =
  | { kind: 'good' }
  | { kind: 'revoked', at: Date, reason: RevocationReason }
  | { kind: 'unknown', why: string }

/** A revocation list or an OCSP answer whose signature and place were proved. */
export interface RevocationProof {
  thisUpdate: Date
  /** When the issuer will have said something newer; undefined when it did not tell. */
  nextUpdate: Date | undefined
  /** @param serial content bytes of the serial number of a certificate of the same issuer */
  statusOf (serial: Uint8Array): RevocationStatus
}
