// What the HTTP side needs of the gateway. journey/ and store/ implement it; main joins them.
import type { Act, ActionState, DeadLetterGroup, Preview, ToldAction } from '../letter/act.ts'
import type { AuditEntry, AuditPlace, AuditProof } from '../letter/audit.ts'
import type { CertificateStatus, RecipientCertificateStatus } from '../letter/certificate-status.ts'
import type { Decision } from '../letter/choice.ts'
import type { CostGroup, CostRow, LetterCost } from '../letter/cost.ts'
import type { DayReport } from '../letter/day-report.ts'
import type { LoggedEvent } from '../letter/event.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId, OrganizationNumber } from '../letter/letter.ts'
import type { ToldOverride } from '../letter/override.ts'
import type { LetterStatus } from '../letter/letter-status.ts'
import type { Pause, PauseState } from '../letter/pause.ts'
import type { Outlook } from '../letter/outlook.ts'
import type { PrecheckAnswer } from '../letter/precheck.ts'
import type { Task } from '../letter/task.ts'
import type { SimulationAnswer } from '../letter/simulation.ts'

/** Who holds an API key, and for whom it may send and read. */
export interface Caller {
  /** Without a slash: keys that people's acts are done under belong to `kind/name`. */
  name: string
  senders: OrganizationNumber[]
}

/** One document on its way in. `content` must be read before the next document is asked for. */
export interface IncomingDocument {
  fileName: string
  mediaType: string
  content: AsyncIterable<Uint8Array>
}

/** One POST of a letter, whichever form it has. */
export interface Submission {
  /** Name of the key's holder; two holders may use the same idempotency key. */
  client: string
  /** Whom the key may send for. */
  senders: readonly OrganizationNumber[]
  idempotencyKey: string
  /** The caller's trace (W3C Trace Context), or an id of our own: as in the request's log lines and error answers. */
  traceId: string
  /** The letter as JSON, unchecked. Throws when it cannot be read. */
  readLetter: () => Promise<unknown>
  /** The documents in the order they come; streams, so once only. Call `readLetter` first. */
  documents: () => AsyncIterable<IncomingDocument>
}

/** `body` is JSON text; a replay brings the very text of the first answer. */
export type AcceptResult =
  | { kind: 'created' | 'replayed', letterId: LetterId, body: string }
  | { kind: 'refused', problems: GatewayError[] }

/** One decision of a person about one letter. */
export interface Deciding {
  /** Name of the key's holder. */
  client: string
  idempotencyKey: string
  letterId: LetterId
  /** What was sent, unchecked. */
  input: unknown
}

/** `body` is JSON text; a replay brings the very text of the first answer. */
export type DecideResult =
  | { kind: 'decided' | 'replayed', body: string }
  | { kind: 'refused', problems: GatewayError[] }

/** What a question came to that is put in a body. */
export type Answered<Answer> =
  | { kind: 'answered', answer: Answer }
  | { kind: 'refused', problems: GatewayError[] }

/** The same, of something that may have been asked before. */
export type Asked<Answer> = Answered<Answer> | { kind: 'replayed', answer: Answer }

/** Whether this process should get requests, and what that was judged by. */
export interface Readiness {
  ready: boolean
  checks: Record<string, string>
}

/** One thing that was looked at on request of an operator. */
export interface Finding {
  check: string
  level: 'ok' | 'warning' | 'failure'
  detail: string
  /** What to do about it. */
  repair?: string
}

/** What an operator may do with the senders' own certificates, undefined for one that is not there, and may know of the recipients'. */
export interface CertificatePorts {
  list: (senders: readonly OrganizationNumber[]) => Promise<CertificateStatus[]>
  rehearse: (fingerprint: string, senders: readonly OrganizationNumber[]) => Promise<CertificateStatus | undefined>
  /** Rejects with `ERR_CERTIFICATES_…` when it is not ready. `by` is kept. */
  activate: (fingerprint: string, senders: readonly OrganizationNumber[], by: string) => Promise<CertificateStatus | undefined>
  /** The recipients' that letters met lately, the first to expire first. */
  recipients: () => Promise<RecipientCertificateStatus[]>
}

/** What a second person says of an action. */
export interface Approving {
  client: string
  /** What was sent, unchecked. */
  input: unknown
  senders: readonly OrganizationNumber[]
}

/** Actions over many letters. One that touches another sender is as if it were not there. */
export interface ActionPorts {
  preview: (input: unknown, senders: readonly OrganizationNumber[]) => Promise<Asked<Preview>>
  start: (call: Omit<Deciding, 'letterId'> & { senders: readonly OrganizationNumber[] }) => Promise<Asked<ToldAction>>
  /** The newest, at most so many; of all states unless one is given. */
  list: (senders: readonly OrganizationNumber[], state: ActionState | undefined, most: number) => Promise<ToldAction[]>
  read: (id: string, senders: readonly OrganizationNumber[]) => Promise<ToldAction | undefined>
  approve: (id: string, isApproved: boolean, call: Approving) => Promise<Asked<ToldAction> | undefined>
}

/** Pauses of hand-overs. One of another sender is as if it were not there. */
export interface PausePorts {
  /** Those in force, or those that ended in the last 30 days. */
  list: (senders: readonly OrganizationNumber[], state: PauseState) => Promise<Pause[]>
  start: (input: unknown, client: string, senders: readonly OrganizationNumber[]) => Promise<Asked<Pause>>
  end: (id: string, input: unknown, client: string, senders: readonly OrganizationNumber[]) => Promise<Asked<Pause> | undefined>
}

/** The log of all senders as a chain; ids and codes only. */
export interface AuditPorts {
  /** Numbered events after a number, at most so many. */
  entries: (after: number, limit: number) => Promise<AuditEntry[]>
  /** Computes a piece of the chain anew, from a place or from its beginning. */
  prove: (from?: AuditPlace) => Promise<AuditProof>
}

/** Everything the API can ask of the gateway. What belongs to another sender is as if it were not there. */
export interface GatewayPorts {
  /** Whose key it is; compares in constant time. */
  authenticate: (key: string) => Caller | undefined
  /** Takes a letter in, or says what is wrong with it. */
  accept: (submission: Submission) => Promise<AcceptResult>
  /** What would become of a letter; nothing is kept but that `client` asked. `input` is unchecked JSON. */
  precheck: (input: unknown, senders: readonly OrganizationNumber[], client: string) => Promise<Answered<PrecheckAnswer>>
  /** What a draft policy would have changed; nothing is kept. `input` is unchecked JSON. */
  simulatePolicy: (input: unknown, senders: readonly OrganizationNumber[]) => Promise<Answered<SimulationAnswer>>
  /** Where one letter is. */
  readLetter: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<LetterStatus | undefined>
  /** All that happened to one letter. */
  readEvents: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<LoggedEvent[] | undefined>
  /** Why one letter goes the way it goes; undefined also when nothing was decided yet. That `client` read it is logged first. */
  readDecision: (id: LetterId, senders: readonly OrganizationNumber[], client: string) => Promise<Decision | undefined>
  /** What people decided about one letter, oldest first. */
  readOverrides: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<ToldOverride[]>
  /** Takes a person's decision about one letter, or says what stands in its way. */
  decide: (call: Deciding, senders: readonly OrganizationNumber[]) => Promise<DecideResult | undefined>
  /** Holds, releases, withdraws or resends one letter. */
  act: (name: Exclude<Act, 'redirect'>, call: Deciding, senders: readonly OrganizationNumber[]) => Promise<DecideResult | undefined>
  /** Sends one letter another way, or says what stands in its way. */
  redirect: (call: Deciding, senders: readonly OrganizationNumber[]) => Promise<DecideResult | undefined>
  /** Acts on many letters. */
  actions: ActionPorts
  /** Stops and resumes hand-overs. */
  pauses: PausePorts
  /** Letters that stopped, by what stopped them. */
  readDeadLetters: (senders: readonly OrganizationNumber[]) => Promise<DeadLetterGroup[]>
  /** What one letter costs; undefined when nothing was kept of it. */
  readCost: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<LetterCost | undefined>
  /** What letters accepted from one day to another cost; both days are dates in Norway and count. */
  reportCosts: (days: { from: string, to: string }, by: CostGroup, senders: readonly OrganizationNumber[]) => Promise<CostRow[]>
  /** The letters with a caller's reference, newest first. */
  findByReference: (reference: string, senders: readonly OrganizationNumber[]) => Promise<LetterStatus[]>
  /** Events after a number, at most so many; `last` is the number to go on from. */
  readFeed: (after: number, limit: number, senders: readonly OrganizationNumber[]) => Promise<{ events: LoggedEvent[], last: number }>
  /** Proves the log. */
  audit: AuditPorts
  /** What a person has to look into, for these senders and for nobody in particular. */
  listTasks: (state: 'open' | 'closed', senders: readonly OrganizationNumber[], most: number) => Promise<Task[]>
  /** What is ahead: what waits, what was told of, the pace of late. */
  readForecast: (senders: readonly OrganizationNumber[]) => Promise<Outlook>
  /** What happened on a date in Norway; undefined when no report was written of it. */
  readReport: (day: string, senders: readonly OrganizationNumber[]) => Promise<DayReport | undefined>
  /** For the load balancer. */
  isReady: () => Promise<Readiness>
  /** For Prometheus. */
  metrics: () => Promise<{ contentType: string, text: string }>
  /** For `postbud doctor`. */
  diagnose: () => Promise<Finding[]>
  /** For `postbud certificates`. */
  certificates: CertificatePorts
}
