import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { problemsOf } from '../intake/schema-problems.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import { endOfDay, startOfDay } from '../route/norwegian-day.ts'
import { policySchema, type Policy } from '../route/policy.ts'
import { policyMistakes } from '../route/read-policy.ts'

const day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'A date in Norway. Both days count.', examples: ['2026-03-01'] })

/** A simulation as the API takes it. */
export const simulationSchema = Type.Object({ from: day, to: day, policy: policySchema }, { additionalProperties: false })

/** A stretch of time; its end is not in it. */
export interface Period {
  from: Date
  to: Date
}

/** What shall be simulated, or everything that is wrong with it. */
export type SimulationReading =
  | { ok: true, period: Period, policy: Policy }
  | { ok: false, problems: GatewayError[] }

const validator = Compile(simulationSchema)

/** Reads what a caller wants simulated. Never throws for bad input. */
export function readSimulation (input: unknown): SimulationReading {
  if (!validator.Check(input)) return { ok: false, problems: problemsOf(validator.Errors(input)).map(aboutSimulation) }
  const { from, to, policy } = input
  const problems = [...wrongDays(input), ...policyMistakes(policy).map(mistake => problem('/policy', mistake))]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy, period: { from: startOfDay(from), to: endOfDay(to) } }
}

function wrongDays ({ from, to }: Static<typeof simulationSchema>): GatewayError[] {
  const wrong = ([['/from', from], ['/to', to]] as const).filter(([, text]) => !isDate(text)).map(([field]) => problem(field, 'the day is not a date'))
  return wrong.length > 0 || from <= to ? wrong : [problem('/to', 'the period ends before it begins')]
}

function isDate (text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function problem (field: string, why: string): GatewayError {
  return new GatewayError('ERR_INTAKE_FIELD_INVALID', `Cannot simulate the policy: ${why}`, { field })
}

/** The checks are those of a letter, and speak of one. */
function aboutSimulation ({ code, message, field }: GatewayError): GatewayError {
  return new GatewayError(code, message.replace(/^Cannot accept the letter/, 'Cannot simulate the policy'), field === undefined ? {} : { field })
}
