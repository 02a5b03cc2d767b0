// The third step: the hand-over. The message id was stored before the first send, and doubt about a send is a state of its own.
import type { Attempt } from '../letter/attempt.ts'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'
import type { Outcome } from '../letter/outcome.ts'
import { saidOf } from '../letter/said.ts'
import type { AttemptState } from '../letter/states.ts'
import { askStatus } from './ask-status.ts'
import type { InHand } from './attempt-in-hand.ts'
import type { CarryPorts } from './carry-ports.ts'
import { afterFailure, allOf, hold, wait, type Conclusion } from './conclusion.ts'
import { decisionFor } from './decision-for.ts'
import { backToLookup } from './recheck.ts'
import { leaveAlone } from './leave-alone.ts'
import type { Claim } from './records.ts'
import { putOff, waitingOf, type Waiting } from './hand-over-time.ts'
import { leadsTheSameWay, type Reread } from './reread.ts'
import { leaveTombstone } from './returned-post.ts'

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'random' | 'newId' | 'onUnexpected' | 'onHandedOver'>

/** The first question to the access point comes this long after the hand-over, in milliseconds. */
const followAfterMs = 1_000

/**
 * Hands an attempt over, or finds out that it was handed over before.
 *
 * An attempt that is found in `handing_over` was left there by a process that died: nobody knows whether it went, so it is `uncertain`. The
 * channel is asked for the message id first; only when it has never heard of it is the same message sent again. A channel that can do only one
 * of the two does that one, and where it can do neither the letter stops for a person. Nothing is sent before the letter's own time or in quiet
 * hours; asking is no sending.
 *
 * @param reread gives facts for the letters that must not be sent for the first time on what was read before
 */
export async function sendStep (ports: Ports, claim: Claim, hand: InHand, reread?: Reread): Promise<Conclusion> {
  const waiting = waitingOf(ports.rooms, claim.letter, hand.attempt.channel, ports.now())
  if (waiting !== undefined && hand.attempt.state === 'sealed') return putOff(waiting, ports.now())
  if (hand.attempt.state === 'sealed') return sendFirst(ports, claim, hand, reread)
  const attempt = await doubt(ports, claim, hand.attempt)
  return settleDoubt(ports, claim, { ...hand, attempt }, waiting)
}

/** Asks, then repeats, as far as the channel can do either. Never a new message: it might be a second letter. */
async function settleDoubt (ports: Ports, claim: Claim, hand: InHand, waiting?: Waiting): Promise<Conclusion> {
  const { canBeAsked, recognizesRepeats } = ports.rooms.abilitiesOf(hand.attempt.channel)
  const { status } = canBeAsked ? await askStatus(ports, 'send', claim, hand.attempt) : { status: 'unknown' as const }
  if (status === 'registered' || status === 'forwarded') return handedOver(ports, claim, hand)
  if (status === 'failed') return refused(ports, hand.attempt, new GatewayError('ERR_DISPATCH_FAILED_LATER', 'Cannot deliver: the access point gave up'))
  if (recognizesRepeats) return waiting === undefined ? send(ports, claim, hand) : putOff(waiting, ports.now())
  if (!canBeAsked) return hold('ERR_DISPATCH_UNRESOLVED', ports.now())
  // It may hear of it yet. Until then it is asked again, as long as the letter's time lasts.
  const unheard = new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell whether the message was handed over: the channel has not heard of it yet')
  return afterFailure(claim, 'send', unheard, ports.now(), ports.random)
}

/**
 * Sends what was prepared, if the package bears the certificate we sign with now and the recipient's facts, where they were read anew, still lead
 * to it. Otherwise it is called off, and the letter's way is decided anew: receivers demand one certificate on package and message, and what was
 * signed with one that was taken back since must not leave. Registers that do not answer make it wait: nothing goes on facts older than the policy
 * allows.
 */
async function sendFirst (ports: Ports, claim: Claim, hand: InHand, reread?: Reread): Promise<Conclusion> {
  const { records, rooms, now } = ports
  const { signedBy } = hand.attempt
  const isOfAnother = signedBy !== undefined && signedBy !== await rooms.signsWith(claim.letter.sender)
  if (isOfAnother) return backToLookup(records, claim, hand.attempt, 'certificate', now())
  const facts = await reread?.(claim.letter)
  if (facts === undefined) return send(ports, claim, hand)
  if (facts instanceof GatewayError) throw facts
  const decision = await decisionFor(ports, claim.letter, facts, hand.isOnPaper)
  if (!leadsTheSameWay(decision, hand.choice)) return backToLookup(records, claim, hand.attempt, 'reread', now())
  const reason = { code: decision.rule, sentence: decision.sentence }
  return send(ports, claim, { ...hand, reason }, () => records.decisions.insert(claim.letter.id, decision, facts, now()))
}

/** Writes the doubt down before anything else is done. */
async function doubt ({ records, now }: Ports, claim: Claim, attempt: Attempt): Promise<Attempt> {
  if (attempt.state !== 'handing_over') return attempt
  await records.transaction(async () => {
    await records.letters.hold(claim)
    await records.attempts.move(attempt, 'uncertain')
    await records.log({ letterId: attempt.letterId, type: 'attempt.uncertain', at: now(), data: { ordinal: attempt.ordinal } })
  })
  return { ...attempt, state: 'uncertain' }
}

async function send (ports: Ports, claim: Claim, hand: InHand, keep?: () => Promise<void>): Promise<Conclusion> {
  const { records } = ports
  const { attempt, choice } = hand
  const mayGo = await records.shared(async () => {
    if (!await records.letters.holdToSend(claim, ports.now())) return false
    await keep?.()
    await allOf([records.attempts.move(attempt, 'handing_over'), leaveTombstone(records, claim.letter, hand, ports.now())])
    return true
  })
  if (!mayGo) return paused(ports.now())
  const current: Attempt = { ...attempt, state: 'handing_over' }
  const outcome = await ports.rooms.handOver({
    attempt: current,
    isRepeat: claim.failures > 0,
    sender: claim.letter.sender,
    packageBytes: attempt.packageBytes ?? 0,
    openPackage: () => hand.packed === undefined
      ? records.contents.read({ id: attempt.messageId, letterId: claim.letter.id, kind: 'package', number: attempt.ordinal })
      : whole(hand.packed),
    signMessage: accessToken => ports.rooms.signMessage({ letter: claim.letter, choice, attempt: current, accessToken })
  }).catch((error: unknown): Outcome => ({
    kind: 'retry', error: toGatewayError(error, 'ERR_DISPATCH_UNCERTAIN', 'Cannot tell whether the letter was handed over: an unexpected failure')
  }))
  if (outcome.kind === 'retry') await leaveAlone(ports, 'send', attempt.channel, outcome.error)
  return afterHandOver(ports, claim, { ...hand, attempt: current, before: attempt.state === 'uncertain' ? 'uncertain' : 'sealed' }, outcome)
}

async function* whole (bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes)
}

/** Sending is stopped for the letter. It waits outside the queue until it is let in again, and nothing counts as tried. */
function paused (at: Date): Conclusion {
  return { move: { at, isUntouched: true, next: { step: 'send', at } }, events: [] }
}

/** One send. Where the attempt was in doubt before it, a send that never left us proves nothing of the earlier one: the doubt stays. */
interface Send extends InHand {
  before: Extract<AttemptState, 'sealed' | 'uncertain'>
}

function afterHandOver (ports: Ports, claim: Claim, sent: Send, outcome: Outcome): Conclusion {
  const { attempt, before } = sent
  switch (outcome.kind) {
    case 'done': return handedOver(ports, claim, sent)
    // Only the channel's own no to this very message is proof about an earlier send, too.
    case 'stop': return before === 'uncertain' && outcome.error.code !== 'ERR_DISPATCH_REFUSED'
      ? { ...hold(outcome.error.code, ports.now()), within: () => ports.records.attempts.move(attempt, 'uncertain') }
      : refused(ports, attempt, outcome.error)
    case 'wait': return {
      ...wait(claim, 'send', outcome.until, outcome.code, ports.now()),
      within: () => ports.records.attempts.move(attempt, before)
    }
    case 'retry': return again(ports, claim, sent, outcome.error)
  }
}

/** Nothing was sent yet: no token, no signature, no connection, or a door that was shut in our face. */
const neverLeft = /^ERR_(?:MASKINPORTEN_|SEAL_|CRYPTO_|DISPATCH_(?:UNAVAILABLE|THROTTLED|CERTIFICATE)$)/

/** Known not to have left us: back to where it was. Anything else is doubt, and where nobody can settle it, a person must. */
function again (ports: Ports, claim: Claim, { attempt, before }: Send, error: GatewayError): Conclusion {
  const within = (state: AttemptState) => (): Promise<void> => ports.records.attempts.move(attempt, state)
  const later = afterFailure(claim, 'send', error, ports.now(), ports.random)
  if (neverLeft.test(error.code)) return { ...later, within: within(before) }
  const { canBeAsked, recognizesRepeats } = ports.rooms.abilitiesOf(attempt.channel)
  const rest = canBeAsked || recognizesRepeats ? later : hold('ERR_DISPATCH_UNRESOLVED', ports.now())
  return { ...rest, events: [{ type: 'attempt.uncertain', data: { ordinal: attempt.ordinal } }, ...rest.events], within: within('uncertain') }
}

function handedOver ({ records, now, onHandedOver }: Ports, { letter }: Claim, { attempt, reason }: InHand): Conclusion {
  const at = now()
  const { acceptedAt, sendAfter = acceptedAt } = letter
  return {
    move: { at, state: 'dispatched', reason, failures: 0, next: { step: 'follow', at: new Date(at.getTime() + followAfterMs) } },
    events: [{ type: 'letter.dispatched', data: { channel: attempt.channel, ordinal: attempt.ordinal } }],
    within: () => records.attempts.move(attempt, 'handed_over', { handedOverAt: at }),
    written: () => { onHandedOver(letter, (at.getTime() - sendAfter.getTime()) / 1000) }
  }
}

/** Proven not to have happened. The letter stops; a new attempt is for a person, or for news of the recipient. */
function refused ({ records, now }: Ports, attempt: Attempt, error: GatewayError): Conclusion {
  const said = saidOf(error.said)
  return {
    ...hold(error.code, now()),
    events: [
      { type: 'attempt.refused', data: { ordinal: attempt.ordinal, code: error.code, ...said } }, { type: 'letter.held', data: { code: error.code, ...said } }
    ],
    within: () => records.attempts.move(attempt, 'refused')
  }
}
