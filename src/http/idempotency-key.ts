import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { holdsIdentityNumber } from '../intake/identity-number.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** RFC 8941 §3.3.3, a string: the form of draft-ietf-httpapi-idempotency-key-header. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/

/** Visible ASCII: what stands in a log or a table and is still read as it was written. */
const visible = /^[\x21-\x7e]{1,200}$/

/**
 * The key under which a call can be repeated. `Idempotency-Key: "a"` and `Idempotency-Key: a` are the same key.
 *
 * @throws {GatewayError} `ERR_INTAKE_KEY_MISSING`, `ERR_INTAKE_KEY_INVALID`
 */
export function idempotencyKeyOf (headers: IncomingHttpHeaders): string {
  const header = headers['idempotency-key']
  if (header === undefined || header === '') {
    throw new GatewayError('ERR_INTAKE_KEY_MISSING', 'Cannot accept the letter: the header Idempotency-Key is missing')
  }
  const key = typeof header === 'string' ? unwrapped(header) : undefined
  if (key === undefined || !visible.test(key)) {
    throw new GatewayError('ERR_INTAKE_KEY_INVALID', 'Cannot accept the letter: the header Idempotency-Key is not 1 to 200 visible ASCII characters')
  }
  if (holdsIdentityNumber(key)) {
    throw new GatewayError('ERR_INTAKE_KEY_INVALID', 'Cannot accept the letter: the header Idempotency-Key holds an identity number')
  }
  return key
}

/** A hook that refuses a call without a usable key before its body is read. */
export function demandKey (request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  idempotencyKeyOf(request.headers)
  done()
}

/** The header as the API description shows it. */
export function keyHeader (what: string): object {
  return {
    type: 'object',
    required: ['Idempotency-Key'],
    properties: {
      'Idempotency-Key': {
        type: 'string', minLength: 1, maxLength: 200,
        description: `Unique for this ${what}. A repeat with the same key and content gets the first answer again.`
      }
    }
  }
}

function unwrapped (header: string): string | undefined {
  if (!header.startsWith('"')) return header.includes('"') ? undefined : header
  return quoted.exec(header)?.[1]?.replace(/\\(["\\])/g, '$1')
}
