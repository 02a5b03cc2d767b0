import type { Attempt } from '../letter/attempt.ts'
import type { Channel } from '../letter/choice.ts'
import type { EventType } from '../letter/event.ts'
import type { Receipt, ReceiptKind } from '../letter/receipt.ts'
import { attemptMayMove, mayMove, type AttemptState, type LetterState } from '../letter/states.ts'
import { isSameOrganization } from '../letter/organizations.ts'

/**
 * What an opening means for paper that follows the opened attempt: it has not left and is called off, nobody knows whether it left and the
 * channel is asked, or it has left and both are out.
 */
export type PaperFate = 'called-off' | 'asked-about' | 'crossed'

/** What a proved receipt changes. `ignore`: true, but it says nothing new. `quarantine`: proved, yet it cannot be; a person looks. */
export type Settlement =
  | { kind: 'apply', letter?: LetterState, attempt?: AttemptState, event: EventType, paper?: PaperFate }
  | { kind: 'ignore', why: string }
  | { kind: 'quarantine', why: string }

/** Receipts each process allows (dpi-json.md §1). */
const mailboxReceipts: ReadonlySet<ReceiptKind> = new Set(['delivery', 'opening', 'notification-failed', 'failure'])
const printReceipts: ReadonlySet<ReceiptKind> = new Set(['delivery', 'print-accepted', 'returned-post', 'failure'])
const expected: Readonly<Record<Channel, ReadonlySet<ReceiptKind>>> = { eboks: mailboxReceipts, digipost: mailboxReceipts, print: printReceipts }

/** Attempts that never left: a receipt for one means that our own note or somebody else's message is wrong. */
const neverSent: ReadonlySet<AttemptState> = new Set(['planned', 'sealed'])

/** States a letter has come to by proof of delivery. Nothing undoes them. */
const arrived: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned'])

/** States in which nothing of a letter is under way, so that proof of an arrival means something only of an attempt that had arrived before. */
const notUnderWay: ReadonlySet<LetterState> = new Set(['received', 'routed', 'needs_decision'])

const paperFates: Readonly<Record<AttemptState, PaperFate | undefined>> = {
  planned: 'called-off', sealed: 'called-off', handing_over: 'asked-about', uncertain: 'asked-about', handed_over: 'crossed', delivered: 'crossed',
  refused: undefined
}

/**
 * Decides what a receipt changes. Pure: order and repeats do not matter, the same receipts lead to the same state of the letter.
 *
 * Proof that a letter arrived always wins over a failure: a failure never takes a delivery back, and a late delivery lifts a letter that a
 * failure had stopped. An opening wins over everything that happens to paper ordered after the delivery.
 *
 * @param paper the attempt that follows this one, if the letter went on to paper
 */
export function settlement (receipt: Receipt, letter: LetterState, attempt: Attempt, paper?: Attempt): Settlement {
  if (!isSameOrganization(receipt.issuer, attempt.receiver)) return { kind: 'quarantine', why: 'issued by another organization than the letter went to' }
  if (!expected[attempt.channel].has(receipt.kind)) return { kind: 'quarantine', why: `${attempt.channel} gives no receipt of the kind ${receipt.kind}` }
  if (neverSent.has(attempt.state)) return { kind: 'quarantine', why: 'the attempt was never handed over' }
  switch (receipt.kind) {
    case 'delivery': return arrival('delivered', 'letter.delivered', letter, attempt)
    case 'opening': return withPaper(arrival('opened', 'letter.opened', letter, attempt), paper)
    case 'returned-post': return arrival('returned', 'letter.returned', letter, attempt)
    case 'failure': return failure(letter, attempt)
    // Side events: the letter lies in the mailbox although its owner could not be told, and print has yet to print it.
    case 'notification-failed': return { kind: 'apply', event: 'notification.failed' }
    case 'print-accepted': return { kind: 'apply', event: 'print.accepted' }
  }
}

function withPaper (settled: Settlement, paper: Attempt | undefined): Settlement {
  const fate = paper === undefined ? undefined : paperFates[paper.state]
  return fate === undefined || settled.kind !== 'apply' || settled.letter === undefined ? settled : { ...settled, paper: fate }
}

/** The three ways a receipt proves that the letter got there; each proves the hand-over with it. */
function arrival (to: 'delivered' | 'opened' | 'returned', event: EventType, letter: LetterState, attempt: Attempt): Settlement {
  const provesAttempt = attemptMayMove(attempt.state, 'delivered')
  const hadArrived = attempt.state === 'delivered'
  if (to === 'delivered' && hadArrived) return { kind: 'ignore', why: 'the attempt is delivered already' }
  // The recipient has read the letter; that a second one on paper came back is told, and changes nothing.
  const isSpare = to === 'returned' && letter === 'opened' && attempt.follows !== undefined
  if (isSpare) return { kind: 'apply', ...provesAttempt ? { attempt: 'delivered' } : {}, event: 'receipt.ignored' }
  if (mayMove(letter, to) && (hadArrived || !notUnderWay.has(letter))) {
    return { kind: 'apply', letter: to, ...provesAttempt ? { attempt: 'delivered' } : {}, event }
  }
  // The letter arrived by another attempt, and now this one did too: both facts are kept.
  if (arrived.has(letter) && provesAttempt) return { kind: 'apply', attempt: 'delivered', event: 'receipt.ignored' }
  if (arrived.has(letter)) return { kind: 'ignore', why: `the letter is ${letter} already` }
  return { kind: 'quarantine', why: `the letter is ${letter} and cannot become ${to}` }
}

/** Stops a letter on its way; says nothing to one whose attempt was refused before, and nothing that undoes an arrival. */
function failure (letter: LetterState, attempt: Attempt): Settlement {
  if (attempt.state === 'delivered') return { kind: 'quarantine', why: 'a failure cannot undo that the attempt is delivered' }
  const isPaperOfArrived = arrived.has(letter) && attempt.follows !== undefined
  if (arrived.has(letter) && !isPaperOfArrived) return { kind: 'quarantine', why: `a failure cannot undo that the letter is ${letter}` }
  if (!attemptMayMove(attempt.state, 'refused')) return { kind: 'ignore', why: `the attempt is ${attempt.state} already` }
  return letter === 'sealed' || letter === 'dispatched'
    ? { kind: 'apply', letter: 'held', attempt: 'refused', event: 'letter.held' }
    : { kind: 'apply', attempt: 'refused', event: 'attempt.refused' }
}
