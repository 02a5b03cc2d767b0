// What the desk asks of the gateway. Nothing here can hold an identity number in full, an address, a title or a text of a letter.
import type { Act, DeadLetterGroup, DoneAct, Preview, ToldAction } from '../letter/act.ts'
import type { CertificateStatus, RecipientCertificateStatus } from '../letter/certificate-status.ts'
import type { Channel, Decision, Sentence } from '../letter/choice.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import type { DayReport } from '../letter/day-report.ts'
import type { LoggedEvent } from '../letter/event.ts'
import type { LetterStatus, Reason } from '../letter/letter-status.ts'
import type { LetterClass, LetterId, OrganizationNumber } from '../letter/letter.ts'
import type { Outlook } from '../letter/outlook.ts'
import type { ToldOverride } from '../letter/override.ts'
import type { Pause } from '../letter/pause.ts'
import type { ReceiptKind } from '../letter/receipt.ts'
import type { LetterState } from '../letter/states.ts'
import type { Task } from '../letter/task.ts'

/** What the operator's pages read from. Each call is one page's worth, so that a page is one round trip. */
export interface DeskReads {
  /** Counts, ages and health over all letters, as of now. */
  overview (): Promise<DeskOverview>
  /** One page of letters, the newest accepted first. */
  list (filter: DeskFilter): Promise<DeskList>
  /** All that may be told of one letter; undefined when there is none. */
  story (id: LetterId): Promise<DeskStory | undefined>
}

/** What people do by hand. Inputs have the form of the API's; who asks stands in them. */
export interface DeskHands {
  /** Does something with one letter, once a key. */
  act (id: LetterId, act: Act, key: string, input: unknown): Promise<DeskVerdict>
  deadLetters (): Promise<readonly DeadLetterGroup[]>
  /** The newest actions over many letters, those that are not at their end first. */
  actions (): Promise<readonly ToldAction[]>
  action (id: string): Promise<ToldAction | undefined>
  /** The senders letters may be selected of. */
  senders (): Promise<readonly OrganizationNumber[]>
  /** What an action would meet. */
  previewAction (input: unknown): Promise<Refused | { kind: 'counted', preview: Preview }>
  /** Asks for an action, once a key. */
  startAction (key: string, input: unknown): Promise<Refused | { kind: 'started', id: string }>
  approveAction (id: string, isApproved: boolean, input: unknown): Promise<DeskVerdict>
  pauses (): Promise<DeskPauses>
  startPause (input: unknown): Promise<DeskVerdict>
  endPause (id: string, input: unknown): Promise<DeskVerdict>
}

/** What is paused, and what was in the last 30 days. */
export interface DeskPauses {
  inForce: readonly Pause[]
  ended: readonly Pause[]
}

/** Everything the desk asks for. */
export interface DeskPorts extends DeskReads, DeskHands {
  /** The senders' own certificates, the current of each sender first. */
  certificates (): Promise<readonly CertificateStatus[]>
  /** The recipients' that letters met lately, the first to expire first. */
  recipientCertificates (): Promise<readonly RecipientCertificateStatus[]>
  /** What a person has to look into, oldest first. */
  tasks (): Promise<readonly Task[]>
  /** Takes an operator's decision about one letter, once a key. `input` has the form of the API's. */
  decide (id: LetterId, key: string, input: unknown): Promise<DeskVerdict>
}

/** What stands in the way: JSON pointers and codes, and the rule if it is one. */
export interface Refused {
  kind: 'refused'
  problems: readonly { code: ErrorCode, field?: string | undefined }[]
  sentence?: Sentence | undefined
}

/** Whether a decision was taken, or what stands in its way. */
export type DeskVerdict = { kind: 'taken' } | Refused

/** The front page's figures. */
export interface DeskOverview {
  readAt: Date
  /** How many letters lie in each state and channel; pairs without letters are left out. `channel` is null before routing. */
  counts: readonly { state: LetterState, channel: Channel | null, count: number }[]
  /** Of each working state and channel the letter that came into its state first. */
  oldest: readonly { state: LetterState, channel: Channel | null, letterId: LetterId, since: Date }[]
  channels: readonly ChannelHealth[]
  registers: readonly RegisterHealth[]
  checks: TruthChecks
  /** What is stopped for now, by people or because a channel asked for it. */
  pauses: readonly Pause[]
  /** What is ahead. */
  outlook?: Outlook
  /** The last day a report was written of. */
  report?: DayReport | undefined
  /** The last hour in twelve steps of five minutes, oldest first. */
  throughput: readonly { startsAt: Date, accepted: number, handedOver: number }[]
}

/** How the calls to one outside party have gone. Both null: never called yet. */
export interface CallHealth {
  lastSuccessAt: Date | null
  lastFailure: { at: Date, code: ErrorCode } | null
}

/** One channel: the hand-overs to it, and how many letters wait for one. */
export interface ChannelHealth extends CallHealth {
  channel: Channel
  waiting: number
}

/** One register the gateway asks, and Maskinporten, which lets it ask. */
export interface RegisterHealth extends CallHealth {
  register: 'maskinporten' | 'contact-register' | 'population-register'
}

/** Counts that should all be 0. */
export interface TruthChecks {
  /** Attempts whose answer was lost, not settled yet. */
  uncertainAttempts: number
  /** Receipts that wait for the letter or attempt they belong to. */
  parkedReceipts: number
  /** Letters handed over whose receipt is overdue. */
  missingReceipts: number
  /** Receipts of the last day that could not be read or did not prove their origin. */
  quarantinedReceipts: number
  /** Letters not handed over although their deadline is past. */
  missedDeadlines: number
  /** Letters in a working state that no job would carry on. */
  lettersWithoutJob: number
}

/** Which letters to list. Every condition given must hold. */
export interface DeskFilter {
  state?: LetterState | undefined
  channel?: Channel | undefined
  sender?: OrganizationNumber | undefined
  /** The case system's reference, whole. */
  reference?: string | undefined
  /** Only letters that have been in their state since before this moment. */
  changedBefore?: Date | undefined
  /** As `next` of the page before. */
  cursor?: string | undefined
  limit: number
}

/** One page of the list. */
export interface DeskList {
  letters: readonly DeskLetter[]
  /** Opaque place where the next page begins, at most 200 characters; null on the last page. No personal data. */
  next: string | null
}

/** One row of the list. */
export interface DeskLetter {
  id: LetterId
  sender: OrganizationNumber
  reference: string
  class: LetterClass
  state: LetterState
  channel: Channel | null
  reason: Reason | null
  acceptedAt: Date
  changedAt: Date
}

/** What became of a receipt. */
export type ReceiptFate = 'applied' | 'ignored' | 'parked' | 'quarantined'

/** A receipt as the desk tells of it. `detail` is left out: it may hold a phone number or an address. */
export interface DeskReceipt {
  kind: ReceiptKind
  issuer: OrganizationNumber
  occurredAt: Date
  fate: ReceiptFate
}

/** Why a letter goes where it goes; the choice itself is left out, because it holds an address. */
export type DeskDecision = Omit<Decision, 'choice'>

/** One letter's story. */
export interface DeskStory {
  letter: LetterStatus
  /** Masked as `209146*****`; null for a letter to a bare postal address. */
  maskedRecipient: string | null
  /** For a letter to an organization. */
  organization: OrganizationNumber | null
  /** Null until the letter was routed. */
  decision: DeskDecision | null
  /** What people decided, in order; without the addresses. */
  overrides: readonly ToldOverride[]
  /** What people did with it by hand, in order. */
  acts: readonly DoneAct[]
  receipts: readonly DeskReceipt[]
  /** In the order they were logged. */
  events: readonly LoggedEvent[]
}
