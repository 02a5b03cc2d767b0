// After the hand-over: asking the access point until the message has left it. Receipts come by another way, see settle.ts.
import { attemptInHand } from './attempt-in-hand.ts'
import type { CarryPorts } from './carry-ports.ts'
import { deadlineMs, hold, tryAgainAt, type Conclusion } from './conclusion.ts'
import type { Claim } from './records.ts'

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'random'>

/**
 * Asks once how a hand-over went on. `forwarded` ends the asking; `failed` is proof that it did not happen, for there is no receipt to wait
 * for then (dpi-json §7, FEILET). A message that has not left the access point by the deadline stops for a person; a receipt lifts it.
 */
export async function followStep (ports: Ports, claim: Claim): Promise<Conclusion> {
  const { records, rooms, now, random } = ports
  const { attempt, reason } = await attemptInHand(records, claim.letter.id)
  if (claim.state !== 'dispatched') return { move: { at: now(), next: null }, events: [] }
  const { status } = await rooms.follow(attempt, claim.letter.sender)
  if (status === 'forwarded') return { move: { at: now(), reason, failures: 0, next: null }, events: [{ type: 'letter.forwarded' }] }
  if (status === 'failed') {
    const held = hold('ERR_DISPATCH_FAILED_LATER', now())
    return {
      ...held,
      events: [{ type: 'attempt.refused', data: { ordinal: attempt.ordinal, code: 'ERR_DISPATCH_FAILED_LATER' } }, ...held.events],
      within: () => records.attempts.move(attempt, 'refused')
    }
  }
  if (now().getTime() - claim.since.getTime() > deadlineMs) return hold('ERR_QUEUE_DEADLINE', now())
  const at = tryAgainAt(claim.failures, now(), random)
  return { move: { at: now(), reason, failures: claim.failures + 1, next: { step: 'follow', at } }, events: [] }
}
