// Carrying letters forward: the queue says which letters wait for which step, the claim says who may write.
import type { ErrorCode } from '../letter/error-table.ts'
import { isStoreShut } from '../letter/gateway-error.ts'
import type { Step } from '../letter/letter-status.ts'
import { afterFailure, conclude, isStale, setDown, type Conclusion, type Ticket } from './conclusion.ts'
import { addressStep, findAddressees, type Addressees } from './address-step.ts'
import { findHands, type Hands, type InHand } from './attempt-in-hand.ts'
import { followStep } from './follow-step.ts'
import { ladderStep } from './ladder-step.ts'
import type { CarryPorts } from './carry-ports.ts'
import { isSuspect } from './mend.ts'
import { keptClaim, nextStep, type NextStep } from './next-step.ts'
import { outlast } from './outlast.ts'
import type { AtStep, BareClaim, Claim } from './records.ts'
import { findReread, type Reread } from './reread.ts'
import { sealStep } from './seal-step.ts'
import { sendStep } from './send-step.ts'

/**
 * How many letters of a batch are worked on at the same time: what they write goes together. Of those to be sealed or sent each has one piece of
 * its documents in memory; what goes on after a look-up has no more than one.
 */
const abreast: Readonly<Record<Step, number>> = { lookup: 100, seal: 16, send: 16, follow: 16, ladder: 16 }

/** Why a suspect is set down, and nothing else is. */
const endsWorkers: ErrorCode = 'ERR_QUEUE_CRASHED'

/** Steps that ask the registers, once for a whole batch. */
const asksRegisters: ReadonlySet<Step> = new Set(['lookup', 'ladder'])

/** Letters of a batch that are still in hand when the others are done. */
export interface Rest {
  /** Resolves when the last of them is done with; never rejects. Until then their jobs are worked on. */
  ended: Promise<void>
}

/**
 * Takes a batch of jobs for one step as far as they go now. Never rejects for the sake of one letter: what fails becomes a retry or a
 * held letter. A job whose letter no longer waits for the step is only acknowledged. All the letters count as begun from the start, so those
 * that may have ended a worker before belong in calls of their own. Where a letter's next step can be taken at once it is, and it keeps its job:
 * sealing is part of the batch, and those that come to be handed over are the rest, so that a slow channel does not hold up the batches to come.
 *
 * @param stopping once it is aborted, what is begun is finished, and all the rest is given to other workers at once
 */
export async function carry (ports: CarryPorts, step: Step, tickets: readonly Ticket[], stopping?: AbortSignal): Promise<Rest> {
  const { claims, unreadable } = await outlast(() => ports.records.letters.claim(tickets, step, ports.now()), stopping)
  const safe = claims.filter(claim => !isSuspect(claim))
  const mayAsk = stopping?.aborted !== true
  const [toAsk, routed] = [safe.filter(claim => asksRegisters.has(claim.step)), safe.filter(claim => !asksRegisters.has(claim.step))]
  const addressees = asksRegisters.has(step) && mayAsk ? findAddressees(ports, toAsk.filter(({ state }) => state !== 'opened')) : undefined
  const reread = mayAsk ? findReread(ports, routed.filter(claim => claim.step === 'send')) : undefined
  const hands = routed.length === 0 || !mayAsk ? noHands : findHands(ports.records, routed.map(({ letter }) => letter.id))
  // Where no letter of the batch comes to ask for it, a failure would be nobody's, and end the process.
  hands.catch(() => {})
  const begun = new Map([
    ...safe.map(claim => worked(ports, claim, async () => (
      { hand: () => hands.then(handOf => handOf(claim.letter.id)), addressees: await addressees, reread: await reread }))),
    ...claims.filter(isSuspect).map(claim => downed(ports, claim, endsWorkers)),
    ...unreadable.map(claim => downed(ports, claim, 'ERR_STORE_KEY'))
  ].map(one => [one.claim.letter.id, one]))
  const waiting = [...tickets]
  const rest: Promise<void>[] = []
  const lane = async (): Promise<void> => {
    for (let ticket = waiting.shift(); ticket !== undefined; ticket = waiting.shift()) {
      const one = begun.get(ticket.letterId)
      // Two jobs of one letter in a batch share one claim: the first carries it, the second is only acknowledged.
      begun.delete(ticket.letterId)
      if (one === undefined) await end(ports, step, ticket)
      else await carryOne({ ports, ticket, stopping, rest }, stopping?.aborted === true ? handedBack(ports, one) : one)
    }
  }
  if (addressees !== undefined) await unlessStopped(addressees, stopping)
  await inLanes(lane, abreast[step], stopping)
  return { ended: Promise.all(rest).then(() => {}) }
}

/** Waits for what the registers say, or until the worker stops: then nobody of the batch is begun. */
async function unlessStopped (answer: Promise<unknown>, stopping?: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<undefined>()
  const stop = (): void => { stopped.resolve(undefined) }
  stopping?.addEventListener('abort', stop)
  await Promise.race([answer, stopped.promise])
  stopping?.removeEventListener('abort', stop)
}

/** Runs the lanes to their end, and one more when the worker stops: the others may be long at what they have in hand. */
async function inLanes (lane: () => Promise<void>, count: number, stopping?: AbortSignal): Promise<void> {
  let last = Promise.resolve()
  const begin = (): void => { last = lane() }
  stopping?.addEventListener('abort', begin)
  await Promise.all(Array.from({ length: count }, lane))
  stopping?.removeEventListener('abort', begin)
  await last
}

/** A letter taken, and what is to be done with it. */
interface Begun {
  claim: BareClaim & AtStep
  toConclusion: () => Promise<Conclusion>
  /** What is done with it when that is written, where it need not wait. */
  next?: (conclusion: Conclusion) => Next | undefined
}

/** A letter kept in hand, and its next step. */
interface Next extends NextStep {
  begun: Begun
}

function worked (ports: CarryPorts, claim: Claim & AtStep, find: () => Promise<Found>): Begun {
  return {
    claim,
    toConclusion: async () => work(ports, claim, await find()),
    next: conclusion => {
      const [next, { hand }] = [nextStep(ports, claim, conclusion), conclusion]
      if (next === undefined || hand === undefined) return undefined
      return { ...next, begun: worked(ports, keptClaim(claim, conclusion, next.step), () => Promise.resolve({ hand: () => Promise.resolve(hand) })) }
    }
  }
}

function downed ({ now }: CarryPorts, claim: Begun['claim'], code: ErrorCode): Begun {
  return { claim, toConclusion: () => Promise.resolve(setDown(claim, code, now())) }
}

/** Nothing was done with the letter. A new round makes a new job, which burns none of its tries and waits for nobody. */
function handedBack ({ now }: CarryPorts, { claim }: Begun): Begun {
  const [at, { step }] = [now(), claim]
  return { claim, toConclusion: () => Promise.resolve({ move: { at, isUntouched: true, next: { step, at } }, events: [] }) }
}

/** What carrying one letter needs of its batch. */
interface OfBatch {
  ports: CarryPorts
  ticket: Ticket
  stopping: AbortSignal | undefined
  rest: Promise<void>[]
}

async function carryOne (batch: OfBatch, one: Begun): Promise<void> {
  const { ports, ticket, stopping, rest } = batch
  const next = await conclusionOf(batch, one)
  if (next === undefined) return
  const onward = carryOne({ ports, ticket, stopping, rest }, next.begun).finally(next.leave)
  if (next.step === 'send') rest.push(onward)
  else await onward
}

/** Takes one step of a letter and writes it down; gives the next, if that is taken at once. */
async function conclusionOf ({ ports, ticket, stopping }: OfBatch, { claim, toConclusion, next: nextOf }: Begun): Promise<Next | undefined> {
  const { step } = claim
  let next: Next | undefined
  try {
    const conclusion = await toConclusion().catch((error: unknown) => failed(ports, claim, error))
    next = stopping?.aborted === true ? undefined : nextOf?.(conclusion)
    const { move } = conclusion
    const written = next === undefined ? conclusion : { ...conclusion, move: { ...move, isKept: true } }
    await outlast(() => conclude(ports.records, claim, written, next === undefined ? ticket : undefined), stopping)
    conclusion.written?.()
    if (move.reason?.code === endsWorkers) ports.onSetAside(step)
    return next
  } catch (error) {
    next?.leave()
    if (!isStale(error)) return unwritten(ports, claim, error)
    ports.onStale(step)
    // A letter that was to be kept may have been, though nobody said so: its job comes back, and goes on with it if need be.
    if (next === undefined) await end(ports, step, ticket)
  }
}

/**
 * The job comes back by itself. Where the letter may be at fault the claim stays unfinished, and three of them hold it; a database that is away or
 * full for long must hold nothing.
 */
async function unwritten ({ records, onUnexpected }: CarryPorts, claim: Begun['claim'], error: unknown): Promise<undefined> {
  onUnexpected(error, claim.step)
  if (isStoreShut(error)) await records.letters.uncount(claim).catch((failure: unknown) => { onUnexpected(failure, claim.step) })
}

/** A job that could not be ended comes back, and is ended then: nothing that the others of the batch must know. */
async function end (ports: CarryPorts, step: Step, ticket: Ticket): Promise<void> {
  await ticket.acknowledge().catch((error: unknown) => { ports.onUnexpected(error, step) })
}

/** What there is to work with, read for a whole batch together where it had to be read. */
interface Found {
  hand: () => Promise<InHand>
  addressees?: Addressees | undefined
  reread?: Reread | undefined
}

/** Before its route a letter is on nothing, and what is handed back is asked for nothing. */
const noHands = Promise.resolve<Hands>(() => Promise.reject(new RangeError('Cannot go on: the letter has no attempt in hand')))

async function work (ports: CarryPorts, claim: Claim & AtStep, { hand, addressees, reread }: Found): Promise<Conclusion> {
  switch (claim.step) {
    case 'lookup': return addressStep(ports, claim, addressees)
    case 'seal': return sealStep(ports, claim, await hand())
    case 'send': return sendStep(ports, claim, await hand(), reread)
    case 'follow': return followStep(ports, claim, await hand())
    case 'ladder': return ladderStep(ports, claim, addressees)
  }
}

function failed (ports: CarryPorts, claim: Begun['claim'], error: unknown): Conclusion {
  if (isStale(error)) throw error
  if (!(error instanceof Error && error.name === 'GatewayError')) ports.onUnexpected(error, claim.step)
  return afterFailure(claim, claim.step, error, ports.now(), ports.random)
}
