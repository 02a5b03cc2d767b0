import type { FastifyRequest } from 'fastify'
import type { App } from './schema-types.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Reads bytes as JSON. Rejects with ERR_HTTP_MALFORMED or Fastify's code for it, never with the text. */
export type JsonReader = (request: FastifyRequest, bytes: Uint8Array) => Promise<unknown>

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Makes the one JSON reader of the app: UTF-8 that is not well-formed is refused, not mended, and so are the properties `__proto__` and
 * `constructor.prototype`.
 */
export function createJsonReader (app: App): JsonReader {
  const parse = app.getDefaultJsonParser('error', 'error')
  return (request, bytes) => new Promise((resolve, reject) => {
    void parse(request, decoded(bytes), (error, value: unknown) => { if (error === null) resolve(value); else reject(error) })
  })
}

function decoded (bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new GatewayError('ERR_HTTP_MALFORMED', 'Cannot read the request: its text is not UTF-8', { cause })
  }
}
