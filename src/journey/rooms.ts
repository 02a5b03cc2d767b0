// The rooms on a letter's path, as the journey calls them. main.ts joins the real ones.
import type { Abilities } from '../dispatch/channels.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Channel, Decision, SendChoice } from '../letter/choice.ts'
import type { Letter, LetterDocument, NationalIdentityNumber, OrganizationNumber } from '../letter/letter.ts'
import type { Outcome } from '../letter/outcome.ts'
import type { Receipt } from '../letter/receipt.ts'
import type { PrintService, RecipientFacts } from '../letter/recipient-facts.ts'
import type { Pricing } from '../route/forecast.ts'
import type { LadderPolicy } from '../route/ladder.ts'
import type { SealedEnvelope } from '../letter/sealed-envelope.ts'

/** What an access point says of a message it was handed. `unknown`: it has never heard of it, or not yet. */
export interface TransportStatus {
  status: 'registered' | 'forwarded' | 'failed' | 'unknown'
  at?: Date
}

/** Everything sealing one attempt takes. */
export interface SealInput {
  letter: Letter
  choice: SendChoice
  /** Of `passing` chunks, one of 65 536 bytes or more may be gone when the next is asked for. */
  documents: (document: LetterDocument, chunks: 'kept' | 'passing') => AsyncIterable<Uint8Array>
}

/** Everything signing one business message takes. */
export interface MessageInput {
  letter: Letter
  choice: SendChoice
  attempt: Attempt
  accessToken: string
}

/** The rooms from lookup to receipt. */
export interface Rooms {
  /** Facts about many people in one call a register. A person missing from the answer is looked up again later. */
  lookup: (people: readonly NationalIdentityNumber[]) => Promise<Map<NationalIdentityNumber, RecipientFacts>>
  /** For letters to a bare postal address. */
  printService: () => Promise<PrintService>
  /** Pure: the same facts always give the same decision. */
  route: (letter: Letter, facts: RecipientFacts, now: Date) => Decision
  /** How a delivered letter that is not opened is followed up; undefined: not at all. Pure. */
  ladderOf: (letter: Letter) => LadderPolicy | undefined
  /** When the quiet hours that hold for a letter on a channel are over; undefined when there are none at that moment. Pure. */
  quietUntil: (letter: Letter, channel: Channel, now: Date) => Date | undefined
  /** What hand-overs cost, by the price tables. Pure. */
  pricing: Pricing
  /** Seals a letter's package into a sink. `signedBy` names the certificate it was signed with. Rejects with `ERR_SEAL_…`. */
  seal: (
    input: SealInput, sink: (chunks: AsyncIterable<Uint8Array>) => Promise<void>
  ) => Promise<{ fingerprint: string, packageBytes: number, signedBy: string }>
  /** The certificate that a sender's packages are signed with now. Rejects with `ERR_SEAL_CERTIFICATE_…`. */
  signsWith: (sender: OrganizationNumber) => Promise<string>
  /** Signs with the certificate of the attempt's package, as receivers demand. Rejects with `ERR_SEAL_CERTIFICATE_…`. */
  signMessage: (input: MessageInput) => Promise<string>
  /** One send of one attempt. Repeating it with the same envelope is safe. */
  handOver: (envelope: SealedEnvelope) => Promise<Outcome>
  /** What a channel can do about a hand-over in doubt. */
  abilitiesOf: (channel: Channel) => Abilities
  follow: (attempt: Attempt, sender: OrganizationNumber) => Promise<TransportStatus>
  /** Proves a receipt by what held when it came, or rejects with `ERR_RECEIPT_…`. */
  readReceipt: (raw: string, receivedAt: Date) => Promise<Receipt>
  /** The id a message claims to have, unproved: only for taking a bad message off the list. */
  receiptIdOf: (raw: string) => string | undefined
}
