import type { Attempt } from '../letter/attempt.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Outcome } from '../letter/outcome.ts'
import type { SealedEnvelope } from '../letter/sealed-envelope.ts'

/**
 * How far a transport says a message has come: `registered` with the transport, `forwarded` to the receiver's side, `failed` for good
 * (proof that it did not happen), or `unknown` to it.
 */
export interface TransportStatus {
  status: 'registered' | 'forwarded' | 'failed' | 'unknown'
  at?: Date
}

/** A way to carry sealed envelopes. Every implementation passes `exerciseChannel()`. */
export interface Transport {
  /** Hands one envelope over. Never throws for what the other side does: each answer is an outcome. The reference of `done` is the message id. */
  handOver (envelope: SealedEnvelope): Promise<Outcome>
  /**
   * Asks how a hand-over went on, to settle doubt and to find failures that no receipt tells of.
   *
   * @throws {GatewayError} `ERR_DISPATCH_UNAVAILABLE` or `ERR_DISPATCH_UNAUTHORIZED` when the question got no answer
   */
  follow (attempt: Attempt, sender: OrganizationNumber): Promise<TransportStatus>
}
