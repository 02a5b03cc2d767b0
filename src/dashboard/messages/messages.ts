// Everything the desk says, as one type. Each language fills all of it; a missing key does not compile.
import type { Channel } from '../../letter/choice.ts'
import type { CertificateStatus, ExpiryLevel } from '../../letter/certificate-status.ts'
import type { ErrorFamily } from '../../letter/error-table.ts'
import type { EventType } from '../../letter/event.ts'
import type { Step } from '../../letter/letter-status.ts'
import type { LetterClass } from '../../letter/letter.ts'
import type { ReceiptKind } from '../../letter/receipt.ts'
import type { AttemptState, LetterState } from '../../letter/states.ts'
import type { TaskKind } from '../../letter/task.ts'
import type { ReceiptFate, RegisterHealth, TruthChecks } from '../ports.ts'
import type { HandsPart } from './hands-messages.ts'

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
  /** Name of the pages, in every title. */
  product: string
  /** The link that only the keyboard meets. */
  skipToContent: string
  /** Names of the two menus, for those who hear them. */
  mainMenu: string
  languageMenu: string
  overview: string
  letters: string
  tasks: string
  deadLetters: string
  actions: string
  pauses: string
  certificates: string
  none: string
  units: UnitNames
  /** The promise at the foot of every page. */
  footer: string
  /** Past participles, as they stand on a label. */
  states: Readonly<Record<LetterState, string>>
  channels: Readonly<Record<Channel, string>>
  /** In place of a channel, before one was chosen. */
  noChannel: string
  /** The official names. */
  registers: Readonly<Record<RegisterHealth['register'], string>>
  classes: Readonly<Record<LetterClass, string>>
  /** What a code means for whoever reads it. */
  families: Readonly<Record<ErrorFamily, string>>
}

/** The front page. */
export interface OverviewMessages {
  /** The answer to "is anything wrong?": one sentence, then what it rests on or what was found. */
  verdictGood: string
  verdictGoodText: string
  verdictBad: (findings: number) => string
  /** One line a finding. */
  findings: {
    oldest: (age: string) => string
    people: (count: number) => string
    pauses: (count: number) => string
    party: (name: string, code: string) => string
    checks: Readonly<Record<keyof TruthChecks, (count: number) => string>>
  }
  /** The five numbers: name, and a note of what is counted. */
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
  /** The last hour, as a sentence, as bars and as a table. */
  throughput: string
  throughputText: (accepted: number, handedOver: number) => string
  from: string
  accepted: string
  handedOver: string
  showTable: string
  /** Where letters are. */
  byState: string
  state: string
  total: string
  /** How old they are. */
  oldestByState: string
  channel: string
  waitedFor: string
  letter: string
  /** How the others answer. */
  health: string
  party: string
  condition: string
  waiting: string
  lastSuccess: string
  lastFailure: string
  well: string
  failing: string
  unused: string
  /** What is ahead: what waits by channel, and runs that senders told of. */
  outlook: {
    title: string
    lanes: string
    allChannels: string
    /** Of letters that wait for their own time or the end of quiet hours. */
    soon: string
    perMinute: string
    finishesAt: string
    unknown: string
    windows: string
    run: string
    from: string
    to: string
    expected: string
    accepted: string
  }
  /** The report of a day, a row a sender. */
  report: {
    title: (day: string) => string
    sender: string
    delivered: string
    stopped: string
    missedDeadlines: string
    missingReceipts: string
    late: string
    /** Of a day on which no sender had letters. */
    nothing: string
  }
  /** Counts that should be 0. */
  checks: string
  check: string
  count: string
  checkNames: Readonly<Record<keyof TruthChecks, string>>
  /** Before the first letter. */
  empty: string
  emptyText: string
  /** What the refresh button and the line beside it say. */
  refresh: { every: string, pause: string, resume: string, paused: string, failed: string, updated: string }
}

/** The list. */
export interface ListMessages {
  /** The form above the list. */
  filter: string
  any: string
  state: string
  channel: string
  sender: string
  /** What may be written into the field. */
  senderNote: string
  reference: string
  referenceNote: string
  age: string
  /** The choices, shortest first. */
  ages: Readonly<Record<'5m' | '1h' | '1d' | '7d', string>>
  show: string
  clear: string
  /** The table, and the way through it. */
  caption: (count: number) => string
  more: string
  first: string
  none: string
  noneText: string
  /** Said when the address asks for something that cannot be read. */
  ignored: string
  class: string
  acceptedAt: string
  inStateSince: string
  reason: string
}

/** One letter's story. */
export interface StoryMessages {
  /** The heading; the reference is the case system's own. */
  title: (reference: string) => string
  /** The facts at the top. */
  now: string
  id: string
  sender: string
  recipient: string
  bareAddress: string
  organization: (number: string) => string
  /** In place of a recipient that is not masked as it should be. */
  hidden: string
  next: string
  /** What stands before the moment of the next step. */
  nextStep: (step: string) => string
  noNext: string
  /** By when it is to be handed over. */
  deadline: string
  deadlineMissed: string
  steps: Readonly<Record<Step, string>>
  /** The time line: one sentence an event. */
  timeline: string
  events: Readonly<Record<EventType, string>>
  /** For an event of a newer gateway. */
  unknownEvent: string
  viaChannel: (channel: string) => string
  /** What stands before the moment a letter is tried again. */
  until: string
  /** Before codes and fields that a channel named when it refused a letter. */
  said: string
  code: string
  /** The decision and the rules behind it. */
  why: string
  rule: string
  ruleset: string
  registersRead: string
  /** What the sender demands beyond the rules, by its version, and the row of it that settled the decision. */
  policy: string
  policyRow: (row: string) => string
  undecided: string
  evaluated: string
  matched: string
  notMatched: string
  inputs: string
  input: string
  value: string
  yes: string
  no: string
  /** The hand-overs. */
  attempts: string
  attemptsNone: string
  ordinal: string
  /** Beside an attempt that comes after another. */
  after: (ordinal: number) => string
  receiver: string
  attemptStates: Readonly<Record<AttemptState, string>>
  createdAt: string
  handedOverAt: string
  messageId: string
  /** What came back, and what became of it. */
  receipts: string
  receiptsNone: string
  receiptKinds: Readonly<Record<ReceiptKind, string>>
  issuer: string
  occurredAt: string
  fate: string
  fates: Readonly<Record<ReceiptFate, string>>
  kind: string
}

/** What a person has to look into. */
export interface TasksMessages {
  intro: string
  caption: string
  nothing: string
  kind: string
  kinds: Readonly<Record<TaskKind, string>>
  sender: string
  about: string
  letter: string
  /** How long it has been open. */
  open: string
  /** What is told of a task, by its names in `data`. */
  facts: Readonly<Record<'reason' | 'channel' | 'receiver' | 'handedOverAt' | 'receivedAt' | 'client' | 'since' | 'missedHours', string>>
}

/** The senders' own certificates, and the recipients'. */
export interface CertificatesMessages {
  intro: string
  caption: string
  none: string
  sender: string
  role: string
  roles: Readonly<Record<CertificateStatus['role'], string>>
  fingerprint: string
  validFrom: string
  validTo: string
  daysLeft: string
  /** What to do at each distance from the end. */
  levels: Readonly<Record<ExpiryLevel, string>>
  fault: string
  noFault: string
  rehearsal: string
  rehearsed: string
  notRehearsed: string
  recipientsIntro: string
  recipientsCaption: string
  recipientsNone: string
  organization: string
  /** How near the end is. */
  recipientLevels: Readonly<Record<ExpiryLevel, string>>
  /** When a letter last met it. */
  met: string
}

/** Pages that say why there is no page. */
export interface TroubleMessages {
  /** No such page or letter. */
  notFound: string
  notFoundText: string
  /** The gateway cannot read its own figures. */
  unavailable: string
  unavailableText: string
  back: string
}

/** All texts of one language. */
export interface Messages extends HandsPart {
  shared: SharedMessages
  overview: OverviewMessages
  list: ListMessages
  story: StoryMessages
  tasks: TasksMessages
  certificates: CertificatesMessages
  trouble: TroubleMessages
}
