import { Compile } from 'typebox/compile'
import { readMoment } from './available-from.ts'
import { checkText } from './check-text.ts'
import { overrideSchema, type OverrideInput } from './override-schema.ts'
import { checkAddress, toPostalAddress } from './postal-address.ts'
import { refusal } from './refusal.ts'
import { problemsOf } from './schema-problems.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OverrideGrounds, OverrideOrder } from '../letter/override.ts'

/** A decision of a person, checked, or everything that is wrong with it. */
export type OverrideResult =
  | { ok: true, order: OverrideOrder, grounds: Omit<OverrideGrounds, 'at'> }
  | { ok: false, problems: GatewayError[] }

const validator = Compile(overrideSchema)

/** Reads what a caller sent as a decision about a letter. Never throws for bad input, and never repeats it in a message. */
export function readOverride (input: unknown, now: Date): OverrideResult {
  if (!validator.Check(input)) return { ok: false, problems: problemsOf(validator.Errors(input)).map(aboutDecision) }
  const problems = [...checkGrounds(input, now), ...checkOrder(input)]
  const order = toOrder(input)
  if (problems.length > 0 || order === undefined) return { ok: false, problems: problems.map(aboutDecision) }
  const until = input.until === undefined ? undefined : readMoment(input.until)
  return { ok: true, order, grounds: { by: input.by.trim(), reason: input.reason.trim(), ...until !== undefined && { until } } }
}

/** The checks are those of a letter, and speak of one. */
function aboutDecision ({ code, message, field }: GatewayError): GatewayError {
  return new GatewayError(code, message.replace(/^Cannot accept the letter/, 'Cannot take the decision'), field === undefined ? {} : { field })
}

function checkGrounds ({ action, by, reason, until }: OverrideInput, now: Date): GatewayError[] {
  return [
    ...checkText(reason, '/reason', { maxLength: 500, multiline: true }),
    ...checkText(by, '/by', { maxLength: 100 }),
    ...until === undefined ? [] : checkUntil(until, action, now)
  ]
}

function checkUntil (text: string, action: OverrideInput['action'], now: Date): GatewayError[] {
  const field = '/until'
  if (action === 'stop') return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'a letter is not stopped for a while')]
  const moment = readMoment(text)
  if (moment === undefined) return [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the time is not RFC 3339 with an offset, as in 2026-02-01T08:00:00+01:00')]
  return moment > now ? [] : [refusal('ERR_INTAKE_FIELD_INVALID', field, 'the time has passed')]
}

/** Each action has what it needs, and nothing that belongs to another. */
function checkOrder ({ action, channel, address }: OverrideInput): GatewayError[] {
  const takesAddress = action === 'address' || action === 'estate-contact'
  const problems: GatewayError[] = []
  if ((action === 'route') !== (channel !== undefined)) {
    problems.push(refusal('ERR_INTAKE_FIELD_INVALID', '/channel', 'the channel is given with the action route, and with no other'))
  }
  if (takesAddress !== (address !== undefined)) {
    problems.push(refusal('ERR_INTAKE_ADDRESS', '/address', 'an address is given with the actions address and estate-contact, and with no other'))
  }
  if (address === undefined) return problems
  const { name, lines, postalCode, city, countryCode } = address
  return [...problems, ...checkAddress({ name, lines, postalCode, city, countryCode }, '/address')]
}

function toOrder ({ action, channel, address }: OverrideInput): OverrideOrder | undefined {
  if (action === 'stop') return { action }
  if (action === 'route') return channel === undefined ? undefined : { action, channel }
  return address === undefined ? undefined : { action, address: toPostalAddress(address) }
}
