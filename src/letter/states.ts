// The one transition table. The database enforces a copy of it; a test holds the two equal.

/** Where a letter is on its way. The last five end or stop it. */
export type LetterState =
  | 'received' | 'addressed' | 'routed' | 'sealed' | 'dispatched' | 'delivered' | 'opened'
  | 'returned' | 'held' | 'needs_decision' | 'undeliverable' | 'withdrawn'

/** Where one hand-over is. `uncertain` means the answer was lost: it may or may not have happened. */
export type AttemptState = 'planned' | 'sealed' | 'handing_over' | 'handed_over' | 'uncertain' | 'delivered' | 'refused'

/**
 * Every move a letter may make.
 *
 * Receipts arrive in any order, so an opening may overtake the delivery, and both may overtake our own note of the hand-over
 * (from `sealed`). A letter that stopped for a person (`held`, `needs_decision`) may go back to where it can start again, and so may one that
 * came back (`returned`), when a person sends it anew. A delivered one may go on to paper; it is opened where it was delivered, wherever the
 * paper is by then, and is delivered still when the paper is called off.
 */
export const letterMoves: Readonly<Record<LetterState, readonly LetterState[]>> = {
  received: ['addressed', 'delivered', 'opened', 'held', 'needs_decision', 'undeliverable', 'withdrawn'],
  addressed: ['routed', 'received', 'held', 'needs_decision', 'undeliverable', 'withdrawn'],
  routed: ['sealed', 'opened', 'received', 'held', 'needs_decision', 'undeliverable', 'withdrawn'],
  sealed: ['dispatched', 'delivered', 'opened', 'returned', 'received', 'held', 'needs_decision', 'undeliverable', 'withdrawn'],
  dispatched: ['delivered', 'opened', 'returned', 'received', 'held', 'needs_decision', 'undeliverable'],
  delivered: ['opened', 'returned', 'routed'],
  opened: ['returned'],
  returned: ['opened', 'received'],
  held: ['received', 'routed', 'sealed', 'dispatched', 'delivered', 'opened', 'returned', 'needs_decision', 'undeliverable', 'withdrawn'],
  needs_decision: ['received', 'routed', 'delivered', 'opened', 'held', 'undeliverable', 'withdrawn'],
  undeliverable: [],
  withdrawn: []
}

/**
 * Every move an attempt may make. A receipt proves the hand-over, so it may overtake our own note of it. Back to `sealed` only when the send
 * is known not to have left us.
 */
export const attemptMoves: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  planned: ['sealed', 'refused'],
  sealed: ['handing_over', 'planned', 'refused'],
  handing_over: ['handed_over', 'sealed', 'uncertain', 'delivered', 'refused'],
  handed_over: ['delivered', 'refused'],
  uncertain: ['handing_over', 'handed_over', 'delivered', 'refused'],
  delivered: [],
  refused: []
}

/** All states a letter can be in, in the order of its way. */
export const letterStates: readonly LetterState[] = Object.keys(letterMoves).filter((state): state is LetterState => state in letterMoves)

/** All states a hand-over can be in. */
export const attemptStates: readonly AttemptState[] = Object.keys(attemptMoves).filter((state): state is AttemptState => state in attemptMoves)

/** States in which the queue has something to do. */
export const workingStates: ReadonlySet<LetterState> = new Set(['received', 'addressed', 'routed', 'sealed', 'dispatched'])

/** States in which a person must look before anything more happens. */
export const stoppedStates: ReadonlySet<LetterState> = new Set(['held', 'needs_decision', 'undeliverable'])

/** States that are an end of the letter's way. */
export const endStates: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned', 'undeliverable', 'withdrawn'])

/** Tells whether the table allows a letter to move so. */
export function mayMove (from: LetterState, to: LetterState): boolean {
  return letterMoves[from].includes(to)
}

/** Tells whether the table allows an attempt to move so. */
export function attemptMayMove (from: AttemptState, to: AttemptState): boolean {
  return attemptMoves[from].includes(to)
}
