// Carrying letters forward: the queue says which letters wait for which step, the claim says who may write.
import type { ErrorCode } from '../letter/error-table.ts'
import { isStoreShut } from '../letter/gateway-error.ts'
import type { Step } from '../letter/letter-status.ts'
import { afterFailure, conclude, isStale, setDown, type Conclusion, type Ticket } from './conclusion.ts'
import { addressStep, findAddressees, type Addressees } from './address-step.ts'
import { findHands, type Hands } from './attempt-in-hand.ts'
import { followStep } from './follow-step.ts'
import { ladderStep } from './ladder-step.ts'
import type { CarryPorts } from './carry-ports.ts'
import { isSuspect } from './mend.ts'
import { outlast } from './outlast.ts'
import type { BareClaim, Claim } from './records.ts'
import { findReread, type Reread } from './reread.ts'
import { sealStep } from './seal-step.ts'
import { sendStep } from './send-step.ts'

/** How many letters of a batch are worked on at the same time: what they write goes together, and each has one piece of its documents in memory. */
const abreast = 16

/** Why a suspect is set down, and nothing else is. */
const endsWorkers: ErrorCode = 'ERR_QUEUE_CRASHED'

/** Steps that ask the registers, once for a whole batch. */
const asksRegisters: ReadonlySet<Step> = new Set(['lookup', 'ladder'])

/**
 * Takes a batch of jobs for one step as far as they go now. Never rejects for the sake of one letter: what fails becomes a retry or a
 * held letter. A job whose letter no longer waits for the step is only acknowledged. All the letters count as begun from the start, so those
 * that may have ended a worker before belong in calls of their own.
 *
 * @param stopping once it is aborted, what is begun is finished, and all the rest is given to other workers at once
 */
export async function carry (ports: CarryPorts, step: Step, tickets: readonly Ticket[], stopping?: AbortSignal): Promise<void> {
  const letterIds = tickets.map(({ letterId }) => letterId)
  const { claims, unreadable } = await outlast(() => ports.records.letters.claim(letterIds, step, ports.now()), stopping)
  const safe = claims.filter(claim => !isSuspect(claim))
  const mayAsk = stopping?.aborted !== true
  const addressees = asksRegisters.has(step) && mayAsk ? findAddressees(ports, safe.filter(({ state }) => state !== 'opened')) : undefined
  const reread = step === 'send' && mayAsk ? findReread(ports, safe) : undefined
  const hands = asksRegisters.has(step) || !mayAsk ? noHands : findHands(ports.records, safe.map(({ letter }) => letter.id))
  // Where no letter of the batch comes to ask for it, a failure would be nobody's, and end the process.
  hands.catch(() => {})
  const begun = new Map([
    ...safe.map(claim => begin(claim, async () =>
      work(ports, step, claim, { hands: await hands, addressees: await addressees, reread: await reread }))),
    ...claims.filter(isSuspect).map(claim => begin(claim, () => Promise.resolve(setDown(claim, endsWorkers, ports.now())))),
    ...unreadable.map(claim => begin(claim, () => Promise.resolve(setDown(claim, 'ERR_STORE_KEY', ports.now()))))
  ])
  const waiting = [...tickets]
  const lane = async (): Promise<void> => {
    for (let ticket = waiting.shift(); ticket !== undefined; ticket = waiting.shift()) {
      const one = begun.get(ticket.letterId)
      // Two jobs of one letter in a batch share one claim: the first carries it, the second is only acknowledged.
      begun.delete(ticket.letterId)
      if (one === undefined) await end(ports, step, ticket)
      else await carryOne(ports, step, stopping?.aborted === true ? handedBack(ports, step, one) : one, ticket, stopping)
    }
  }
  await inLanes(lane, stopping)
}

/** Runs the lanes to their end, and one more when the worker stops: the others may be long at what they have in hand. */
async function inLanes (lane: () => Promise<void>, stopping?: AbortSignal): Promise<void> {
  let last = Promise.resolve()
  const begin = (): void => { last = lane() }
  stopping?.addEventListener('abort', begin)
  await Promise.all(Array.from({ length: abreast }, lane))
  stopping?.removeEventListener('abort', begin)
  await last
}

/** A letter taken, and what is to be done with it. */
interface Begun {
  claim: BareClaim
  toConclusion: () => Promise<Conclusion>
}

function begin (claim: BareClaim, toConclusion: Begun['toConclusion']): [string, Begun] {
  return [claim.letter.id, { claim, toConclusion }]
}

/** Nothing was done with the letter. A new round makes a new job, which burns none of its tries and waits for nobody. */
function handedBack ({ now }: CarryPorts, step: Step, { claim }: Begun): Begun {
  const at = now()
  return { claim, toConclusion: () => Promise.resolve({ move: { at, isUntouched: true, next: { step, at } }, events: [] }) }
}

async function carryOne (
  ports: CarryPorts, step: Step, { claim, toConclusion }: Begun, ticket: Ticket, stopping?: AbortSignal
): Promise<void> {
  try {
    const conclusion = await toConclusion().catch((error: unknown) => failed(ports, step, claim, error))
    await outlast(() => conclude(ports.records, claim, conclusion, ticket), stopping)
    conclusion.written?.()
    if (conclusion.move.reason?.code === endsWorkers) ports.onSetAside(step)
  } catch (error) {
    if (!isStale(error)) return unwritten(ports, step, claim, error)
    ports.onStale(step)
    await end(ports, step, ticket)
  }
}

/**
 * The job comes back by itself. Where the letter may be at fault the claim stays unfinished, and three of them hold it; a database that is away or
 * full for long must hold nothing.
 */
async function unwritten ({ records, onUnexpected }: CarryPorts, step: Step, claim: BareClaim, error: unknown): Promise<void> {
  onUnexpected(error, step)
  if (isStoreShut(error)) await records.letters.uncount(claim).catch((failure: unknown) => { onUnexpected(failure, step) })
}

/** A job that could not be ended comes back, and is ended then: nothing that the others of the batch must know. */
async function end (ports: CarryPorts, step: Step, ticket: Ticket): Promise<void> {
  await ticket.acknowledge().catch((error: unknown) => { ports.onUnexpected(error, step) })
}

/** What was read for a whole batch together. */
interface Together {
  hands: Hands
  addressees: Addressees | undefined
  reread: Reread | undefined
}

/** Before its route a letter is on nothing, and what is handed back is asked for nothing. */
const noHands = Promise.resolve<Hands>(() => Promise.reject(new RangeError('Cannot go on: the letter has no attempt in hand')))

async function work (ports: CarryPorts, step: Step, claim: Claim, { hands, addressees, reread }: Together): Promise<Conclusion> {
  switch (step) {
    case 'lookup': return addressStep(ports, claim, addressees)
    case 'seal': return sealStep(ports, claim, await hands(claim.letter.id))
    case 'send': return sendStep(ports, claim, await hands(claim.letter.id), reread)
    case 'follow': return followStep(ports, claim, await hands(claim.letter.id))
    case 'ladder': return ladderStep(ports, claim, addressees)
  }
}

function failed (ports: CarryPorts, step: Step, claim: BareClaim, error: unknown): Conclusion {
  if (isStale(error)) throw error
  if (!(error instanceof Error && error.name === 'GatewayError')) ports.onUnexpected(error, step)
  return afterFailure(claim, step, error, ports.now(), ports.random)
}
