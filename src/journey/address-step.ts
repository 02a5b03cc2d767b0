// The first step: who is the recipient, and which way shall the letter go.
import type { Attempt } from '../letter/attempt.ts'
import type { Decision, SendChoice } from '../letter/choice.ts'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { Reason } from '../letter/letter-status.ts'
import { deliveredOf, inMailbox } from './attempt-in-hand.ts'
import type { CarryPorts } from './carry-ports.ts'
import { allOf, staysDelivered, type Conclusion } from './conclusion.ts'
import { keepForecast } from './keep-cost.ts'
import { decisionFor } from './decision-for.ts'
import type { Claim, Records } from './records.ts'
import type { Rooms } from './rooms.ts'

/** Facts for a batch of letters, or why there are none; a person the registers gave no answer about is missing. */
export type Addressees = (letter: Letter) => RecipientFacts | GatewayError

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId'>

/** What finding facts needs. */
export interface AddresseePorts {
  rooms: Pick<Rooms, 'lookup' | 'printService'>
  records: { returnedAddresses: Pick<Records['returnedAddresses'], 'keyOf' | 'among'> }
  now: CarryPorts['now']
}

/** Asks the registers once for a whole batch. A register that is down makes every letter of the batch wait; it never means paper. */
export async function findAddressees (ports: AddresseePorts, claims: readonly Pick<Claim, 'letter'>[]): Promise<Addressees> {
  try {
    return await askRegisters(ports, claims)
  } catch (error) {
    const failure = unavailable(error)
    return () => failure
  }
}

/**
 * The same where nothing shall be done with any of them while a register is down.
 *
 * @throws {GatewayError} what the whole question failed with
 */
export async function askRegisters ({ rooms, records, now }: AddresseePorts, claims: readonly Pick<Claim, 'letter'>[]): Promise<Addressees> {
  const people = claims.flatMap(({ letter: { recipient } }) => recipient.kind === 'person' ? [recipient.nationalIdentityNumber] : [])
  try {
    const facts = people.length === 0 ? new Map<string, RecipientFacts>() : await rooms.lookup([...new Set(people)])
    await markReturned(records, facts)
    const printService = claims.length > people.length ? await rooms.printService() : undefined
    return ({ recipient }) => {
      if (recipient.kind === 'person') return facts.get(recipient.nationalIdentityNumber) ?? silent()
      return printService === undefined ? silent() : { readAt: now(), printService }
    }
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable (error: unknown): GatewayError {
  return toGatewayError(error, 'ERR_LOOKUP_UNAVAILABLE', 'Cannot look recipients up: an unexpected failure')
}

/** Notes where post came back from the very address the register gives, in one question for all. */
async function markReturned ({ returnedAddresses }: AddresseePorts['records'], facts: Map<string, RecipientFacts>): Promise<void> {
  const keys = new Map([...facts].flatMap(([number, { person }]) => person === undefined || person === 'unknown' || person.address === undefined
    ? []
    : [[number, returnedAddresses.keyOf(person.nationalIdentityNumber, person.address)]]))
  const returned = await returnedAddresses.among([...keys.values()])
  for (const [number, known] of facts) {
    const { person } = known
    if (person === undefined || person === 'unknown' || !returned.has(keys.get(number) ?? '')) continue
    facts.set(number, { ...known, person: { ...person, isAddressReturned: true } })
  }
}

/** A register that said nothing readable of a person. */
export function silent (): GatewayError {
  return new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot look a recipient up: the register gave no readable answer about this person')
}

/** Decides the channel and makes the attempt, or stops the letter with the rule that stopped it. One delivered before goes on paper or stays so. */
export async function addressStep (ports: Ports, claim: Claim, addressees?: Addressees): Promise<Conclusion> {
  const facts = addressees?.(claim.letter) ?? silent()
  if (facts instanceof GatewayError) throw facts
  const earlier = await ports.records.attempts.ofLetter(claim.letter.id)
  const delivered = inMailbox(earlier)
  const decision = await decisionFor(ports, claim.letter, facts, delivered !== undefined)
  if (decision.choice.kind === 'stop') {
    if (delivered === undefined) return stopped(ports, decision, facts, claim, decision.choice.state)
    return staysDelivered(reasonOf(decision), ports.now(), { channel: delivered.channel })
  }
  const routed = toRouted(ports, claim, { decision, choice: decision.choice, facts, earlier })
  return { ...routed, move: { ...routed.move, through: 'addressed' }, events: [{ type: 'letter.addressed' }, ...routed.events] }
}

/** A decision that leads to a hand-over. */
export interface Routing {
  decision: Decision
  choice: SendChoice
  facts: RecipientFacts
  /** All attempts of the letter so far. */
  earlier: readonly Attempt[]
}

/** What a letter is brought to by such a decision: routed, with its next attempt planned. */
export function toRouted (ports: Ports, { letter }: Claim, { decision, choice, facts, earlier }: Routing): Conclusion {
  const { records, now } = ports
  const attempt = plan(ports, letter, choice, earlier)
  const hand = { attempt, choice, isOnPaper: inMailbox(earlier) !== undefined, reason: reasonOf(decision), factsReadAt: facts.readAt }
  return {
    hand,
    move: { at: now(), state: 'routed', channel: choice.channel, reason: hand.reason, failures: 0, next: { step: 'seal', at: now() } },
    events: [{ type: 'letter.routed', data: { channel: choice.channel, rule: decision.rule } }],
    within: () => allOf([
      records.decisions.insert(letter.id, decision, facts, now()),
      records.attempts.insert(attempt),
      keepForecast(ports, letter, attempt, choice)
    ])
  }
}

function stopped (
  { records, now }: Ports, decision: Decision, facts: RecipientFacts, { letter }: Claim, state: 'needs_decision' | 'undeliverable'
): Conclusion {
  return {
    move: { at: now(), state, reason: reasonOf(decision), failures: 0, next: null },
    events: [{ type: state === 'undeliverable' ? 'letter.undeliverable' : 'letter.needs_decision', data: { rule: decision.rule } }],
    within: () => records.decisions.insert(letter.id, decision, facts, now())
  }
}

/** The reason a decision gives a letter. */
export function reasonOf ({ rule, sentence }: Decision): Reason {
  return { code: rule, sentence }
}

/** Its ids are made now and used for every send of it, also after a crash. */
function plan ({ now, newId }: Ports, letter: Letter, choice: SendChoice, earlier: readonly Attempt[]): Attempt {
  const delivered = deliveredOf(earlier)
  return {
    messageId: newId(),
    conversationId: newId(),
    letterId: letter.id,
    ordinal: earlier.length + 1,
    channel: choice.channel,
    receiver: choice.receiver,
    state: 'planned',
    createdAt: now(),
    ...delivered !== undefined && { follows: delivered.messageId }
  }
}
