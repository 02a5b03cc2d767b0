// What an act comes to for one letter: its move, the event that tells of it, and the end of what was prepared.
import type { Act, Obstacle } from '../letter/act.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { NewEvent } from '../letter/event.ts'
import type { Reason } from '../letter/letter-status.ts'
import { openAttempts } from './attempt-in-hand.ts'
import type { Conclusion } from './conclusion.ts'
import { firstStepAt } from './hand-over-time.ts'
import { obstacleTo, toBeSettled } from './may-act.ts'
import type { Claim, Move, Records } from './records.ts'

const say = (code: string, nb: string, nn: string, en: string): Reason => ({ code, sentence: { nb, nn, en } })

/** Why a letter stands still or is at its end when people wanted it so. */
export const actReasons = {
  hold: say('held-by-person', 'Et menneske har holdt brevet tilbake.', 'Eit menneske har halde brevet tilbake.', 'A person has put the letter on hold.'),
  withdraw: say('withdrawn-by-person', 'Et menneske har trukket brevet tilbake.', 'Eit menneske har trekt brevet tilbake.', 'A person has withdrawn the letter.')
} satisfies Partial<Record<Act, Reason>>

/** A letter and what was tried with it, as they are inside the transaction. */
export interface ActedOn {
  claim: Claim
  attempts: readonly Attempt[]
  at: Date
  /** Told with the event. No personal data. */
  told: NewEvent['data']
}

type Writes = Pick<Records, 'attempts' | 'contents'>

/**
 * What the act comes to, or what stands in its way. A redirection goes on like a resent letter; where to is for the override beside it.
 *
 * A held letter keeps what was prepared for it until it is released: then its way is decided anew, by what the registers say by then.
 */
export function actOn (records: Writes, act: Act, letter: ActedOn): Conclusion | Obstacle {
  const obstacle = obstacleTo(act, letter.claim.state, letter.attempts)
  if (obstacle !== undefined) return obstacle
  switch (act) {
    case 'hold': return held(letter)
    case 'withdraw': return withdrawn(records, letter)
    case 'release': return toBeSettled(letter.attempts) === undefined ? anew(records, letter, 'letter.released') : settling(letter)
    case 'resend': return anew(records, letter, 'letter.resent')
    case 'redirect': return anew(records, letter, 'letter.redirected')
  }
}

/** Tells what stands in the way from what an act comes to. */
export function isObstacle (result: Conclusion | Obstacle): result is Obstacle {
  return !('move' in result)
}

function held ({ claim, at, told }: ActedOn): Conclusion {
  return {
    move: { at, state: 'held', reason: actReasons.hold, failures: 0, next: null },
    events: [{ type: 'letter.held', data: { ...told, code: actReasons.hold.code, from: claim.state } }]
  }
}

function withdrawn (records: Writes, letter: ActedOn): Conclusion {
  const { claim, at, told } = letter
  return ended(records, letter, {
    move: { at, state: 'withdrawn', reason: actReasons.withdraw, failures: 0, next: null },
    events: [{ type: 'letter.withdrawn', data: { ...told, from: claim.state } }]
  })
}

/** From the first step, by fresh facts, and not before its own time. */
function anew (records: Writes, letter: ActedOn, type: 'letter.released' | 'letter.resent' | 'letter.redirected'): Conclusion {
  const { claim, at, told } = letter
  const dueFrom = firstStepAt(claim.letter, at)
  const next = { step: 'lookup' as const, at: dueFrom }
  const move: Move = { at, state: 'received', channel: null, reason: null, failures: 0, next, ...dueFrom > at && { dueFrom } }
  return ended(records, letter, { move, events: [{ type, data: { ...told, from: claim.state } }] })
}

/** A hand-over that may have happened is asked about, and nothing else: the same message, never a new one. */
function settling ({ claim, attempts, at, told }: ActedOn): Conclusion {
  const isOut = toBeSettled(attempts)?.state === 'handed_over'
  const move: Move = { at, state: isOut ? 'dispatched' : 'sealed', reason: null, failures: 0, next: { step: isOut ? 'follow' : 'send', at } }
  return { move, events: [{ type: 'letter.released', data: { ...told, from: claim.state } }] }
}

/** An attempt that has not left is over, with the package made for it. */
function ended ({ attempts, contents }: Writes, letter: ActedOn, { move, events }: Conclusion): Conclusion {
  const called = openAttempts(letter.attempts).find(({ state }) => state === 'planned' || state === 'sealed')
  if (called === undefined) return { move, events }
  return {
    move,
    events: [...events, { type: 'attempt.called_off', data: { ordinal: called.ordinal } }],
    within: async () => {
      await attempts.move(called, 'refused')
      await contents.drop([called.messageId])
    }
  }
}
