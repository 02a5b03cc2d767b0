// Going on with a letter at once. A round through the queue costs as much as a step, and most letters need not wait for anything between two.
import type { Step } from '../letter/letter-status.ts'
import type { CarryPorts } from './carry-ports.ts'
import type { Conclusion } from './conclusion.ts'
import type { AtStep, BareClaim, Claim } from './records.ts'

/** More than this, in bytes, is sealed in its turn: of the others many are worked on at the same time, and each is in memory. */
const mostBytes = 256 * 1024

/** A letter's next step, taken by who has it in hand. */
export interface NextStep {
  step: Extract<Step, 'seal' | 'send'>
  /** To be called when it is done. */
  leave: () => void
}

/**
 * The step that a letter's conclusion leads to, if nothing speaks against taking it at once. What waits, is large, rests on facts that must be read
 * anew, or finds its channel busy or in trouble goes outside, and has its turn like everybody else.
 */
export function nextStep (
  ports: Pick<CarryPorts, 'now' | 'onward' | 'registerMaxAgeMs'>, { letter }: Pick<Claim, 'letter'>, conclusion: Conclusion
): NextStep | undefined {
  const { move: { next }, hand } = conclusion
  const now = ports.now()
  if (ports.onward === undefined || hand === undefined || next === null || next.at > now) return undefined
  if (next.step === 'seal') return letter.documents.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytes ? { step: 'seal', leave: () => {} } : undefined
  const { attempt: { channel }, factsReadAt } = hand
  if (next.step !== 'send' || factsReadAt === undefined || now.getTime() - factsReadAt.getTime() >= ports.registerMaxAgeMs) return undefined
  const leave = ports.onward.enter(channel)
  return leave === undefined ? undefined : { step: 'send', leave }
}

/** The claim that goes with a kept letter. */
export function keptClaim (claim: Claim, { move }: Conclusion, step: Step): Claim & AtStep {
  const { state = claim.state, channel = claim.channel, failures = claim.failures, reason, at } = move
  const reasonCode: BareClaim['reasonCode'] = reason === undefined ? claim.reasonCode : reason?.code ?? null
  const since = state === claim.state ? claim.since : at
  return { letter: claim.letter, claimNo: claim.claimNo + 1, unfinishedClaims: 1, state, channel, failures, reasonCode, since, step }
}
