// The one place where answers of the access point become outcomes. Words of an answer may quote a letter: only codes and pointers pass.
import { readRetryAfter, type RetryAfter } from '../../bytes/retry-after.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import type { Outcome } from '../../letter/outcome.ts'
import { reasonCodesIn } from '../../letter/said.ts'
import { damagedPackage, isHarmless, knownMessage, pointersIn, readProblem } from './wire.ts'

/** What came back over HTTP. */
export interface Answer {
  status: number
  contentType: string
  retryAfter: string | null
  text: string
}

/**
 * Turns the answer to a hand-over into an outcome (dpi-json.md §2, table of known `detail` texts).
 *
 * A refusal of a message id that is known already is a success: the letter is there.
 */
export function outcomeOf (answer: Answer, reference: string, now: Date): Outcome {
  const { status } = answer
  if (status >= 200 && status <= 299) return saysNothingElse(answer) ? { kind: 'done', reference } : contradiction(answer)
  if (status === 429) return again('ERR_DISPATCH_THROTTLED', 'too many calls (status 429)', readRetryAfter(answer.retryAfter, now))
  if (status >= 500 || status === 408) return again('ERR_DISPATCH_UNCERTAIN', `the access point is in trouble (status ${status})`, readRetryAfter(answer.retryAfter, now))
  // The token ran out on the way, or the answer comes from something in front of the access point: nothing was judged. A refusal counts as proof
  // that no earlier send of the message arrived either, so only an answer of the interface's own is one.
  if ((status !== 400 && status !== 403) || isHtml(answer) || !isOwn(answer)) return again('ERR_DISPATCH_UNAVAILABLE', `status ${status}`)
  return refusalOf(answer, reference)
}

/** An accepted message is answered with an empty body (dpi-json.md §2), and nobody minds a word too many; but an error is an error. */
function saysNothingElse (answer: Answer): boolean {
  if (isHtml(answer) || /problem/i.test(answer.contentType)) return false
  return answer.text.trim() === '' || isHarmless(answer.text)
}

/** Status and body contradict each other: nobody knows what became of the message, until it is asked for. */
function contradiction (answer: Answer): Outcome {
  const { detail, title } = readProblem(answer.text)
  const what = isHtml(answer) ? 'a web page' : 'an error'
  return again('ERR_DISPATCH_UNCERTAIN', [`status ${answer.status} with ${what} instead of an answer`, ...safeWords(title, detail)].join(', '))
}

/** An error of the interface is a problem document that says what it is (dpi-json.md §2); a missing scope may be told by the status alone. */
function isOwn ({ status, text }: Answer): boolean {
  const { title, detail } = readProblem(text)
  return status === 403 || title !== '' || detail !== ''
}

/** The access point itself said no. */
function refusalOf ({ status, text }: Answer, reference: string): Outcome {
  const { detail, title } = readProblem(text)
  if (status === 403) return stop('ERR_DISPATCH_UNAUTHORIZED', 'scope or agreement is missing (status 403)')
  if (status === 400 && detail.includes(knownMessage)) return { kind: 'done', reference }
  if (status === 400 && detail.includes(damagedPackage)) return again('ERR_DISPATCH_DAMAGED', 'the package arrived with another digest')
  return stop('ERR_DISPATCH_REFUSED', [`refused with status ${status}`, ...safeWords(title, detail)].join(', '), saidIn(detail))
}

/** The error for a question that got no usable answer. */
export function unanswered (answer: Answer, now: Date): GatewayError {
  if (answer.status === 403 && !isHtml(answer)) return new GatewayError('ERR_DISPATCH_UNAUTHORIZED', 'Cannot ask for the status: scope or agreement is missing (status 403)')
  const code = answer.status === 429 ? 'ERR_DISPATCH_THROTTLED' : 'ERR_DISPATCH_UNAVAILABLE'
  return new GatewayError(code, `Cannot ask for the status: no usable answer (status ${answer.status})`, readRetryAfter(answer.retryAfter, now))
}

/** What the handshake fails with when the other side's certificate has expired, changed, or is somebody else's: nothing can have left. */
const distrust = /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY|GET_ISSUER))/

/** A certificate in trouble is looked at again after this time, in milliseconds. */
const certificateRestMs = 15 * 60 * 1000

/** Failures before the connection stood: nothing can have left. */
const beforeConnection: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'UND_ERR_CONNECT_TIMEOUT'
])

/**
 * The error for an exchange that broke off. Unless the connection never stood, the request may have arrived: doubt, settled by repeating the
 * same message or asking for it, never by a new one (queue-and-faults.md, "The promise").
 */
export function networkFailure (error: unknown, timeoutMs: number, now: Date): GatewayError {
  if (distrust.test(codeOf(error))) {
    const notBefore = new Date(now.getTime() + certificateRestMs)
    return new GatewayError('ERR_DISPATCH_CERTIFICATE', `Cannot hand over the message: the access point's certificate cannot be trusted (${codeOf(error)})`, { cause: error, notBefore })
  }
  if (beforeConnection.has(codeOf(error))) {
    return new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over the message: the access point cannot be reached', { cause: error })
  }
  const why = error instanceof Error && error.name === 'TimeoutError' ? `no whole answer within ${timeoutMs} ms` : 'the connection broke off'
  return new GatewayError('ERR_DISPATCH_UNCERTAIN', `Cannot tell whether the message was handed over: ${why}`, { cause: error })
}

/** fetch() wraps the system's error once, and a failed attempt at several addresses carries the code on the outside. */
function codeOf (error: unknown): string {
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error
  return typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : ''
}

/** From the access point's words: a fixed title, reason codes such as `SBD:4069`, and pointers to fields. Never a value. */
function safeWords (title: string, detail: string): string[] {
  const plainTitle = /^[A-Za-z ,.'-]{1,60}$/.test(title) ? [`"${title}"`] : []
  return [...plainTitle, ...saidIn(detail)]
}

function saidIn (detail: string): string[] {
  return [...reasonCodesIn(detail).slice(0, 5), ...pointersIn(detail).slice(0, 5)]
}

function isHtml (answer: Answer): boolean {
  return /html/i.test(answer.contentType) || /^\s*<(!doctype|html)/i.test(answer.text)
}

type Passing = 'ERR_DISPATCH_UNAVAILABLE' | 'ERR_DISPATCH_UNCERTAIN' | 'ERR_DISPATCH_THROTTLED' | 'ERR_DISPATCH_DAMAGED'

function again (code: Passing, why: string, retryAfter: RetryAfter = {}): Outcome {
  return { kind: 'retry', error: new GatewayError(code, `Cannot hand over the message: ${why}`, retryAfter) }
}

function stop (code: 'ERR_DISPATCH_REFUSED' | 'ERR_DISPATCH_UNAUTHORIZED', why: string, said: readonly string[] = []): Outcome {
  return { kind: 'stop', error: new GatewayError(code, `Cannot hand over the message: ${why}`, { said }) }
}
