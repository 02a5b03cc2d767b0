// What the desk says where people do something, as types.
import type { Act, ActionState } from '../../letter/act.ts'

/** Where a person decides about a letter, and what people decided. */
export interface DecideMessages {
  /** The form's heading, and what is said before it. */
  form: string
  intro: string
  /** What can be decided; the choices of the form are these. */
  action: string
  choose: string
  actions: Readonly<Record<'print' | 'digital' | 'address' | 'estate-contact' | 'stop', string>>
  address: string
  addressNote: string
  name: string
  lines: string
  linesNote: string
  postalCode: string
  city: string
  countryCode: string
  countryNote: string
  reason: string
  reasonNote: string
  by: string
  until: string
  untilNote: string
  submit: string
  /** Above the form when something is wrong with it; one sentence a field. */
  errors: string
  fields: Readonly<Record<'action' | 'name' | 'lines' | 'postalCode' | 'city' | 'countryCode' | 'reason' | 'by' | 'until' | 'form', string>>
  /** Why nothing can be decided now. */
  state: (state: string) => string
  inDoubt: string
  forbidden: (rule: string) => string
  unavailable: string
  /** After it was taken. */
  taken: string
  /** What people decided. */
  decisions: string
  what: string
  why: string
  who: string
  at: string
  untilWhen: string
  always: string
  honored: (ordinal: number) => string
  notHonored: (ordinal: number) => string
}

/** Where people act by hand. What a decision's form says is said there. */
export interface HandsMessages {
  /** The acts, as commands. */
  acts: Readonly<Record<Act, string>>
  redirectTo: (where: string) => string
  /** The form on a letter's page, and what was done before. */
  actForm: string
  act: string
  doIt: string
  done: string
  from: string
  /** Beside a field that is not right, and why nothing can be done. */
  correct: (field: string) => string
  state: string
  inState: (state: string) => string
  inDoubt: (state: string, handOver: string) => string
  handOver: (ordinal: number, state: string) => string
  awaitReceipt: string
  reused: string
  settled: (state: string) => string
  samePerson: string
  countChanged: string
  /** Letters that stopped. */
  deadIntro: string
  deadNone: string
  letters: string
  oldest: string
  examples: string
  releaseAll: (letters: number) => string
  /** Actions over many letters. */
  actionsIntro: string
  actionsNone: string
  selection: string
  /** The form that selects letters, and what stands where none are. */
  many: string
  manyIntro: string
  notCounted: string
  whichLetters: string
  whichLettersNote: string
  nothingGiven: string
  batch: string
  batchNote: string
  reasonCode: string
  reasonCodeNote: string
  count: string
  reselect: string
  noneSelected: string
  /** Where a redirection leads. */
  way: string
  states: Readonly<Record<ActionState, string>>
  newAction: (act: string) => string
  order: string
  start: (act: string, letters: number) => string
  total: string
  can: string
  cannot: string
  needsApproval: string
  /** What the letters allowed when the action was asked for. */
  counted: string
  progress: string
  waiting: string
  acted: string
  skipped: string
  failed: string
  outcomes: string
  approval: string
  approvalIntro: string
  approve: string
  refuse: string
  approvedBy: string
  refusedBy: string
  /** Pauses. */
  pausesNone: string
  pause: string
  pauseIntro: string
  pauseUntil: string
  pauseUntilNote: string
  resume: string
  which: string
  scope: string
  everything: string
  byChannel: string
  untilResumed: string
  pausesEnded: string
  ended: string
  endedBy: string
  endedWhy: string
  timeUp: string
}

/** All texts of one language about what people do by hand. */
export interface HandsPart {
  decide: DecideMessages
  hands: HandsMessages
}
