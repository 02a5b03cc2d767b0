// A person decides about a letter that stopped: checked, written down with reason and name, and the letter goes on from its first step.
import { fieldDigests } from '../intake/field-digests.ts'
import { readOverride } from '../intake/read-override.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Sentence } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import { tellOverride, type NewOverride, type Override } from '../letter/override.ts'
import type { AttemptState, LetterState } from '../letter/states.ts'
import { withoutMailbox } from '../route/instead-of-mailbox.ts'
import { findAddressees } from './address-step.ts'
import { deliveredOf, openAttempts } from './attempt-in-hand.ts'
import type { CarryPorts } from './carry-ports.ts'
import { conclude, staysDelivered, type Conclusion } from './conclusion.ts'
import { honorOverride } from './honor-override.ts'
import type { Claim } from './records.ts'

/** One call that decides about a letter. */
export interface Deciding {
  /** Name of the calling client; two clients may use the same idempotency key. */
  client: string
  idempotencyKey: string
  /** A stored letter of the caller's. */
  letterId: LetterId
  /** What was sent, unchecked. */
  input: unknown
}

/** What a call came to. Where a rule stands in the way, its sentence comes along. */
export type DecideResult =
  | { kind: 'decided' | 'replayed', body: string }
  | { kind: 'refused', problems: GatewayError[], sentence?: Sentence }

/** What deciding needs. */
export interface DecidePorts extends Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId'> {
  /** Keyed digest of a short text, hexadecimal. */
  digest: (text: string) => string
}

/** How long a key stays taken by a process that died, in milliseconds. */
const holdMs = 60_000

/** States in which a letter waits for a person. */
const stoppedForPeople: ReadonlySet<LetterState> = new Set<LetterState>(['held', 'needs_decision'])

/** Of a hand-over in any other state nobody can be sure that it did not happen. */
const neverLeft: ReadonlySet<AttemptState> = new Set<AttemptState>(['planned', 'sealed', 'refused'])

const stoppedByPerson: { code: string, sentence: Sentence } = {
  code: 'stopped-by-person',
  sentence: {
    nb: 'Et menneske har avgjort at brevet ikke skal sendes.',
    nn: 'Eit menneske har avgjort at brevet ikkje skal sendast.',
    en: 'A person has decided that the letter is not sent.'
  }
}

/**
 * Takes a person's decision about a letter, once a key. The registers are read before it is taken, so that what the rules forbid is refused
 * at once, and again when the letter goes on: what has changed by then still wins.
 */
export async function decide (ports: DecidePorts, call: Deciding): Promise<DecideResult> {
  const { records, now } = ports
  const at = now()
  const read = readOverride(call.input, at)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  const key = { owner: `decide/${call.client}`, key: call.idempotencyKey }
  const holder = ports.newId()
  const digests = digestsOf(ports, call)
  const reservation = await records.idempotency.reserve(key, call.letterId, holder, at, new Date(at.getTime() + holdMs))
  if (reservation.kind === 'in-flight') return refused(inFlight())
  if (reservation.kind === 'answered') return replay(reservation, digests)
  let result: DecideResult | undefined
  try {
    const wish: NewOverride = { ...read.order, ...read.grounds, at, client: call.client }
    result = await consider(ports, call.letterId, wish)
      ?? await take(ports, call.letterId, wish, body => records.idempotency.answer(key, holder, digests, body))
    return result
  } finally {
    if (result?.kind !== 'decided') await records.idempotency.release(key, holder)
  }
}

function digestsOf ({ digest }: DecidePorts, { letterId, input }: Deciding): Record<string, string> {
  const fields = typeof input === 'object' && input !== null ? { ...input } : {}
  return fieldDigests({ ...fields, id: letterId }, [], digest)
}

function replay (first: { digests: Record<string, string>, body: string }, digests: Record<string, string>): DecideResult {
  const fields = [...new Set([...Object.keys(first.digests), ...Object.keys(digests)])].filter(field => digests[field] !== first.digests[field])
  if (fields.length === 0) return { kind: 'replayed', body: first.body }
  return refused(...fields.map(field => new GatewayError(
    'ERR_INTAKE_KEY_REUSED', `Cannot take the decision: the key belongs to a decision with another ${field}`, { field })))
}

/** Whatever stands in the way, as far as it can be known before anything is written. The registers are asked outside any transaction. */
async function consider (ports: DecidePorts, letterId: LetterId, wish: NewOverride): Promise<DecideResult | undefined> {
  const claim = await ports.records.transaction(() => ports.records.letters.lock(letterId))
  const problem = await inTheWay(ports, claim)
  if (problem !== undefined) return refused(problem)
  if (wish.action === 'stop') return undefined
  const found = (await findAddressees(ports, [claim]))(claim.letter)
  if (found instanceof GatewayError) throw found
  const delivered = deliveredOf(await ports.records.attempts.ofLetter(letterId))
  const facts = delivered === undefined ? found : withoutMailbox(found)
  const plain = ports.rooms.route(claim.letter, facts, wish.at)
  const { override, rule, sentence } = honorOverride(claim.letter, facts, { ...wish, ordinal: 0 }, plain, wish.at)
  if (override?.isHonored === true) return undefined
  const why = sentence.en.replace(/\.$/, '')
  return { ...refused(new GatewayError('ERR_DECIDE_FORBIDDEN', `Cannot take the decision: the rule ${rule} says: ${why}`)), sentence }
}

async function inTheWay ({ records }: DecidePorts, { letter, state }: Claim): Promise<GatewayError | undefined> {
  if (!stoppedForPeople.has(state)) return new GatewayError('ERR_DECIDE_STATE', `Cannot take the decision: the letter is ${state}`)
  const gone = openAttempts(await records.attempts.ofLetter(letter.id)).find(attempt => !neverLeft.has(attempt.state))
  if (gone === undefined) return undefined
  return new GatewayError('ERR_DECIDE_IN_DOUBT', `Cannot take the decision: hand-over ${gone.ordinal} of the letter is ${gone.state}`)
}

/** Override, event, answer and the letter's move: together or not at all. */
function take (ports: DecidePorts, letterId: LetterId, wish: NewOverride, answer: (body: string) => Promise<boolean>): Promise<DecideResult> {
  const { records } = ports
  return records.transaction(async () => {
    const claim = await records.letters.lock(letterId)
    const problem = await inTheWay(ports, claim)
    if (problem !== undefined) return refused(problem)
    const override = await records.overrides.insert(letterId, wish)
    const conclusion = goingOn(ports, override, await records.attempts.ofLetter(letterId))
    const body = JSON.stringify({ letterId, state: conclusion.move.state, override: tellOverride(override) })
    // Thrown, so that nothing of it stays.
    if (!await answer(body)) throw inFlight()
    await conclude(records, claim, conclusion)
    return { kind: 'decided', body }
  })
}

/** An attempt that has not left is over, with the package made for it. */
function goingOn ({ records }: DecidePorts, { action, ordinal, client, at }: Override, attempts: readonly Attempt[]): Conclusion {
  const called = openAttempts(attempts).find(({ state }) => state !== 'refused')
  const { move, events }: Conclusion = action === 'stop'
    ? stopped(at, deliveredOf(attempts))
    : { move: { at, state: 'received', channel: null, reason: null, failures: 0, next: { step: 'lookup', at } }, events: [] }
  return {
    move,
    events: [
      { type: 'letter.decided', data: { action, ordinal, client } },
      ...called === undefined ? [] : [{ type: 'attempt.called_off' as const, data: { ordinal: called.ordinal } }],
      ...events
    ],
    within: async () => {
      if (called === undefined) return
      await records.attempts.move(called, 'refused')
      await records.contents.drop([called.messageId])
    }
  }
}

/** A letter that lies in a mailbox already cannot be stopped any more; its paper can. */
function stopped (at: Date, delivered: Attempt | undefined): Conclusion {
  if (delivered !== undefined) return staysDelivered(stoppedByPerson, at, { channel: delivered.channel })
  return {
    move: { at, state: 'undeliverable', reason: stoppedByPerson, failures: 0, next: null },
    events: [{ type: 'letter.undeliverable', data: { rule: stoppedByPerson.code } }]
  }
}

function inFlight (): GatewayError {
  return new GatewayError('ERR_INTAKE_IN_FLIGHT', 'Cannot take the decision: another call with the same key is being handled')
}

function refused (...problems: GatewayError[]): DecideResult & { kind: 'refused' } {
  return { kind: 'refused', problems }
}
