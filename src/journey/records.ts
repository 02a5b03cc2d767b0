// What the journey asks of storage. store/ implements it; nothing here knows of SQL.
import type { ActGrounds, DoneAct } from '../letter/act.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Channel, Decision } from '../letter/choice.ts'
import type { NewEvent } from '../letter/event.ts'
import type { Letter, LetterId, NationalIdentityNumber, OrganizationNumber, PostalAddress } from '../letter/letter.ts'
import type { Reason, Step } from '../letter/letter-status.ts'
import type { Pause } from '../letter/pause.ts'
import type { NewOverride, Override } from '../letter/override.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { AttemptState, LetterState } from '../letter/states.ts'
import type { Costs } from './costs.ts'
import type { Receipts } from './receipt-records.ts'

/** A letter taken by one worker, as far as no key is needed to know it. */
export interface BareClaim {
  letter: Pick<Letter, 'id'>
  state: LetterState
  channel: Channel | null
  /** Every write of the claimer names it; a newer claim makes those writes fail. */
  claimNo: number
  /** Claims in a row that no move followed and that were not taken back, this one among them. More than one tells of workers that died. */
  unfinishedClaims: number
  /** Failures in a row at the present step. */
  failures: number
  /** The reason shown so far, so that the same one is not told twice. */
  reasonCode: string | null
  /** Since when the letter is in its state and may go on. */
  since: Date
}

/** A letter taken by one worker. */
export interface Claim extends BareClaim {
  letter: Letter
}

/** A letter that somebody was told of: the queue, of one round, or whoever looks after what the queue lost. */
export interface Called {
  letterId: LetterId
  /** The round it was let into the queue for, if that is known. */
  round?: number
}

/** What a letter waits for. */
export interface AtStep {
  step: Step
}

/** Letters taken together. */
export interface Claims {
  claims: (Claim & AtStep)[]
  /** Taken too, but their details cannot be opened: they can only be moved. */
  unreadable: (BareClaim & AtStep)[]
}

/** What a claim changes. What is left out stays as it is. */
export interface Move {
  at: Date
  /** A state the letter passes on its way to `state`, in the same transaction. */
  through?: LetterState
  state?: LetterState
  /** Null takes the channel away. */
  channel?: Channel | null
  /** Null takes the reason away. */
  reason?: Reason | null
  failures?: number
  /** Nothing was done with the letter: its claim counts neither as finished nor as begun. */
  isUntouched?: boolean
  /** The claimer goes on with the letter: it is claimed anew, under the next number, and stays inside the queue in its present round. */
  isKept?: boolean
  /** The letter waits until then because it shall, not because anything fails: it is not late, and no patience runs. */
  dueFrom?: Date
  next: { step: Step, at: Date } | null
}

/** Queries on the letter table. */
export interface Letters {
  /** Makes the key everything of a new letter is encrypted under, before its documents arrive. */
  begin: (id: LetterId) => void
  /** Says that a begun letter is stored now, or never will be. */
  end: (id: LetterId) => void
  /** Stores a begun letter as received, waiting for its first step. */
  insert: (letter: Letter, next: Step) => Promise<void>
  /**
   * Takes those of the letters that wait for this step, or that are further in the very round they are called for: whoever went on with one of
   * those has died of it. Raises each claim number. The others are left alone.
   */
  claim: (called: readonly Called[], step: Step, now: Date) => Promise<Claims>
  /**
   * Takes one letter whatever it waits for, because proof about it came in from outside, and keeps others from writing to it until the
   * surrounding transaction ends. A worker that holds it becomes stale only if the letter is then moved.
   */
  lock: (id: LetterId) => Promise<Claim>
  /**
   * Makes sure, until the surrounding transaction ends, that the claim still holds. For writes that do not move the letter itself.
   *
   * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` if the letter was claimed again since
   */
  hold: (claim: Claim) => Promise<void>
  /**
   * The same for a claim that is about to hand over, and tells whether it may: false if the letter is paused.
   *
   * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` if the letter was claimed again since
   */
  holdToSend: (claim: Claim, now: Date) => Promise<boolean>
  /**
   * Has a claim count as never begun, because its worker lives, though it could not write what the letter came to. The letter stays claimed, and
   * its job comes back by itself. Nothing happens if the letter was claimed again since.
   */
  uncount: (claim: BareClaim) => Promise<void>
  /**
   * Writes a move of a claimed letter, which spends the claim. With it comes a new round: from now on the letter waits outside the queue, unless
   * the move says that it is kept.
   *
   * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` if the letter was claimed again since; nothing is changed then
   * @throws {GatewayError} `ERR_STORE_MOVE` if the transition table does not allow it
   */
  advance: (claim: BareClaim, move: Move) => Promise<void>
}

/** What an attempt may change besides its state. */
export interface AttemptChange {
  fingerprint?: string
  packageBytes?: number
  signedBy?: string
  handedOverAt?: Date
}

/** Queries on the attempt table. Writes belong in a transaction that also advances the letter, which is where the claim is checked. */
export interface Attempts {
  /**
   * @throws an error of the database if the letter already has an attempt that is not refused, unless the new one `follows` it
   * @throws {GatewayError} `ERR_STORE_MOVE` if it follows one that is not delivered
   */
  insert: (attempt: Attempt) => Promise<void>
  /** All attempts of a letter, in order. */
  ofLetter: (letterId: LetterId) => Promise<Attempt[]>
  /** All attempts of each of the letters, in order. */
  ofLetters: (letterIds: readonly LetterId[]) => Promise<Map<LetterId, Attempt[]>>
  /** The attempt a receipt answers. */
  byConversation: (conversationId: string) => Promise<Attempt | undefined>
  /**
   * Moves an attempt on.
   *
   * @throws {GatewayError} `ERR_STORE_MOVE` if it is no longer in the state it was read in, or the table does not allow the move
   */
  move: (attempt: Attempt, to: AttemptState, change?: AttemptChange) => Promise<void>
}

/** Queries on the decision table. */
export interface Decisions {
  /** Adds a decision; earlier ones stay. */
  insert: (letterId: LetterId, decision: Decision, facts: RecipientFacts, at: Date) => Promise<void>
  /** The decision in force, or undefined before there is one. */
  latest: (letterId: LetterId) => Promise<Decision | undefined>
  /** Those in force for each of the letters that has one, opened when asked for: one that cannot be opened must not keep the others away. */
  latestOf: (letterIds: readonly LetterId[]) => Promise<Map<LetterId, () => Promise<Decision>>>
  /** The facts it was made from. */
  latestFacts: (letterId: LetterId) => Promise<RecipientFacts | undefined>
  /**
   * Those of the letters whose sealed attempt rests on facts read at this moment or before; at whatever moment, if it is null. One with an
   * attempt in any other state is left out.
   */
  toReread: (letterIds: readonly LetterId[], readUntil: Date | null) => Promise<Set<LetterId>>
}

/** Queries on the override table. */
export interface Overrides {
  /** Adds a decision of a person and gives it its ordinal; earlier ones stay. */
  insert: (letterId: LetterId, override: NewOverride) => Promise<Override>
  /** The last one, unless its time is up; undefined when people decided nothing. */
  inForce: (letterId: LetterId, now: Date) => Promise<Override | undefined>
  /** All of a letter, in order. */
  ofLetter: (letterId: LetterId) => Promise<Override[]>
}

/** Queries on what people did with letters by hand. A redirection is an override, and stands there. */
export interface Acts {
  /** Adds an act and gives it its ordinal. Who and why of one that was part of an action stand with the action. */
  insert: (letterId: LetterId, act: Omit<DoneAct, 'ordinal'>) => Promise<DoneAct>
  /** All of a letter, in order. */
  ofLetter: (letterId: LetterId) => Promise<DoneAct[]>
}

/** What is kept of a hand-over on paper when the letter itself is gone. */
export interface Tombstone {
  conversationId: string
  letterId: LetterId
  sender: OrganizationNumber
  /** Whose receipts count. */
  receiver: OrganizationNumber
  reference: string
  /** As `returnedAddresses.keyOf` gives it; absent for a letter to no person. */
  addressKey?: string
  handedOverAt: Date
}

/** Queries on the tombstone table. */
export interface Tombstones {
  /** Adds one; a repeat changes nothing. */
  insert: (tombstone: Tombstone) => Promise<void>
  byConversation: (conversationId: string) => Promise<Tombstone | undefined>
}

/** Addresses that post to a person came back from. Only keyed digests are stored. */
export interface ReturnedAddresses {
  /** The key of a person with an address; the same however the address is spaced or capitalized. */
  keyOf: (person: NationalIdentityNumber, address: PostalAddress) => string
  add: (key: string, at: Date) => Promise<void>
  /** Those of the keys that post came back from. */
  among: (keys: readonly string[]) => Promise<Set<string>>
}

/** What is stored: a letter's document, or the sealed package of an attempt (whose id is then the message id). */
export interface ContentKey {
  id: string
  letterId: string
  kind: 'document' | 'package'
  /** The document's number in the letter, or the attempt's for a package. */
  number: number
}

/** Content storage, encrypted under each letter's own key. */
export interface Contents {
  /**
   * Stores a stream under an id, replacing what an earlier, unfinished try left there. Not visible to anyone until linked.
   *
   * @param claimNo the claim it is staged under; 0 before there is one
   * @throws {GatewayError} `ERR_STORE_STALE_CLAIM` if the id is linked already, or staged under a newer claim
   */
  stage: (key: ContentKey, stream: AsyncIterable<Uint8Array>, now: Date, claimNo?: number) => Promise<{ bytes: number }>
  /**
   * Makes everything staged for these ids part of the letter. Call it in the accepting transaction.
   *
   * @param claimNo only what was staged under this claim counts; 0 before there is one
   * @throws {RangeError} if some of it is not stored any more; the transaction must not commit then
   */
  link: (ids: readonly string[], now: Date, claimNo?: number) => Promise<void>
  /** Ids of a letter's documents, by document number. */
  documentsOf: (letterId: LetterId) => Promise<Map<number, string>>
  /**
   * Streams linked or staged content from its start.
   *
   * @param chunks `passing`: one of 65 536 bytes or more is gone when the next is asked for, which spares memory. Default `kept`.
   * @throws {RangeError} if it, or what is left of it, is not stored any more
   */
  read: (key: ContentKey, chunks?: 'kept' | 'passing') => AsyncIterable<Uint8Array>
  /** Removes what was staged under these ids and never linked. What is part of a letter stays, whoever asks. */
  discard: (ids: readonly string[]) => Promise<void>
  /** Removes content at once, linked or not. */
  drop: (ids: readonly string[]) => Promise<void>
  /** Removes what was staged before a moment and never linked; tells how many. */
  sweep: (stagedBefore: Date) => Promise<number>
}

/** Names one key of one client. */
export interface KeyOwner {
  /** The client's name, so that two clients may use the same key; where a person orders something, with the kind of order and a slash before it. */
  owner: string
  key: string
}

/** What is known of a key. */
export type Reservation =
  | { kind: 'ours' }
  | { kind: 'in-flight' }
  | { kind: 'answered', letterId: LetterId, digests: Record<string, string>, body: string }

/** Queries on the idempotency table. */
export interface Idempotency {
  /**
   * Takes the key for `holder` until a moment, or prolongs its hold, unless the key is answered or another holds it. A holder that died is
   * replaced when its time is up.
   */
  reserve: (key: KeyOwner, letterId: LetterId, holder: string, now: Date, until: Date) => Promise<Reservation>
  /** Keeps the first answer, in the accepting transaction. False if another took the key over: then nothing may be accepted. */
  answer: (key: KeyOwner, letterId: LetterId, holder: string, digests: Record<string, string>, body: string) => Promise<boolean>
  /** Lets go of a key whose letter was refused. */
  release: (key: KeyOwner, holder: string) => Promise<void>
}

/** Queries on the pause table. */
export interface Pauses {
  insert: (pause: Pause) => Promise<void>
  /** A channel asks to be left alone until a moment. Its former wish is prolonged, never shortened; `id` is for one that is new. */
  leaveAlone: (id: string, channel: Channel, until: Date, reason: string, now: Date) => Promise<void>
  /** Those not ended and not over. */
  inForce: (now: Date) => Promise<Pause[]>
  /** Those that ended between two moments, the last to end first. */
  ended: (from: Date, to: Date) => Promise<Pause[]>
  /** Ends one; false if there is none of that id in force. */
  end: (id: string, grounds: ActGrounds, now: Date) => Promise<boolean>
}

/** All of storage. */
export interface Records {
  /** Everything awaited in `work` commits or rolls back together, acknowledged jobs too. */
  transaction: <T> (work: () => Promise<T>) => Promise<T>
  /**
   * The same, in one transaction with the work of other letters: for what ends a step of one letter, and checks its claim before it writes. Row
   * locks keep nobody of one transaction apart, so the claim must: work that takes a letter by its lock goes `inTurn`. The work touches nothing but
   * records and jobs, and is through with all of it when it resolves or rejects; it may run twice. One that rejects with `ERR_STORE_STALE_CLAIM`
   * has written nothing, and does not hold up the others.
   */
  shared: <T> (work: () => Promise<T>) => Promise<T>
  /**
   * The same for work that takes a letter by its lock, in one transaction with nothing but its like: that of one letter, which `turn` names, goes
   * one after the other. Where one rejects, all of them are rolled back and each is done alone.
   */
  inTurn: <T> (turn: string, work: () => Promise<T>) => Promise<T>
  letters: Letters
  attempts: Attempts
  decisions: Decisions
  overrides: Overrides
  acts: Acts
  tombstones: Tombstones
  returnedAddresses: ReturnedAddresses
  contents: Contents
  receipts: Receipts
  idempotency: Idempotency
  pauses: Pauses
  costs: Costs
  /** Adds to the log, in the transaction that makes it true. */
  log: (event: NewEvent) => Promise<void>
}
