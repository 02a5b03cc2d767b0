// What actions over many letters ask of storage. store/ implements it.
import type { ActionState, Approval, BulkAct, LetterOutcome, Preview, Progress, Selection, Tried } from '../letter/act.ts'
import type { LetterId, OrganizationNumber } from '../letter/letter.ts'
import type { LetterState } from '../letter/states.ts'

/** Letters in the same state, with hand-overs that stand alike. Ids of hand-overs are only good for telling which follows which. */
export interface Survey {
  state: LetterState
  attempts: Tried[]
  letters: number
}

/** An action before it was counted. */
export type NewBulkAct = Omit<BulkAct, 'state' | 'preview' | 'approval' | 'finishedAt'>

/** The key an action came with, and keyed digests of what came with the key. */
export interface ActKey {
  key: string
  digests: Record<string, string>
}

/** Queries on actions and their letters. */
export interface BulkActs {
  /** What the letters of a selection are in, those of these senders. */
  survey: (selection: Selection, senders: readonly OrganizationNumber[]) => Promise<Survey[]>
  /**
   * Stores an action and writes its letters down, in one transaction. Undefined if the client's key is taken.
   *
   * @param weigh tells of the letters that were written down what the action will meet; when it throws, nothing is stored
   */
  insert: (action: NewBulkAct, key: ActKey, weigh: (surveys: readonly Survey[]) => Preview) => Promise<BulkAct | undefined>
  /** The action a key was used for. */
  byKey: (client: string, key: string) => Promise<{ action: BulkAct, digests: Record<string, string> } | undefined>
  /** Undefined unless every sender it touches is among these. */
  one: (id: string, senders: readonly OrganizationNumber[]) => Promise<BulkAct | undefined>
  /** Those that wait for approval or run, and then the last that ended; newest first. */
  recent: (senders: readonly OrganizationNumber[], limit: number) => Promise<BulkAct[]>
  /** All of them, or those in one state; newest first. */
  list: (senders: readonly OrganizationNumber[], state: ActionState | undefined, limit: number) => Promise<BulkAct[]>
  progress: (id: string) => Promise<Progress>
  /** Takes down what the second person said; false if the action does not wait for it any more. */
  approve: (id: string, approval: Approval) => Promise<boolean>
  /** Actions that run, oldest first. */
  running: () => Promise<BulkAct[]>
  /** Some letters of an action that have no outcome yet, and are none of `except`. */
  waiting: (id: string, limit: number, except: readonly LetterId[]) => Promise<LetterId[]>
  /** Writes what became of a letter; false if that was known. Call it in the transaction that makes it true. */
  settle: (id: string, letterId: LetterId, outcome: LetterOutcome) => Promise<boolean>
  /** Ends an action that has no letter left without an outcome; false if there is one. */
  finish: (id: string, at: Date) => Promise<boolean>
}
