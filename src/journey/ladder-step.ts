// The step after delivery: whether a letter that lies unopened in a mailbox goes on to paper, and what became of paper that crossed an opening.
import type { Attempt } from '../letter/attempt.ts'
import type { PrintChoice } from '../letter/choice.ts'
import { totalOf, toOre } from '../letter/cost.ts'
import type { NewEvent } from '../letter/event.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { wayOf } from '../route/forecast.ts'
import { ladderReasons } from '../route/instead-of-mailbox.ts'
import { accessAt } from '../route/ladder.ts'
import { reasonOf, silent, toRouted, type Addressees } from './address-step.ts'
import { deliveredOf } from './attempt-in-hand.ts'
import { callOff } from './call-off.ts'
import type { CarryPorts } from './carry-ports.ts'
import { tryAgainAt } from './back-off.ts'
import { staysDelivered, type Conclusion } from './conclusion.ts'
import { decisionFor } from './decision-for.ts'
import { rungOf, type DatedRung } from './follow-up.ts'
import type { Claim, Move } from './records.ts'

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId' | 'random'>

/**
 * Takes a delivered letter to paper when its time has come: a second attempt, linked to the first. Everything is asked anew: the policy, the
 * receipts, the registers. What the rules or the sender's ceiling stop stays delivered, with the reason.
 */
export async function ladderStep (ports: Ports, claim: Claim, addressees?: Addressees): Promise<Conclusion> {
  const attempts = await ports.records.attempts.ofLetter(claim.letter.id)
  if (claim.state === 'opened') return crossing(ports, claim, attempts.at(-1))
  const delivered = claim.state === 'delivered' ? climber(attempts) : undefined
  const rung = delivered === undefined ? undefined : await rungOf(ports, claim.letter, delivered, claim.since)
  if (delivered === undefined || rung === undefined) return rests(ports)
  if (rung.at > inAMoment(ports.now())) return rests(ports, { step: 'ladder', at: rung.at })
  const facts = addressees?.(claim.letter) ?? silent()
  if (facts instanceof GatewayError) throw facts
  const decision = await decisionFor(ports, claim.letter, facts, true)
  if (decision.choice.kind !== 'print') return staysDelivered(reasonOf(decision), ports.now())
  const stop = overCeiling(ports, claim, decision.choice)
  if (stop !== undefined) return stop
  const routed = toRouted(ports, claim, { decision, choice: decision.choice, facts, earlier: attempts })
  return { ...routed, events: [...tellPrint(claim, delivered, rung), ...routed.events] }
}

/** A job may fire a little early where two clocks differ. */
function inAMoment (now: Date): Date {
  return new Date(now.getTime() + 5_000)
}

function rests ({ now }: Ports, next: Move['next'] = null): Conclusion {
  return { move: { at: now(), reason: null, failures: 0, next }, events: [] }
}

/** The attempt to follow up: delivered by a mailbox, and not followed by another yet. */
function climber (attempts: readonly Attempt[]): Attempt | undefined {
  const delivered = deliveredOf(attempts)
  return delivered?.channel === 'print' || attempts.some(({ follows }) => follows === delivered?.messageId) ? undefined : delivered
}

/** A sender's limit that cannot be held against a price is held. */
function overCeiling ({ rooms, now }: Ports, { letter }: Claim, choice: PrintChoice): Conclusion | undefined {
  const maxCostOre = rooms.ladderOf(letter)?.maxCostOre
  if (maxCostOre === undefined) return undefined
  const forecast = rooms.pricing.forecast(letter, wayOf(choice), now())
  if (forecast === undefined) return staysDelivered(ladderReasons.noPrice, now(), { data: { maxCostOre } })
  const milliOre = totalOf(forecast.lines)
  return milliOre <= maxCostOre * 1000 ? undefined : staysDelivered(ladderReasons.cost, now(), { data: { maxCostOre, costOre: toOre(milliOre) } })
}

/** From here on the case system cannot rely on the mailbox alone. */
function tellPrint ({ letter }: Claim, { ordinal }: Attempt, { why, deliveredAt }: DatedRung): Conclusion['events'] {
  const data: NewEvent['data'] = { why, ordinal }
  return [
    { type: 'access.disputed', data: { ...data, accessAt: accessAt(letter, deliveredAt).toISOString() } },
    { type: 'ladder.print', data }
  ]
}

/** A message the channel has not heard of so long after its letter was opened was never handed over, in milliseconds. */
const neverLeftAfterMs = 60 * 60 * 1000

/**
 * The letter was opened while its paper was being handed over, and nobody knew whether it went. It is asked about, never sent again: either
 * the paper is out and both facts are told, or it is proved not to be.
 */
async function crossing (ports: Ports, claim: Claim, paper: Attempt | undefined): Promise<Conclusion> {
  const { records, rooms, now } = ports
  if (paper?.follows === undefined || paper.state === 'refused') return rests(ports)
  const crossed: Conclusion = { ...rests(ports), events: [{ type: 'ladder.crossed', data: { ordinal: paper.ordinal } }] }
  // Its own receipt was faster than we.
  if (paper.state === 'delivered') return crossed
  const { status } = await rooms.follow(paper, claim.letter.sender)
  const isNever = status === 'failed' || (status === 'unknown' && now().getTime() - claim.since.getTime() > neverLeftAfterMs)
  if (isNever) return { ...rests(ports), ...callOff(records, paper) }
  if (status === 'unknown') return stillInDoubt(ports, claim, paper)
  return { ...crossed, within: () => records.attempts.move(paper, 'handed_over', { handedOverAt: now() }) }
}

function stillInDoubt ({ records, now, random }: Ports, claim: Claim, paper: Attempt): Conclusion {
  const move: Move = { at: now(), failures: claim.failures + 1, next: { step: 'ladder', at: tryAgainAt('register', claim.failures, now(), random) } }
  if (paper.state === 'uncertain') return { move, events: [] }
  return { move, events: [{ type: 'attempt.uncertain', data: { ordinal: paper.ordinal } }], within: () => records.attempts.move(paper, 'uncertain') }
}
