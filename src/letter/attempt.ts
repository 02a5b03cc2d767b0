import type { Channel } from './choice.ts'
import type { LetterId, OrganizationNumber } from './letter.ts'
import type { AttemptState } from './states.ts'

/**
 * One hand-over (*forsendelse*) of one letter to one channel.
 *
 * `messageId` and `conversationId` are made and stored before the first send and reused for every repeat. A new attempt is made only
 * when the former is proven not to have happened, or, linked to it, when the former was delivered and the letter goes on to paper.
 */
export interface Attempt {
  /** SBDH instanceIdentifier, lower-case UUID; also the attempt's key. */
  messageId: string
  /** SBDH ConversationId: the only key a receipt answers with. */
  conversationId: string
  letterId: LetterId
  /** 1, 2, … within the letter. */
  ordinal: number
  /** `messageId` of the delivered attempt this one comes after, where a letter went on from mailbox to paper. */
  follows?: string
  channel: Channel
  receiver: OrganizationNumber
  state: AttemptState
  createdAt: Date
  /** Base64 SHA-256 of the encrypted package (*dokumentpakkefingeravtrykk*), once sealed. */
  fingerprint?: string
  /** Size of the encrypted package, once sealed. */
  packageBytes?: number
  /** Fingerprint of the certificate that the package is signed with, once sealed; absent where an earlier version sealed it. */
  signedBy?: string
  handedOverAt?: Date
}
