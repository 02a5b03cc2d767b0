// What settling asks of storage: every message that came in, and what became of it. store/ implements it.
import type { Attempt } from '../letter/attempt.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Receipt } from '../letter/receipt.ts'

/** What became of a receipt: `ignored` changed nothing, `parked` waits for a letter to match, `quarantined` proves nothing. */
export type ReceiptState = 'applied' | 'ignored' | 'parked' | 'quarantined'

/** A receipt as it is put away. */
export interface PutAway {
  raw: string
  state: ReceiptState
  receivedAt: Date
  /** A short code for people. No personal data. */
  why?: string
  /** Absent when the message could not be read or did not prove its origin. */
  receipt?: Receipt
  letterId?: LetterId
  messageId?: string
}

/** Queries on the receipt table. */
export interface Receipts {
  /**
   * What was put away before: this very `message`, parked ones aside, or by another message the `receipt` in it, which was applied. Two receipts
   * are the same when id, issuer, conversation and kind are: a channel may use one id for a delivery and an opening, and two channels the same.
   */
  seen: (raw: string, receipt?: Receipt) => Promise<'message' | 'receipt' | undefined>
  isParked: (raw: string) => Promise<boolean>
  /** Puts a receipt away, replacing the row of the same message (a parked one that is applied later). */
  putAway: (receipt: PutAway) => Promise<void>
  /** What the receipts that were applied to an attempt said, and when it happened. */
  appliedTo: (attempt: Pick<Attempt, 'letterId' | 'messageId'>) => Promise<Pick<Receipt, 'kind' | 'occurredAt'>[]>
  /** Parked messages, oldest first, each with its place; only those behind a place, if one is given. */
  parked: (limit: number, after?: ParkedPlace) => Promise<ParkedMessage[]>
}

/** A parked message. */
export interface ParkedMessage {
  /**
   * The message as it came.
   *
   * @throws {GatewayError} `ERR_STORE_KEY`, which must not keep those beside it from being opened
   */
  open: () => string
  receivedAt: Date
  place: ParkedPlace
}

/** The place of a parked message among the others, as the table writes it. */
export interface ParkedPlace {
  receivedAt: string
  digest: string
}
