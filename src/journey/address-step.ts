// The first step: who is the recipient, and which way shall the letter go.
import type { Attempt } from '../letter/attempt.ts'
import type { Decision, SendChoice } from '../letter/choice.ts'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'
import type { Letter } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { CarryPorts } from './carry-ports.ts'
import type { Conclusion } from './conclusion.ts'
import { keepForecast } from './keep-cost.ts'
import type { Claim } from './records.ts'

/** Facts for a batch of letters, or why there are none; a person the registers gave no answer about is missing. */
export type Addressees = (letter: Letter) => RecipientFacts | GatewayError

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now' | 'newId'>

/** Asks the registers once for a whole batch. A register that is down makes every letter of the batch wait; it never means paper. */
export async function findAddressees ({ rooms, now }: Ports, claims: readonly Claim[]): Promise<Addressees> {
  const people = claims.flatMap(({ letter: { recipient } }) => recipient.kind === 'person' ? [recipient.nationalIdentityNumber] : [])
  try {
    const facts = people.length === 0 ? new Map<string, RecipientFacts>() : await rooms.lookup([...new Set(people)])
    const printService = claims.length > people.length ? await rooms.printService() : undefined
    return ({ recipient }) => {
      if (recipient.kind === 'person') return facts.get(recipient.nationalIdentityNumber) ?? silent()
      return printService === undefined ? silent() : { readAt: now(), printService }
    }
  } catch (error) {
    const failure = toGatewayError(error, 'ERR_LOOKUP_UNAVAILABLE', 'Cannot look recipients up: an unexpected failure')
    return () => failure
  }
}

function silent (): GatewayError {
  return new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot look a recipient up: the register gave no readable answer about this person')
}

/** Decides the channel and makes the attempt, or stops the letter with the rule that stopped it. */
export async function addressStep (ports: Ports, claim: Claim, addressees?: Addressees): Promise<Conclusion> {
  const facts = addressees?.(claim.letter) ?? silent()
  if (facts instanceof GatewayError) throw facts
  const decision = ports.rooms.route(claim.letter, facts, ports.now())
  const { choice } = decision
  const keep = (): Promise<void> => ports.records.decisions.insert(claim.letter.id, decision, facts, ports.now())
  if (choice.kind === 'stop') return stopped(ports, decision, choice.state, keep)
  const attempt = await plan(ports, claim, choice)
  return {
    move: {
      at: ports.now(), through: 'addressed', state: 'routed', channel: choice.channel, reason: reasonOf(decision), failures: 0,
      next: { step: 'seal', at: ports.now() }
    },
    events: [{ type: 'letter.addressed' }, { type: 'letter.routed', data: { channel: choice.channel, rule: decision.rule } }],
    within: async () => {
      await keep()
      await ports.records.attempts.insert(attempt)
      await keepForecast(ports, claim.letter, attempt, choice)
    }
  }
}

function stopped (ports: Ports, decision: Decision, state: 'needs_decision' | 'undeliverable', keep: () => Promise<void>): Conclusion {
  return {
    move: { at: ports.now(), state, reason: reasonOf(decision), failures: 0, next: null },
    events: [{ type: state === 'undeliverable' ? 'letter.undeliverable' : 'letter.needs_decision', data: { rule: decision.rule } }],
    within: keep
  }
}

function reasonOf ({ rule, sentence }: Decision): { code: string, sentence: Decision['sentence'] } {
  return { code: rule, sentence }
}

/** Its ids are made now and used for every send of it, also after a crash. */
async function plan ({ records, now, newId }: Ports, claim: Claim, choice: SendChoice): Promise<Attempt> {
  const earlier = await records.attempts.ofLetter(claim.letter.id)
  return {
    messageId: newId(),
    conversationId: newId(),
    letterId: claim.letter.id,
    ordinal: earlier.length + 1,
    channel: choice.channel,
    receiver: choice.receiver,
    state: 'planned',
    createdAt: now()
  }
}
