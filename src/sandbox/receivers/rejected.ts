/** Why a receiver will not take a message: each receiver has its own words for these. */
export type RejectionReason = 'signature' | 'format' | 'authority' | 'mailbox' | 'duplicate-name' | 'document' | 'address' | 'breaks'

/** Thrown by a receiver's check; becomes a *feil*. */
export class Rejected extends Error {
  override readonly name = 'Rejected'
  readonly reason: RejectionReason

  /** @param detail no personal data: it travels in the receipt and is shown to operators */
  constructor (reason: RejectionReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}
