// A letter as the promise has it: what each thing that happens may leave of it. Written from the state tables, README "The promise" and the
// fault table, and never from the code that is held to it. Time is told from outside; ids are not its business.
import { attemptMayMove, mayMove, type AttemptState, type LetterState } from '../../src/letter/states.ts'
import type { ReceiptKind } from '../../src/letter/receipt.ts'
import type { Step } from '../../src/letter/letter-status.ts'

/** What a register says of the recipient when it is asked. */
export type Register = 'mailbox' | 'reserved' | 'dead' | 'unknown' | 'down'

/** How sealing goes. */
export type Sealing = 'sealed' | 'key-away' | 'too-large'

/** What a worker hears of a hand-over. `lost`: nothing. `unavailable`, `busy`: it did not leave us. `unauthorized`: no to us, not to the message. */
export type Answer = 'taken' | 'lost' | 'unavailable' | 'busy' | 'refused' | 'unauthorized'

/** What a channel says of a message when it is asked; `down`: nothing. */
export type Asked = 'registered' | 'forwarded' | 'failed' | 'unknown' | 'down'

/** Everything outside us that one step meets; `answerToNew`: to a message that is made only now. */
export interface Meeting { register: Register, sealing: Sealing, answer: Answer, answerToNew: Answer, asked: Asked, now: number }

/** One letter. What is in `attempts` stays there. */
export interface Letter {
  readonly state: LetterState
  readonly next: Step | null
  /** Why a person must look, where an error made it stop. */
  readonly why: string | null
  readonly attempts: readonly { readonly channel: 'digipost' | 'print', readonly state: AttemptState }[]
  /** Since when it is in its state. */
  readonly since: number
  readonly factsReadAt: number
  /** A person chose paper. */
  readonly isPaperDecided: boolean
  /** Claims in a row that nothing followed. */
  readonly unfinished: number
}

const hourMs = 3_600_000
const longestWaitMs = 72 * hourMs
const factsLastMs = hourMs
const mostUnfinished = 3

/** A letter that was accepted just now. */
export function accepted (now: number): Letter {
  return { state: 'received', next: 'lookup', why: null, attempts: [], since: now, factsReadAt: 0, isPaperDecided: false, unfinished: 0 }
}

const withAttempt = (letter: Letter, state: AttemptState): Letter =>
  ({ ...letter, attempts: letter.attempts.with(-1, { channel: letter.attempts.at(-1)?.channel ?? 'digipost', state }) })

const held = (letter: Letter, why: string): Letter => ({ ...letter, state: 'held', next: null, why, unfinished: 0 })

const back = (letter: Letter): Letter => ({ ...letter, state: 'received', next: 'lookup', why: null, unfinished: 0 })

/** Waits for something outside to get well. */
const waits = (letter: Letter): Letter => ({ ...letter, unfinished: 0 })

/**
 * What a letter durably passes while a worker takes it one step: first as it was, last as it is when nothing stops the worker. A worker that
 * dies leaves one of them behind.
 */
export function stagesOf (letter: Letter, step: Step, meeting: Meeting): Letter[] {
  const begun = { ...letter, unfinished: letter.unfinished + 1 }
  if (begun.unfinished > mostUnfinished) return [letter, begun, held(begun, 'ERR_QUEUE_CRASHED')]
  return [letter, begun, ...work(begun, step, meeting)]
}

/** The stages of each step that a worker takes by one job. One who goes on carries a letter that was looked up to its hand-over. */
export function stretchOf (letter: Letter, step: Step, meeting: Meeting, goesOn: boolean): Letter[][] {
  const stages = stagesOf(letter, step, meeting)
  const [last = letter] = stages.slice(-1)
  const next = goesOn && ((step === 'lookup' && last.next === 'seal') || (step === 'seal' && last.next === 'send')) ? last.next : undefined
  return [stages, ...next === undefined ? [] : stretchOf(last, next, { ...meeting, answer: meeting.answerToNew }, true)]
}

function work (letter: Letter, step: Step, meeting: Meeting): Letter[] {
  if (step === 'lookup') return [lookUp(letter, meeting)]
  if (step === 'seal') return [seal(letter, meeting)]
  if (step === 'send') return letter.attempts.at(-1)?.state === 'sealed' ? sendFirst(letter, meeting) : resolve(letter, meeting)
  return [follow(letter, meeting)]
}

/** Where the register leads; what nobody may send to stops. */
function wayOf ({ register }: Meeting, isPaperDecided: boolean): 'digipost' | 'print' | 'needs_decision' | 'undeliverable' {
  if (register === 'dead') return 'needs_decision'
  if (register === 'unknown') return 'undeliverable'
  return register === 'reserved' || isPaperDecided ? 'print' : 'digipost'
}

function lookUp (letter: Letter, meeting: Meeting): Letter {
  if (meeting.register === 'down') return waits(letter)
  const way = wayOf(meeting, letter.isPaperDecided)
  if (way === 'needs_decision' || way === 'undeliverable') return { ...letter, state: way, next: null, unfinished: 0 }
  const attempts = [...letter.attempts, { channel: way, state: 'planned' as const }]
  return { ...letter, state: 'routed', next: 'seal', attempts, factsReadAt: meeting.now, unfinished: 0 }
}

function seal (letter: Letter, meeting: Meeting): Letter {
  if (meeting.sealing === 'key-away') return waits(letter)
  if (meeting.sealing === 'too-large') return held(letter, 'ERR_SEAL_TOO_LARGE')
  return { ...withAttempt(letter, 'sealed'), state: 'sealed', next: 'send', unfinished: 0 }
}

/** Nothing leaves on facts older than the policy allows. */
function sendFirst (letter: Letter, meeting: Meeting): Letter[] {
  if (meeting.now - letter.factsReadAt < factsLastMs) return handOver(letter, 'sealed', meeting)
  if (meeting.register === 'down') return [waits(letter)]
  const leadsTheSameWay = wayOf(meeting, letter.isPaperDecided) === letter.attempts.at(-1)?.channel
  if (!leadsTheSameWay) return [back(withAttempt(letter, 'refused'))]
  return handOver({ ...letter, factsReadAt: meeting.now }, 'sealed', meeting)
}

/** A hand-over that nobody knows the end of is asked about, and only a message the channel never heard of is sent again. */
function resolve (letter: Letter, meeting: Meeting): Letter[] {
  const doubted = withAttempt(letter, 'uncertain')
  switch (meeting.asked) {
    case 'down': return [doubted, waits(doubted)]
    case 'failed': return [doubted, held(withAttempt(doubted, 'refused'), 'ERR_DISPATCH_FAILED_LATER')]
    case 'unknown': return [doubted, ...handOver(doubted, 'uncertain', meeting)]
    default: return [doubted, dispatched(doubted)]
  }
}

const dispatched = (letter: Letter): Letter => ({ ...withAttempt(letter, 'handed_over'), state: 'dispatched', next: 'follow', unfinished: 0 })

/** @param before what the attempt goes back to when this very send is known not to have left us */
function handOver (letter: Letter, before: 'sealed' | 'uncertain', meeting: Meeting): Letter[] {
  const begun = withAttempt(letter, 'handing_over')
  const ends: Readonly<Record<Answer, () => Letter>> = {
    taken: () => dispatched(begun),
    lost: () => waits(withAttempt(begun, 'uncertain')),
    unavailable: () => waits(withAttempt(begun, before)),
    busy: () => ({ ...withAttempt(begun, before), unfinished: 0 }),
    refused: () => held(withAttempt(begun, 'refused'), 'ERR_DISPATCH_REFUSED'),
    unauthorized: () => held(withAttempt(begun, before === 'uncertain' ? before : 'refused'), 'ERR_DISPATCH_UNAUTHORIZED')
  }
  return [begun, ends[meeting.answer]()]
}

function follow (letter: Letter, meeting: Meeting): Letter {
  if (meeting.asked === 'failed') return held(withAttempt(letter, 'refused'), 'ERR_DISPATCH_FAILED_LATER')
  const isUnderWay = meeting.asked === 'registered' || meeting.asked === 'unknown'
  return isUnderWay && meeting.now - letter.since > longestWaitMs ? held(letter, 'ERR_QUEUE_DEADLINE') : waits(letter)
}

const arrived: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned'])
const nothingOut: ReadonlySet<LetterState> = new Set(['received', 'routed', 'needs_decision'])
const arrivalOf: Partial<Record<ReceiptKind, LetterState>> = { 'delivery': 'delivered', 'opening': 'opened', 'returned-post': 'returned' }
const notOf = { digipost: ['returned-post', 'print-accepted'], print: ['opening', 'notification-failed'] } as const

/** What a proved receipt for one of its attempts leaves. Proof of an arrival wins over everything; a failure undoes no arrival. */
export function settled (letter: Letter, index: number, kind: ReceiptKind): Letter {
  const attempt = letter.attempts[index]
  if (attempt === undefined || attempt.state === 'planned' || attempt.state === 'sealed') return letter
  if (notOf[attempt.channel].some(one => one === kind)) return letter
  if (kind === 'failure') return failed(letter, index)
  const to = arrivalOf[kind]
  if (to === undefined || (to === 'delivered' && attempt.state === 'delivered')) return letter
  const proved = put(letter, index, 'delivered')
  if (mayMove(letter.state, to) && (attempt.state === 'delivered' || !nothingOut.has(letter.state))) {
    return { ...proved, state: to, next: null, why: null, unfinished: 0 }
  }
  return arrived.has(letter.state) ? proved : letter
}

function put (letter: Letter, index: number, to: AttemptState): Letter {
  const attempt = letter.attempts[index]
  if (attempt === undefined || !attemptMayMove(attempt.state, to)) return letter
  return { ...letter, attempts: letter.attempts.with(index, { ...attempt, state: to }) }
}

function failed (letter: Letter, index: number): Letter {
  const state = letter.attempts[index]?.state
  if (arrived.has(letter.state) || state === 'delivered' || state === 'refused') return letter
  const stopped = put(letter, index, 'refused')
  return letter.state === 'sealed' || letter.state === 'dispatched' ? held(stopped, 'ERR_DISPATCH_FAILED_LATER') : stopped
}

const mayHaveLeft = ({ attempts }: Letter): boolean => attempts.some(({ state }) => !['planned', 'sealed', 'refused'].includes(state))

/** What a letter that has not left is called back with. */
const calledOff = (letter: Letter): Letter => mayHaveLeft(letter) || letter.attempts.length === 0 ? letter : put(letter, letter.attempts.length - 1, 'refused')

const cannotHelp: readonly (string | null)[] = ['ERR_QUEUE_DEADLINE', 'ERR_QUEUE_CRASHED', 'ERR_DISPATCH_UNAUTHORIZED']

/** What news of its recipient leaves: what has not left is decided anew, what stopped for another reason stays with its person. */
export function reconsidered (letter: Letter): Letter {
  const waitsForFacts = ['received', 'routed', 'sealed', 'needs_decision'].includes(letter.state) || (letter.state === 'held' && !cannotHelp.includes(letter.why))
  if (!waitsForFacts || mayHaveLeft(letter)) return letter
  return letter.state === 'received' ? { ...letter, unfinished: 0 } : back(calledOff(letter))
}

/** What a person's decision leaves; undefined where it is refused. */
export function decided (letter: Letter, action: 'print' | 'stop', register: Register): Letter | undefined {
  if ((letter.state !== 'held' && letter.state !== 'needs_decision') || mayHaveLeft(letter)) return undefined
  if (action === 'stop') return { ...calledOff(letter), state: 'undeliverable', next: null, why: null, unfinished: 0 }
  return ['dead', 'unknown', 'down'].includes(register) ? undefined : { ...back(calledOff(letter)), isPaperDecided: true }
}

/** What a job that the queue gave up leaves: another try, or a person where the letter was begun too often. */
export function givenUp (letter: Letter): Letter {
  return letter.unfinished >= mostUnfinished ? held(letter, 'ERR_QUEUE_CRASHED') : { ...letter, unfinished: 0 }
}
