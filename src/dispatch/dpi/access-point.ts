// The sender's access point ("C2") of Digital postkasse til innbyggere: hand over a message, ask how it went on (dpi-json.md §2).
import { readBody } from '../../bytes/read-body.ts'
import type { GatewayError } from '../../letter/gateway-error.ts'
import { isRetryable, toGatewayError } from '../../letter/gateway-error.ts'
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { Outcome } from '../../letter/outcome.ts'
import type { SealedEnvelope } from '../../letter/sealed-envelope.ts'
import type { Transport } from '../transport.ts'
import { networkFailure, outcomeOf, unanswered, type Answer } from './families.ts'
import { messageForm, type Form } from './message-form.ts'
import { outPath, readStatuses, statusesPath } from './wire.ts'

/** What the access point's client is made with. */
export interface AccessPointOptions {
  /** Without the paths of the interface, e.g. `https://edi.edigard.com/api/v2/dpi`. */
  baseUrl: string
  /** An access token for acting as the sender. Called once a message: the message embeds the very token it is sent with. */
  token: (sender: OrganizationNumber) => Promise<string>
  fetch: typeof globalThis.fetch
  /** For the whole exchange, package and answer. */
  timeoutMs: number
  /** *kanal*: receipts come back tagged with it; 1 to 28 of `[A-Za-z0-9_-]`. */
  channelName: string
  now: () => Date
}

/** No answer of an access point is longer than some kilobytes; the rest is left unread. */
const maxAnswerBytes = 1024 * 1024

/**
 * Makes the client of the access point.
 *
 * @throws {RangeError} for a channel name the access point cannot take
 */
export function createAccessPoint (options: AccessPointOptions): Transport {
  if (!/^[\w-]{1,28}$/.test(options.channelName)) throw new RangeError('Cannot use the channel name: it must be 1 to 28 of A-Z, a-z, 0-9, "_" and "-"')
  return {
    async handOver (envelope) {
      try {
        const answer = await post(options, envelope)
        return outcomeOf(answer, envelope.attempt.messageId, options.now())
      } catch (error) {
        return failed(toGatewayError(error, 'ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over the message: it could not be prepared'))
      }
    },
    async follow (attempt, sender) {
      const answer = await get(options, statusesPath(attempt.messageId), await options.token(sender))
      // Just after a hand-over the list may be empty, or not there yet.
      if (answer.status === 204 || answer.status === 404) return { status: 'unknown' }
      const statuses = answer.status === 200 ? readStatuses(answer.text) : undefined
      if (statuses === undefined) throw unanswered(answer, options.now())
      return statuses
    }
  }
}

async function post (options: AccessPointOptions, envelope: SealedEnvelope): Promise<Answer> {
  const token = await options.token(envelope.sender)
  const form = messageForm(envelope, await envelope.signMessage(token))
  const headers = { authorization: `Bearer ${token}`, accept: 'application/problem+json, application/json', ...form.headers }
  const body = ReadableStream.from(form.body)
  return await exchange(options, form, outPath(options.channelName), { method: 'POST', headers, body, duplex: 'half' })
}

async function get (options: AccessPointOptions, path: string, token: string): Promise<Answer> {
  return await exchange(options, undefined, path, { method: 'GET', headers: { authorization: `Bearer ${token}`, accept: 'application/json' } })
}

/** A redirect is never followed: it would carry the token, and the letter, to a place nobody configured. */
async function exchange (options: AccessPointOptions, form: Form | undefined, path: string, request: RequestInit): Promise<Answer> {
  try {
    const response = await options.fetch(`${options.baseUrl}${path}`, { ...request, redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs) })
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      text: (await readBody(response.body, maxAnswerBytes))?.toString() ?? ''
    }
  } catch (error) {
    // A package that did not leave whole cannot have been accepted: its length was announced. So its own failure is what is told.
    throw form?.failure() ?? networkFailure(error, options.timeoutMs, options.now())
  }
}

function failed (error: GatewayError): Outcome {
  return { kind: isRetryable(error) ? 'retry' : 'stop', error }
}
