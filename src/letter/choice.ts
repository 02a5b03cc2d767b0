// What route/ decides, and why. Stored with the letter, so that it can be told years later.
import type { OrganizationNumber, PostalAddress } from './letter.ts'
import type { HonoredOverride } from './override.ts'
import type { RecipientCertificate } from './recipient-facts.ts'

/** The ways a letter can leave. */
export type Channel = 'eboks' | 'digipost' | 'print'

/** All channels, in the order people list them. */
export const channels: readonly Channel[] = ['eboks', 'digipost', 'print']

/** Into a digital mailbox. */
export interface MailboxChoice {
  kind: 'mailbox'
  channel: 'eboks' | 'digipost'
  receiver: OrganizationNumber
  mailboxAddress: string
  certificate: RecipientCertificate
  /** Only contact points fresh enough for this letter; the mailbox sends the notices. */
  notifyEmail?: string
  notifyMobile?: string
}

/** On paper. */
export interface PrintChoice {
  kind: 'print'
  channel: 'print'
  receiver: OrganizationNumber
  address: PostalAddress
  certificate: RecipientCertificate
}

/** Nowhere: a person must decide, or nobody can be reached. */
export interface StopChoice {
  kind: 'stop'
  state: 'needs_decision' | 'undeliverable'
}

/** A choice that leads to a hand-over. */
export type SendChoice = MailboxChoice | PrintChoice

/** What is done with the letter. */
export type Choice = SendChoice | StopChoice

/** One sentence in the three interface languages. No personal data. */
export type Sentence = Readonly<Record<'nb' | 'nn' | 'en', string>>

/** A choice with its reason: the rule that matched, every rule tried before it, and the inputs they saw. */
export interface Decision {
  /** Version of the rule table. */
  ruleset: string
  /** The sender's policy it was made under, and the row of it that settled it. Absent in decisions stored before there were policies. */
  policy?: { version: string, row: string | null }
  rule: string
  sentence: Sentence
  evaluated: readonly { readonly rule: string, readonly matched: boolean }[]
  /** Facts as the rules saw them: answers and dates, never the identity number, a name or an address. */
  inputs: Record<string, string | boolean | number | null>
  choice: Choice
  /** The decision of a person that counted when this one was made. */
  override?: HonoredOverride
}
