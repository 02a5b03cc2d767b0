import type { IncomingHttpHeaders } from 'node:http'

/** W3C Trace Context, version 00: version, trace id, parent id, flags. An id of zeros is void. */
const traceparent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The id that a request has in logs and error answers: the caller's trace, if there is one, or a new one. */
export function traceIdOf (headers: IncomingHttpHeaders, newId: () => string): string {
  const given = headers.traceparent
  return (typeof given === 'string' ? traceparent.exec(given)?.[1] : undefined) ?? newId()
}
