// The whole path of a letter on one screen: accept it, carry it, settle what comes back.
import { accept, type AcceptPorts, type AcceptResult, type Submission } from './journey/accept.ts'
import { carry, type Rest } from './journey/carry.ts'
import type { CarryPorts } from './journey/carry-ports.ts'
import type { Ticket } from './journey/conclusion.ts'
import { act } from './journey/act.ts'
import { decide, type DecideAs } from './journey/decide.ts'
import type { CallResult, LetterCall } from './journey/once.ts'
import type { ParkedPlace } from './journey/receipt-records.ts'
import { settle, settleParked, type ParkedRun, type Settled } from './journey/settle.ts'
import type { Act } from './letter/act.ts'
import type { Step } from './letter/letter-status.ts'

/** Everything the journey is made of. */
export type JourneyPorts = AcceptPorts & CarryPorts

/**
 * A letter's way:
 *
 * ```text
 * accept   request -> checked, stored, committed                                        received
 * carry    lookup  -> registers asked, route chosen, attempt planned          addressed, routed
 *          seal    -> package made once and stored                                        sealed
 *          send    -> handed over, or asked about when in doubt                       dispatched
 *          follow  -> asked about until the access point has passed it on
 * decide   person  -> what the rules left to people            received, undeliverable
 * act      person  -> held, released, withdrawn, sent anew    held, received, withdrawn
 * settle   receipt -> proved, put away, applied              delivered, opened, returned or held
 * ```
 *
 * Each step ends in one transaction: letter, event and finished job together. From lookup to send a letter goes in one job, where nothing speaks
 * against it; see journey/next-step.ts.
 */
export interface Journey {
  accept: (submission: Submission) => Promise<AcceptResult>
  decide: (call: LetterCall, as?: DecideAs) => Promise<CallResult>
  act: (name: Exclude<Act, 'redirect'>, call: LetterCall) => Promise<CallResult>
  carry: (step: Step, tickets: readonly Ticket[], stopping?: AbortSignal) => Promise<Rest>
  settle: (raw: string) => Promise<Settled>
  settleParked: (most: number, after?: ParkedPlace) => Promise<ParkedRun>
}

/** Joins the three parts over the same ports. */
export function createJourney (ports: JourneyPorts): Journey {
  return {
    accept: submission => accept(ports, submission),
    decide: (call, as) => decide(ports, call, as),
    act: (name, call) => act(ports, name, call),
    carry: (step, tickets, stopping) => carry(ports, step, tickets, stopping),
    settle: raw => settle(ports, raw),
    settleParked: (most, after) => settleParked(ports, most, after)
  }
}
