// After the hand-over: asking the access point until the message has left it. Receipts come by another way, see settle.ts.
import { askStatus } from './ask-status.ts'
import type { InHand } from './attempt-in-hand.ts'
import { tryAgainAt } from './back-off.ts'
import type { CarryPorts } from './carry-ports.ts'
import { hold, tryAgain, type Conclusion } from './conclusion.ts'
import type { Claim } from './records.ts'
import type { TransportStatus } from './rooms.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Channel } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Reason } from '../letter/letter-status.ts'
import { reasonOf } from '../letter/reason-sentences.ts'

const hourMs = 60 * 60 * 1000

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'random' | 'newId' | 'onUnexpected'>

/**
 * How long after the hand-over the receiver's receipt may be missing before it is told, in milliseconds. A mailbox answers within minutes, a
 * few hours at most (sdp-classic §9); print posts once a working day, and a long holiday lies between.
 */
const receiptDeadlineMs: Readonly<Record<Channel, number>> = { eboks: 24 * hourMs, digipost: 24 * hourMs, print: 7 * 24 * hourMs }

/** How long a message may stay with the access point before a person is asked, in milliseconds. */
const accessPointDeadlineMs = 72 * hourMs

/** How often the missing receipt is asked about after that, in milliseconds. */
const askAgainMs = 24 * hourMs

/**
 * Asks once how a hand-over went on. `forwarded` ends the asking, until the receipt is overdue; `failed` is proof that it did not happen, for
 * there is no receipt to wait for then (dpi-json §7, FEILET).
 *
 * A message that has not left the access point by the deadline stops for a person; a receipt lifts it. A question that fails, were it refused, says
 * nothing of the message: it is asked again, and the letter stays where the watch for missing receipts sees it.
 */
export async function followStep (ports: Ports, claim: Claim, { attempt, reason }: InHand): Promise<Conclusion> {
  const { records, now, random } = ports
  if (claim.state !== 'dispatched') return { move: { at: now(), next: null }, events: [] }
  const answer = await ask(ports, claim, attempt)
  if ('failure' in answer) return tryAgain(claim, 'follow', answer.failure, now(), random)
  const { status } = answer
  if (status === 'forwarded') return forwarded(claim, attempt, reason, now())
  if (status === 'failed') {
    const held = hold('ERR_DISPATCH_FAILED_LATER', now())
    return {
      ...held,
      events: [{ type: 'attempt.refused', data: { ordinal: attempt.ordinal, code: 'ERR_DISPATCH_FAILED_LATER' } }, ...held.events],
      within: () => records.attempts.move(attempt, 'refused')
    }
  }
  if (now().getTime() - claim.since.getTime() > accessPointDeadlineMs) return hold('ERR_QUEUE_DEADLINE', now())
  const at = tryAgainAt('status', claim.failures, now(), random)
  return { move: { at: now(), reason, failures: claim.failures + 1, next: { step: 'follow', at } }, events: [] }
}

async function ask (ports: Ports, claim: Claim, attempt: Attempt): Promise<TransportStatus | { failure: unknown }> {
  // Of a channel that cannot be asked only the receipt tells, so that is what is watched from the start.
  if (!ports.rooms.abilitiesOf(attempt.channel).canBeAsked) return { status: 'forwarded' }
  return askStatus(ports, 'follow', claim, attempt).catch((failure: unknown) => {
    if (!(failure instanceof GatewayError)) ports.onUnexpected(failure, 'follow')
    return { failure }
  })
}

/** The letter has left the access point. From here on only a receipt can tell, so its absence is watched: no end may be silent. */
function forwarded (claim: Claim, attempt: Attempt, reason: Reason, at: Date): Conclusion {
  const dueAt = new Date((attempt.handedOverAt ?? claim.since).getTime() + receiptDeadlineMs[attempt.channel])
  if (at < dueAt) {
    return { move: { at, reason, failures: 0, next: { step: 'follow', at: dueAt } }, events: [{ type: 'letter.forwarded' }] }
  }
  const missing = reasonOf('ERR_RECEIPT_MISSING')
  return {
    move: { at, reason: missing, failures: 0, next: { step: 'follow', at: new Date(at.getTime() + askAgainMs) } },
    events: claim.reasonCode === missing.code ? [] : [{ type: 'receipt.missing', data: { channel: attempt.channel } }]
  }
}
