// Frameworks that guess at media types have let bodies past their schemas (Fastify CVE-2025-32442, CVE-2026-25223, CVE-2026-33806).
// So the header is judged as it came, once, before anything reads the body.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../letter/gateway-error.ts'

/** RFC 8259 §11 gives application/json no parameter; clients send the only charset there is all the same. */
const json = /^application\/json(?:; ?charset=(?:utf-8|"utf-8"))?$/i

/** RFC 2046 §5.1.1: a boundary of 1 to 70 characters, in quotes where it has other than token characters. */
const multipart = /^multipart\/form-data; ?boundary=(?:[\w'+.-]{1,70}|"[\w'()+,./:=? -]{1,70}")$/i

/** The two forms a letter can come in. */
export type BodyForm = 'json' | 'multipart'

/** Tells which form a request has. Anything near but not exactly a form is refused. */
export function bodyFormOf (request: FastifyRequest): BodyForm {
  const header = request.headers['content-type'] ?? ''
  const isSingle = request.raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type').length < 2
  if (isSingle && json.test(header)) return 'json'
  if (isSingle && multipart.test(header)) return 'multipart'
  throw new GatewayError('ERR_HTTP_MEDIA_TYPE', 'Cannot read the request: Content-Type is neither application/json nor multipart/form-data with a boundary')
}

/** A hook that refuses what is not JSON before its body is read. */
export function demandJson (request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  if (bodyFormOf(request) !== 'json') throw new GatewayError('ERR_HTTP_MEDIA_TYPE', 'Cannot read the request: it is sent as application/json')
  done()
}
