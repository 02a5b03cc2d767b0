// A person decides about a letter that stopped, or sends one on another way: checked, written down with reason and name, and the letter goes on
// from its first step.
import { readOverride } from '../intake/read-override.ts'
import type { Attempt } from '../letter/attempt.ts'
import type { Sentence } from '../letter/choice.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { LetterId } from '../letter/letter.ts'
import { tellOverride, type NewOverride, type Override } from '../letter/override.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { AttemptState, LetterState } from '../letter/states.ts'
import { withoutMailbox } from '../route/instead-of-mailbox.ts'
import { actOn, isObstacle } from './act-on.ts'
import { findAddressees } from './address-step.ts'
import { inMailbox, openAttempts } from './attempt-in-hand.ts'
import type { CarryPorts } from './carry-ports.ts'
import { conclude, staysDelivered, type Conclusion } from './conclusion.ts'
import { honorOverride } from './honor-override.ts'
import { obstacleTo, refusalOf } from './may-act.ts'
import { once, refused, type CallResult, type Keep, type LetterCall, type OncePorts } from './once.ts'
import type { Claim } from './records.ts'

/** `decide` answers what a letter stopped for; `redirect` also turns one round that is on its way, or came back. */
export type DecideAs = 'decide' | 'redirect'

/** What deciding needs. */
export type DecidePorts = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId'> & OncePorts

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
export async function decide (ports: DecidePorts, call: LetterCall, as: DecideAs = 'decide'): Promise<CallResult> {
  const at = ports.now()
  const read = readOverride(call.input, at)
  if (!read.ok) return refused(...read.problems)
  if (as === 'redirect' && read.order.action === 'stop') {
    return refused(new GatewayError('ERR_INTAKE_FIELD_INVALID', 'Cannot redirect the letter: stop leads nowhere', { field: '/action' }))
  }
  return once(ports, as, call, async keep => {
    const wish: NewOverride = { ...read.order, ...read.grounds, at, client: call.client }
    return await consider(ports, call.letterId, wish, as) ?? await take(ports, call.letterId, wish, as, keep)
  })
}

/** Whatever stands in the way, as far as it can be known before anything is written. The registers are asked outside any transaction. */
async function consider (ports: DecidePorts, letterId: LetterId, wish: NewOverride, as: DecideAs): Promise<CallResult | undefined> {
  const claim = await ports.records.transaction(() => ports.records.letters.lock(letterId))
  const attempts = await ports.records.attempts.ofLetter(letterId)
  const problem = inTheWay(claim, attempts, as)
  if (problem !== undefined) return refused(problem)
  if (wish.action === 'stop') return undefined
  const found = (await findAddressees(ports, [claim]))(claim.letter)
  if (found instanceof GatewayError) throw found
  return forbidden(ports, claim, attempts, found, wish)
}

/** The rule that forbids what a person wants of a letter, by these facts. */
export function forbidden (
  { rooms }: Pick<DecidePorts, 'rooms'>, { letter }: Claim, attempts: readonly Attempt[], found: RecipientFacts, wish: NewOverride
): CallResult & { kind: 'refused' } | undefined {
  const facts = inMailbox(attempts) === undefined ? found : withoutMailbox(found)
  const plain = rooms.route(letter, facts, wish.at)
  const { override, rule, sentence } = honorOverride(letter, facts, { ...wish, ordinal: 0 }, plain, wish.at)
  if (override?.isHonored === true) return undefined
  const why = sentence.en.replace(/\.$/, '')
  return { ...refused(new GatewayError('ERR_DECIDE_FORBIDDEN', `Cannot take the decision: the rule ${rule} says: ${why}`)), sentence }
}

function inTheWay ({ state }: Claim, attempts: readonly Attempt[], as: DecideAs): GatewayError | undefined {
  if (as === 'redirect') {
    const obstacle = obstacleTo(as, state, attempts)
    return obstacle === undefined ? undefined : refusalOf(as, obstacle)
  }
  if (!stoppedForPeople.has(state)) return new GatewayError('ERR_DECIDE_STATE', `Cannot take the decision: the letter is ${state}`)
  const gone = openAttempts(attempts).find(attempt => !neverLeft.has(attempt.state))
  if (gone === undefined) return undefined
  return new GatewayError('ERR_DECIDE_IN_DOUBT', `Cannot take the decision: hand-over ${gone.ordinal} of the letter is ${gone.state}`)
}

/** Override, event, answer and the letter's move: together or not at all. */
function take (ports: DecidePorts, letterId: LetterId, wish: NewOverride, as: DecideAs, keep: Keep): Promise<CallResult> {
  const { records } = ports
  return records.transaction(async () => {
    const claim = await records.letters.lock(letterId)
    const attempts = await records.attempts.ofLetter(letterId)
    const problem = inTheWay(claim, attempts, as)
    if (problem !== undefined) return refused(problem)
    const override = await records.overrides.insert(letterId, wish)
    const conclusion = as === 'redirect' ? redirected(ports, override, claim, attempts) : goingOn(ports, override, attempts)
    const body = JSON.stringify({ letterId, state: conclusion.move.state, override: tellOverride(override) })
    await keep(body)
    await conclude(records, claim, conclusion)
    return { kind: 'decided', body }
  })
}

/** Turned round: from the first step, where the rules find the override. */
export function redirected (
  { records }: Pick<DecidePorts, 'records'>, { action, ordinal, client, at }: Override, claim: Claim, attempts: readonly Attempt[]
): Conclusion {
  const result = actOn(records, 'redirect', { claim, attempts, at, told: { action, ordinal, client } })
  if (isObstacle(result)) throw refusalOf('redirect', result)
  return result
}

/** An attempt that has not left is over, with the package made for it. */
function goingOn ({ records }: DecidePorts, { action, ordinal, client, at }: Override, attempts: readonly Attempt[]): Conclusion {
  const called = openAttempts(attempts).find(({ state }) => state !== 'refused')
  const { move, events }: Conclusion = action === 'stop'
    ? stopped(at, inMailbox(attempts))
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
