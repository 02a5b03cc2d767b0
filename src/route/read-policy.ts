import { Value } from 'typebox/value'
import { GatewayError } from '../letter/gateway-error.ts'
import { policySchema, type Policy } from './policy.ts'

/** What a row is known by, and whom it holds for. */
const facets: ReadonlySet<string> = new Set(['id', 'sender', 'class'])

/**
 * Reads a policy file.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming every mistake by its place at once, never a value
 */
export function readPolicy (text: string): Policy {
  const value = parsed(text)
  if (!Value.Check(policySchema, value)) throw invalid([...new Set(Value.Errors(policySchema, value).map(problem))])
  const mistakes = policyMistakes(value)
  if (mistakes.length > 0) throw invalid(mistakes)
  return value
}

/** What the schema does not say: a row is told by its id, and must demand something. */
export function policyMistakes ({ rows }: Policy): string[] {
  return rows.flatMap((row, index) => [
    ...rows.findIndex(({ id }) => id === row.id) < index ? [`/rows/${index}/id stands on an earlier row too`] : [],
    ...Object.keys(row).every(key => facets.has(key)) ? [`/rows/${index} demands nothing`] : []
  ])
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the file.
    throw invalid(['it is not JSON'])
  }
}

function problem ({ instancePath, message }: { instancePath: string, message: string }): string {
  return `${instancePath === '' ? 'the file' : instancePath} ${message}`
}

function invalid (mistakes: readonly string[]): GatewayError {
  return new GatewayError('ERR_CONFIG_INVALID', `Cannot use the policy: ${mistakes.join('; ')}`)
}
