// What people do with letters by hand: one of them, or all that a selection names.
import type { Attempt } from './attempt.ts'
import type { Channel, Sentence } from './choice.ts'
import type { ErrorCode } from './error-table.ts'
import type { LetterClass, LetterId, OrganizationNumber } from './letter.ts'
import type { AttemptState, LetterState } from './states.ts'

/**
 * `hold` stops a letter before its hand-over, `release` lets it go on, `withdraw` ends it, `resend` tries it anew after a hand-over that did
 * not happen or post that came back, `redirect` takes it another way than the rules chose.
 */
export type Act = 'hold' | 'release' | 'withdraw' | 'resend' | 'redirect'

/** All of them, in the order people list them. */
export const acts: readonly Act[] = ['hold', 'release', 'withdraw', 'resend', 'redirect']

/** Who asked for it, and why. Free text of people: encrypted where it is stored, never logged. */
export interface ActGrounds {
  by: string
  reason: string
}

/** What must be known of a hand-over to tell what may still be done. */
export type Tried = Pick<Attempt, 'messageId' | 'ordinal' | 'state' | 'channel' | 'follows'>

/** What stands in the way of an act: the state of the letter, or one hand-over of it. */
export interface Obstacle {
  state: LetterState
  attempt?: { ordinal: number, state: AttemptState }
}

/** An act that was done with one letter. */
export interface DoneAct extends ActGrounds {
  /** 1, 2, … within the letter. */
  ordinal: number
  act: Exclude<Act, 'redirect'>
  /** The state the letter was in. */
  from: LetterState
  /** Name of the key it came with: what is proved of who asked. */
  client: string
  at: Date
  /** The action over many letters that it was part of. */
  actionId?: string
}

/** Which letters are meant: those for which everything given holds. */
export interface Selection {
  sender?: OrganizationNumber
  class?: LetterClass
  state?: LetterState
  /** `none`: letters that have no channel. */
  channel?: Channel | 'none'
  /** A rule or an error code, as the letter's reason has it. */
  reasonCode?: string
  batch?: string
  references?: string[]
  acceptedFrom?: Date
  /** Not in it. */
  acceptedTo?: Date
}

/** What an action over many letters is to do. `channel` belongs to `redirect`, and to nothing else. */
export interface ActOrder {
  act: Act
  channel?: 'print' | 'digital'
}

/** How many letters an action can take, and what stands in the way of the others. */
export interface Preview {
  total: number
  can: number
  cannot: readonly (Obstacle & { letters: number })[]
  /** More letters than one person may act on alone. */
  needsApproval: boolean
}

/** Where an action can be. */
export const actionStates = ['waiting_approval', 'running', 'done', 'refused'] as const

/** One of them. */
export type ActionState = typeof actionStates[number]

/** What became of one letter of an action: done, something in its way, or a failure. */
export type LetterOutcome =
  | { kind: 'acted' }
  | { kind: 'skipped' | 'failed', state: LetterState | null, code: ErrorCode }

/** What was said of an action by the second person. */
export interface Approval extends ActGrounds {
  isApproved: boolean
  /** Name of the key; absent in those from before it was kept. */
  client?: string
  at: Date
}

/** An action over many letters. The letters were counted and written down when it was asked for. */
export interface BulkAct extends ActOrder, ActGrounds {
  id: string
  selection: Selection
  /** Whose letters it may touch. */
  senders: OrganizationNumber[]
  client: string
  state: ActionState
  createdAt: Date
  preview: Preview
  approval: Approval | null
  finishedAt: Date | null
}

/** How far an action has come. The four sums are the whole. */
export interface Progress {
  waiting: number
  acted: number
  skipped: readonly { state: LetterState | null, code: string, letters: number }[]
  failed: readonly { state: LetterState | null, code: string, letters: number }[]
}

/** What may be told of an action. */
export interface ToldAction extends BulkAct {
  progress: Progress
}

/** Letters that stopped for the same reason, at the same sender and channel. */
export interface DeadLetterGroup {
  state: 'held' | 'needs_decision' | 'undeliverable'
  reasonCode: string | null
  sentence: Sentence | null
  channel: Channel | null
  sender: OrganizationNumber
  letters: number
  /** Since when the first of them lies there. */
  oldestSince: Date
  /** The first few of them. */
  letterIds: readonly LetterId[]
}
