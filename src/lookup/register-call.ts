// One HTTP call to a register: total deadline, capped answer, and the answer turned into JSON or an error family.
import { readBody } from '../bytes/read-body.ts'
import { readRetryAfter } from '../bytes/retry-after.ts'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'

/** What a register client is made with. */
export interface RegisterOptions {
  /** Address of the service, without the path of the resource. */
  baseUrl: string
  /** Gives an access token with the register's scope. */
  token: () => Promise<string>
  fetch: typeof globalThis.fetch
  /** For the whole call, from the first byte sent to the last byte read. */
  timeoutMs: number
  now: () => Date
}

/** What differs between registers in how they are called. */
export interface RegisterRow {
  /** For messages. */
  name: string
  /** Unit of a number in `Retry-After`: the standard says seconds (RFC 9110 §10.2.3), Folkeregisteret milliseconds. */
  retryAfterUnitMs: number
}

/** The registers there are. */
export const registerRows = {
  krr: { name: 'KRR', retryAfterUnitMs: 1000 },
  folkeregisteret: { name: 'Folkeregisteret', retryAfterUnitMs: 1 }
} as const satisfies Record<string, RegisterRow>

/** A call: where, and what is asked. Identity numbers go in the body, never in the path. */
export interface RegisterRequest {
  path: string
  body?: Readonly<Record<string, unknown>>
}

interface Answer {
  status: number
  contentType: string
  retryAfter: string | null
  text: string
}

/** 1000 whole person documents are about 10 MB; more than this is no register's answer. */
const maxAnswerBytes = 32 * 1024 * 1024

/**
 * Asks a register and gives the JSON it answered with.
 *
 * @throws {GatewayError} `ERR_LOOKUP_UNAVAILABLE`, `ERR_LOOKUP_REFUSED` or `ERR_LOOKUP_UNREADABLE`; whatever the token port throws
 */
export async function callRegister (row: RegisterRow, options: RegisterOptions, request: RegisterRequest): Promise<unknown> {
  const token = await options.token()
  return readAnswer(row, await send(row, options, request, token), options.now())
}

async function send (row: RegisterRow, options: RegisterOptions, request: RegisterRequest, token: string): Promise<Answer> {
  const headers = { 'authorization': `Bearer ${token}`, 'accept': 'application/json', 'content-type': 'application/json' }
  const call = request.body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(request.body) }
  try {
    // A redirect is never followed: it would carry the token to a place that nobody configured.
    const response = await options.fetch(`${options.baseUrl}${request.path}`, {
      ...call, headers, redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs)
    })
    const body = await readBody(response.body, maxAnswerBytes)
    if (body === undefined) throw new GatewayError('ERR_LOOKUP_UNREADABLE', `Cannot read the answer of ${row.name}: it is larger than ${maxAnswerBytes} bytes`)
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      text: body.toString()
    }
  } catch (error) {
    const why = error instanceof Error && error.name === 'TimeoutError' ? `no whole answer within ${options.timeoutMs} ms` : 'the connection failed'
    throw toGatewayError(error, 'ERR_LOOKUP_UNAVAILABLE', `Cannot ask ${row.name}: ${why}`)
  }
}

/** The one place where a register's answer becomes JSON or an error family. */
function readAnswer (row: RegisterRow, answer: Answer, now: Date): unknown {
  const problem = (code: 'ERR_LOOKUP_UNAVAILABLE' | 'ERR_LOOKUP_REFUSED' | 'ERR_LOOKUP_UNREADABLE', why: string): GatewayError => {
    const retryAfter = code === 'ERR_LOOKUP_UNAVAILABLE' ? readRetryAfter(answer.retryAfter, now, row.retryAfterUnitMs) : {}
    return new GatewayError(code, `Cannot ask ${row.name}: ${why}`, retryAfter)
  }
  // A token that ran out on the way, or a key the register has not heard of yet, passes; a refusal would stop every letter of the batch.
  if (answer.status === 401) throw problem('ERR_LOOKUP_UNAVAILABLE', 'it does not take our token (status 401)')
  if (answer.status === 429) throw problem('ERR_LOOKUP_UNAVAILABLE', 'too many calls (status 429)')
  if (answer.status >= 500) throw problem('ERR_LOOKUP_UNAVAILABLE', `it is in trouble (status ${answer.status})`)
  // A web firewall in front of the register answers in HTML with any status: it says nothing of our authorization or request.
  if (/html/i.test(answer.contentType) || /^\s*</.test(answer.text)) throw problem('ERR_LOOKUP_UNREADABLE', `HTML instead of JSON (status ${answer.status})`)
  if (answer.status >= 400) throw problem('ERR_LOOKUP_REFUSED', `status ${answer.status}${errorCodeIn(answer.text)}`)
  if (answer.status < 200 || answer.status > 299) throw problem('ERR_LOOKUP_UNREADABLE', `unexpected status ${answer.status}`)
  try {
    return JSON.parse(answer.text)
  } catch {
    // The parser's own message quotes the answer, which is about people: it is not kept as cause.
    throw problem('ERR_LOOKUP_UNREADABLE', 'the answer is not JSON')
  }
}

/** Registers name their errors `FREG-001`, `KRR-12` …; the words beside the code may hold what was asked for and are not passed on. */
function errorCodeIn (text: string): string {
  const code = /"([A-Z]{2,8}-\d{1,4})"/.exec(text)?.[1]
  return code === undefined ? '' : `, ${code}`
}
