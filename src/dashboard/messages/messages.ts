// Everything the desk says, as one type. Each language fills all of it; a missing key does not compile.
import type { Channel } from '../../letter/choice.ts'
import type { ErrorFamily } from '../../letter/error-table.ts'
import type { EventType } from '../../letter/event.ts'
import type { Step } from '../../letter/letter-status.ts'
import type { LetterClass } from '../../letter/letter.ts'
import type { ReceiptKind } from '../../letter/receipt.ts'
import type { AttemptState, LetterState } from '../../letter/states.ts'
import type { ReceiptFate, RegisterHealth, TruthChecks } from '../ports.ts'

/** Units of a length of time, short, as they stand after a number. */
export interface UnitNames {
  seconds: string
  minutes: string
  hours: string
  days: string
}

/** Words that many pages share. */
export interface SharedMessages {
  /** The language's own name, for the language menu. */
  languageName: string
  /** BCP 47, for dates and numbers. */
  locale: string
  product: string
  skipToContent: string
  mainMenu: string
  languageMenu: string
  overview: string
  letters: string
  none: string
  units: UnitNames
  footer: string
  states: Readonly<Record<LetterState, string>>
  channels: Readonly<Record<Channel, string>>
  /** In place of a channel, before one was chosen. */
  noChannel: string
  registers: Readonly<Record<RegisterHealth['register'], string>>
  classes: Readonly<Record<LetterClass, string>>
  families: Readonly<Record<ErrorFamily, string>>
}

/** The front page. */
export interface OverviewMessages {
  verdictGood: string
  verdictGoodText: string
  verdictBad: (findings: number) => string
  /** One line a finding. */
  findings: {
    oldest: (age: string) => string
    people: (count: number) => string
    party: (name: string, code: string) => string
    checks: Readonly<Record<keyof TruthChecks, (count: number) => string>>
  }
  figures: string
  /** Beside a figure that should not be so. */
  attention: string
  oldestWaiting: string
  oldestWaitingNote: string
  nothingWaits: string
  inProgress: string
  inProgressNote: string
  needsPerson: string
  needsPersonNote: string
  partiesWell: string
  partiesWellNote: string
  partiesOf: (well: number, all: number) => string
  deviations: string
  deviationsNote: string
  throughput: string
  throughputText: (accepted: number, handedOver: number) => string
  from: string
  accepted: string
  handedOver: string
  showTable: string
  byState: string
  state: string
  total: string
  oldestByState: string
  channel: string
  waitedFor: string
  letter: string
  health: string
  party: string
  condition: string
  waiting: string
  lastSuccess: string
  lastFailure: string
  well: string
  failing: string
  unused: string
  checks: string
  check: string
  count: string
  checkNames: Readonly<Record<keyof TruthChecks, string>>
  empty: string
  emptyText: string
  refresh: { every: string, pause: string, resume: string, paused: string, failed: string, updated: string }
}

/** The list. */
export interface ListMessages {
  filter: string
  any: string
  state: string
  channel: string
  sender: string
  senderNote: string
  reference: string
  referenceNote: string
  age: string
  ages: Readonly<Record<'5m' | '1h' | '1d' | '7d', string>>
  show: string
  clear: string
  caption: (count: number) => string
  more: string
  first: string
  none: string
  noneText: string
  ignored: string
  class: string
  acceptedAt: string
  inStateSince: string
  reason: string
}

/** One letter's story. */
export interface StoryMessages {
  title: (reference: string) => string
  now: string
  id: string
  sender: string
  recipient: string
  bareAddress: string
  hidden: string
  next: string
  /** What stands before the moment of the next step. */
  nextStep: (step: string) => string
  noNext: string
  steps: Readonly<Record<Step, string>>
  timeline: string
  events: Readonly<Record<EventType, string>>
  unknownEvent: string
  viaChannel: (channel: string) => string
  /** What stands before the moment a letter is tried again. */
  until: string
  code: string
  why: string
  rule: string
  ruleset: string
  undecided: string
  evaluated: string
  matched: string
  notMatched: string
  inputs: string
  input: string
  value: string
  yes: string
  no: string
  attempts: string
  attemptsNone: string
  ordinal: string
  receiver: string
  attemptStates: Readonly<Record<AttemptState, string>>
  createdAt: string
  handedOverAt: string
  messageId: string
  receipts: string
  receiptsNone: string
  receiptKinds: Readonly<Record<ReceiptKind, string>>
  issuer: string
  occurredAt: string
  fate: string
  fates: Readonly<Record<ReceiptFate, string>>
  kind: string
}

/** Pages that say why there is no page. */
export interface TroubleMessages {
  notFound: string
  notFoundText: string
  unavailable: string
  unavailableText: string
  back: string
}

/** All texts of one language. */
export interface Messages {
  shared: SharedMessages
  overview: OverviewMessages
  list: ListMessages
  story: StoryMessages
  trouble: TroubleMessages
}
