// The checker: three ledgers in, every broken promise out. Pure, so that each of its rules can be shown a ledger that breaks it.
import { endStates, stoppedStates, type LetterState } from '../../../src/letter/states.ts'
import type { ClientEntry } from './client.ts'
import type { AttemptRow, EventRow, Journals, LetterRow, SandboxEntry } from './journals.ts'

/** Which promise is broken. */
export type Verdict = 'lost' | 'duplicated' | 'unexpected'

/** One broken promise: which, by which rule, and whose. */
export interface Finding { verdict: Verdict, rule: string, id: string }

/** Settings of the checker. */
export interface CheckOptions {
  /** A step may be this late, in seconds, before a letter without a job counts as lost: reconciling runs each minute. */
  patienceSeconds?: number
}

type Rule = (journals: Journals, index: Index, options: CheckOptions) => Omit<Finding, 'rule'>[]

/** What the rules look things up in. */
interface Index {
  letterById: Map<string, LetterRow>
  lettersByReference: Map<string, LetterRow[]>
  posted: Map<string, ClientEntry>
  postedByDocument: Map<string, ClientEntry>
  messages: Map<string, SandboxEntry>
  attempts: Map<string, AttemptRow>
  attemptsOf: Map<string, AttemptRow[]>
  eventsOf: Map<string, EventRow[]>
}

const ended = new Set<string>([...endStates, ...stoppedStates])
const gone = new Set(['handed_over', 'delivered'])
const arrived = new Set(['delivered', 'opened', 'returned'])

const lost = (ids: string[]): Omit<Finding, 'rule'>[] => ids.map(id => ({ verdict: 'lost', id }))
const duplicated = (ids: string[]): Omit<Finding, 'rule'>[] => ids.map(id => ({ verdict: 'duplicated', id }))
const unexpected = (ids: string[]): Omit<Finding, 'rule'>[] => ids.map(id => ({ verdict: 'unexpected', id }))

/** Every rule by its name. */
export const rules: Readonly<Record<string, Rule>> = {
  'accepted but not stored': ({ client }, { letterById }) => lost(client.flatMap(({ ids }) => ids).filter(id => !letterById.has(id))),
  'neither ended nor waiting': ({ database }) => lost(database.letters
    .filter(({ state, nextStep }) => !ended.has(state) && nextStep === null).map(({ id }) => id)),
  'waiting without a job': ({ database }, _index, { patienceSeconds = 120 }) => lost(database.letters
    .filter(({ overdueSeconds, hasJob }) => !hasJob && overdueSeconds !== null && overdueSeconds > patienceSeconds).map(({ id }) => id)),
  'stored without its document': ({ database }) => lost(database.letters.filter(({ documents }) => documents === 0).map(({ id }) => id)),
  'handed over but never received': ({ database }, { messages }) => lost(database.attempts
    .filter(({ state, messageId }) => gone.has(state) && !messages.has(messageId)).map(({ letterId }) => letterId)),
  'delivered but not kept': ({ database }, { messages }) => lost(database.attempts
    .filter(({ state, messageId }) => state === 'delivered' && messages.get(messageId)?.isKept === false).map(({ letterId }) => letterId)),
  'receipt read but not stored': ({ sandbox, database }) => {
    const stored = new Set(database.receipts)
    return lost(sandbox.flatMap(({ receipts }) => receipts)
      .filter(({ readAt, receiptId }) => readAt !== undefined && !stored.has(receiptId)).map(({ receiptId }) => receiptId))
  },

  'received under two message ids': ({ sandbox }, { attempts }) => {
    // A letter that went on to paper after its delivery comes twice on purpose.
    const first = sandbox.filter(({ isKept, messageId }) => isKept && attempts.get(messageId)?.follows == null)
    return duplicated(repeated(first.flatMap(({ documents }) => documents)))
  },
  'two letters for one reference': (_journals, { lettersByReference }) =>
    duplicated([...lettersByReference].filter(([, letters]) => letters.length > 1).map(([reference]) => reference)),
  'two ids for one key': ({ client }) => duplicated(client.filter(({ ids }) => ids.length > 1).map(({ reference }) => reference)),
  'two attempts that may both have happened': (_journals, { attemptsOf }) => duplicated([...attemptsOf]
    .filter(([, all]) => all.filter(({ state, follows }) => state !== 'refused' && follows === null).length > 1).map(([id]) => id)),

  'received but not sent by us': ({ sandbox }, { attempts }) => unexpected(sandbox.filter(({ messageId }) => !attempts.has(messageId))
    .map(({ messageId }) => messageId)),
  'received but never posted': ({ sandbox }, { postedByDocument }) => unexpected(sandbox.filter(({ isKept, documents }) =>
    isKept && (documents.length === 0 || documents.some(digest => !postedByDocument.has(digest)))).map(({ messageId }) => messageId)),
  'content of another letter': ({ sandbox }, index) => unexpected(sandbox.filter(message => {
    const posted = postedFor(message, index)
    return message.isKept && posted !== undefined && !message.documents.every(digest => digest === posted.sha256)
  }).map(({ messageId }) => messageId)),
  'wrong recipient': ({ sandbox }, index) => unexpected(sandbox.filter(message => {
    const posted = postedFor(message, index)
    return message.isKept && posted !== undefined && message.addressee !== posted.addressee
  }).map(({ messageId }) => messageId)),
  'another package than was sealed': ({ sandbox }, { attempts }) => unexpected(sandbox.filter(({ messageId, fingerprint }) =>
    attempts.has(messageId) && attempts.get(messageId)?.fingerprint !== fingerprint).map(({ messageId }) => messageId)),
  'stored but never posted': ({ database }, { posted }) => unexpected(database.letters
    .filter(({ reference }) => !posted.has(reference)).map(({ id }) => id)),
  'another answer than is stored': ({ client }, { letterById }) => unexpected(client.filter(({ ids, reference }) =>
    ids.some(id => letterById.has(id) && letterById.get(id)?.reference !== reference)).map(({ reference }) => reference)),
  'impossible state': ({ database }, { attemptsOf }) => unexpected(database.letters
    .filter(letter => isImpossible(letter, attemptsOf.get(letter.id) ?? [])).map(({ id }) => id)),
  'gap between attempts': (_journals, { attemptsOf }) => unexpected([...attemptsOf]
    .filter(([, all]) => all.map(({ ordinal }) => ordinal).sort((a, b) => a - b).some((ordinal, place) => ordinal !== place + 1)).map(([id]) => id)),
  'gap in the event log': ({ database: { events } }) => unexpected(events
    .filter(({ number }, place) => number !== place + 1).slice(0, 1).map(({ number }) => `event ${number ?? 'without a number'}`)),
  'letter without its beginning in the log': ({ database }, { eventsOf }) => unexpected(database.letters
    .filter(({ id }) => eventsOf.get(id)?.filter(({ type }) => type === 'letter.received').length !== 1).map(({ id }) => id)),
  'log and letter disagree': ({ database }, { eventsOf }) => unexpected(database.letters
    .filter(({ id, state }) => isTold(state) && lastTold(eventsOf.get(id) ?? []) !== state).map(({ id }) => id)),
  'a stale write that won': (_journals, { eventsOf, attemptsOf }) => unexpected([...eventsOf]
    .filter(([id, events]) => hasDoubleStep(events, attemptsOf.get(id) ?? [])).map(([id]) => id)),
  'answered with a failure': ({ client }) => unexpected(client.filter(({ tries }) =>
    tries.some(status => status >= 500 && status !== 503)).map(({ reference }) => reference)),
  'refused although nothing is wrong with it': ({ client }) => unexpected(client.filter(({ tries, ids }) =>
    ids.length === 0 || tries.some(isWrongAnswer)).map(({ reference, tries }) => `${reference}, answered ${tries.find(isWrongAnswer) ?? tries.at(-1) ?? 'nothing'}`))
}

/** Any that blames the sender; 409 only says that its own call before is still at work. */
function isWrongAnswer (status: number): boolean {
  return status >= 400 && status < 500 && status !== 409
}

/** Holds the ledgers against each other. */
export function check (journals: Journals, options: CheckOptions = {}): Finding[] {
  const index = indexOf(journals)
  return Object.entries(rules).flatMap(([rule, find]) => find(journals, index, options).map(found => ({ ...found, rule })))
}

function indexOf ({ client, sandbox, database }: Journals): Index {
  return {
    letterById: new Map(database.letters.map(letter => [letter.id, letter])),
    lettersByReference: Map.groupBy(database.letters, ({ reference }) => reference),
    posted: new Map(client.map(entry => [entry.reference, entry])),
    postedByDocument: new Map(client.map(entry => [entry.sha256, entry])),
    messages: new Map(sandbox.map(message => [message.messageId, message])),
    attempts: new Map(database.attempts.map(attempt => [attempt.messageId, attempt])),
    attemptsOf: Map.groupBy(database.attempts, ({ letterId }) => letterId),
    eventsOf: Map.groupBy(database.events.filter(({ letterId }) => letterId !== null), ({ letterId }) => letterId ?? '')
  }
}

/** Documents that came more than once. */
function repeated (documents: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...new Set(documents.filter(digest => seen.size === seen.add(digest).size))]
}

/** What the client posted of the letter a message was sent for. */
function postedFor ({ messageId }: SandboxEntry, { attempts, letterById, posted }: Index): ClientEntry | undefined {
  const letter = letterById.get(attempts.get(messageId)?.letterId ?? '')
  return letter === undefined ? undefined : posted.get(letter.reference)
}

function isImpossible ({ state, nextStep }: LetterRow, attempts: readonly AttemptRow[]): boolean {
  const last = attempts.toSorted((a, b) => a.ordinal - b.ordinal).at(-1)
  if (gone.has(last?.state ?? '') && last?.fingerprint === null) return true
  switch (state) {
    case 'sealed': return !['sealed', 'handing_over', 'uncertain'].includes(last?.state ?? '')
    case 'dispatched': return last?.state !== 'handed_over'
    case 'held': case 'needs_decision': case 'undeliverable': case 'withdrawn': return nextStep !== null
    default: return arrived.has(state) && !attempts.some(attempt => attempt.state === 'delivered')
  }
}

/** States whose coming the log tells in an event of the same name. */
function isTold (state: string): state is LetterState {
  return ended.has(state) || state === 'sealed' || state === 'dispatched'
}

function lastTold (events: readonly EventRow[]): string | undefined {
  return events.map(({ type }) => type.replace('letter.', '')).findLast(isTold)
}

/** A step that was taken twice for one attempt: the second writer should have been fenced off. */
function hasDoubleStep (events: readonly EventRow[], attempts: readonly AttemptRow[]): boolean {
  const dispatched = events.filter(({ type }) => type === 'letter.dispatched').map(({ ordinal }) => ordinal)
  const sealed = events.filter(({ type }) => type === 'letter.sealed').length
  const rechecked = events.filter(({ type }) => type === 'letter.rechecked' || type === 'attempt.called_off').length
  return new Set(dispatched).size !== dispatched.length || sealed > attempts.length + rechecked
    || events.filter(({ type }) => type === 'letter.delivered').length > attempts.length
}
