// What would become of a letter, told before it is written. The very same look-up and rules as for letters, but for a
// policy's demand that would tell who is protected; nothing is stored or logged.
import { readPrecheck } from '../intake/read-precheck.ts'
import type { Channel, Decision } from '../letter/choice.ts'
import { toOre, totalOf, type Forecast } from '../letter/cost.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, OrganizationNumber, Recipient } from '../letter/letter.ts'
import type { PrecheckAnswer, PrecheckedRecipient } from '../letter/precheck.ts'
import { reasonOf } from '../letter/reason-sentences.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import { wayOf } from '../route/forecast.ts'
import { foretold, type Policy } from '../route/policy.ts'
import { route } from '../route/route.ts'
import { letterWarnings, recipientWarnings, warningOf } from '../route/warnings.ts'
import { findAddressees, type AddresseePorts } from './address-step.ts'
import type { Rooms } from './rooms.ts'

/** What prechecking needs. */
export interface PrecheckPorts extends AddresseePorts {
  rooms: AddresseePorts['rooms'] & Pick<Rooms, 'pricing'>
  policy: Policy
}

/** What a precheck came to. */
export type PrecheckResult =
  | { kind: 'answered', answer: PrecheckAnswer }
  | { kind: 'refused', problems: GatewayError[] }

/** One recipient, and the amount that the totals are made of. */
interface Prechecked {
  told: PrecheckedRecipient
  milliOre: number
}

/**
 * Tells for 1 to 1000 recipients which way a letter would go, why, and what it would cost.
 *
 * @throws {GatewayError} `ERR_LOOKUP_…` or `ERR_MASKINPORTEN_…` when a register does not answer at all
 */
export async function precheck (ports: PrecheckPorts, input: unknown, senders: readonly OrganizationNumber[]): Promise<PrecheckResult> {
  const read = readPrecheck(input, ports.now())
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  if (!senders.includes(read.letter.sender)) return { kind: 'refused', problems: [foreign()] }
  const letters = read.recipients.map((recipient): Letter => ({ ...read.letter, recipient }))
  const addressees = await findAddressees(ports, letters.map(letter => ({ letter })))
  const facts = letters.map(addressees)
  const [first] = facts
  // Silence about a person is told of that person; one failure for all is the register's own.
  if (first instanceof GatewayError && facts.every(found => found === first)) throw first
  const repeated = repeatsIn(read.recipients)
  const asked = { ...ports, policy: foretold(ports.policy) }
  const prechecked = letters.map((letter, index) => precheckOne(asked, letter, index, facts[index], repeated.has(index)))
  return { kind: 'answered', answer: { warnings: letterWarnings(read.letter), ...summed(prechecked) } }
}

function foreign (): GatewayError {
  return new GatewayError('ERR_HTTP_FORBIDDEN', 'Cannot precheck the letter: the key does not belong to this sender', { field: '/sender' })
}

/** Places of people who stood in the list before. */
function repeatsIn (recipients: readonly Recipient[]): Set<number> {
  const seen = new Set<string>()
  return new Set(recipients.flatMap((recipient, index) => {
    if (recipient.kind !== 'person') return []
    const isKnown = seen.has(recipient.nationalIdentityNumber)
    seen.add(recipient.nationalIdentityNumber)
    return isKnown ? [index] : []
  }))
}

function precheckOne (
  { rooms, policy, now }: PrecheckPorts, letter: Letter, index: number, facts: RecipientFacts | GatewayError | undefined, isRepeated: boolean
): Prechecked {
  const repeat = isRepeated ? [warningOf('recipient-repeated')] : []
  if (facts === undefined || facts instanceof GatewayError) {
    const { code, sentence } = reasonOf(facts?.code ?? 'ERR_LOOKUP_UNREADABLE')
    return { told: { index, channel: null, state: 'received', rule: code, sentence, warnings: repeat, ...unpriced }, milliOre: 0 }
  }
  const decision = route(letter, facts, now(), policy)
  const { rule, sentence, choice } = decision
  const forecast = choice.kind === 'stop' ? undefined : rooms.pricing.forecast(letter, wayOf(choice), now())
  const warnings = [...recipientWarnings(letter, facts, decision, now()), ...repeat]
  return { told: { index, ...endOf(decision), rule, sentence, warnings, ...priceOf(forecast) }, milliOre: totalOf(forecast?.lines ?? []) }
}

function endOf ({ choice }: Decision): Pick<PrecheckedRecipient, 'channel' | 'state'> {
  return choice.kind === 'stop' ? { channel: null, state: choice.state } : { channel: choice.channel, state: 'routed' }
}

type Price = Pick<PrecheckedRecipient, 'forecastOre' | 'paperOre' | 'isEstimate'>

const unpriced: Price = { forecastOre: null, paperOre: null, isEstimate: false }

function priceOf (forecast: Forecast | undefined): Price {
  if (forecast === undefined) return unpriced
  const { lines, paperMilliOre, isEstimate } = forecast
  return { forecastOre: toOre(totalOf(lines)), paperOre: paperMilliOre === undefined ? null : toOre(paperMilliOre), isEstimate }
}

function summed (prechecked: readonly Prechecked[]): Pick<PrecheckAnswer, 'recipients' | 'totals'> {
  const recipients = prechecked.map(({ told }) => told)
  const count = (state: PrecheckedRecipient['state']): number => recipients.filter(one => one.state === state).length
  const sum = (some: readonly Prechecked[]): number => toOre(some.reduce((total, { milliOre }) => total + milliOre, 0))
  const totalsOf = (channel: Channel): { recipients: number, forecastOre: number } => {
    const some = prechecked.filter(({ told }) => told.channel === channel)
    return { recipients: some.length, forecastOre: sum(some) }
  }
  const [eboks, digipost, print] = [totalsOf('eboks'), totalsOf('digipost'), totalsOf('print')]
  return {
    recipients,
    totals: {
      channels: { eboks, digipost, print },
      needsDecision: count('needs_decision'),
      undeliverable: count('undeliverable'),
      unanswered: count('received'),
      forecastOre: sum(prechecked),
      isEstimate: recipients.some(({ isEstimate }) => isEstimate)
    }
  }
}
