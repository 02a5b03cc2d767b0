// How an error may look in a log: of our own errors code and sentence, of all others the kind alone.
import { GatewayError } from '../letter/gateway-error.ts'
import { scrub } from './scrub.ts'

/** What is told of an error. `message` is there for our own errors only: nobody knows what a stranger's sentence quotes. */
export interface ErrorDescription {
  name: string
  code?: string
  message?: string
  field?: string
  /** The `at …` lines; the sentence above them is left out. */
  stack?: string
  cause?: ErrorDescription
}

/** Causes are followed so deep; a longer chain says nothing new and may be a ring. */
const maxCauses = 4

/** Describes whatever was thrown without a word that could be a person's. */
export function describeError (thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { name: 'NotAnError' }
  const description: ErrorDescription = { name: nameOf(thrown) }
  const code = codeOf(thrown)
  if (code !== undefined) description.code = code
  if (thrown instanceof GatewayError) {
    description.message = scrub(thrown.message)
    if (thrown.field !== undefined) description.field = scrub(thrown.field)
  }
  const stack = placesOf(thrown)
  if (stack !== '') description.stack = stack
  if (thrown.cause !== undefined && depth < maxCauses) description.cause = describeError(thrown.cause, depth + 1)
  return description
}

/** A name is a word; anything longer or stranger may be text from outside. */
function nameOf (error: Error): string {
  return /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error'
}

/** Codes of Node (`ECONNREFUSED`), of PostgreSQL (`23505`) and ours are safe to tell: capitals, digits, underscores. */
function codeOf (error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) && !/\d{11}/.test(code) ? code : undefined
}

function placesOf (error: Error): string {
  const lines = (error.stack ?? '').split('\n')
  return lines.filter(line => /^ {4}at [^\n]{1,300}:\d+:\d+\)?$/.test(line)).join('\n')
}
