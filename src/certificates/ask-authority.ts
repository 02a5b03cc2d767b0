// One call to an authority's list or responder, bounded in time and size. It is said to be down by its silence, never by ours.
import { readBody } from '../bytes/read-body.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** What one call takes. */
export interface AskOptions {
  fetch: typeof globalThis.fetch
  /** For the whole call, the last byte included: a slow answer is no answer. */
  timeoutMs: number
  maxBytes: number
  /** An OCSP question; without it a list is fetched. */
  question?: Uint8Array
}

/**
 * Asks. The address must come from a certificate that leads to a root of ours, and from nowhere else.
 *
 * Redirects are not followed, and nothing is unpacked: neither has a place here, and both lead elsewhere than the certificate said.
 *
 * @throws {GatewayError} `ERR_CRYPTO_REVOCATION_UNKNOWN` for everything but a whole answer in time
 */
export async function askAuthority (url: string, { fetch, timeoutMs, maxBytes, question }: AskOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: question === undefined ? 'GET' : 'POST',
      headers: { 'accept-encoding': 'identity', ...(question !== undefined && { 'content-type': 'application/ocsp-request' }) },
      ...(question !== undefined && { body: new Uint8Array(question) }),
      redirect: 'manual',
      signal
    })
    return await bytesOf(response, maxBytes)
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    throw refusal(signal.aborted ? `no whole answer in ${timeoutMs} ms` : 'no answer', cause)
  }
}

async function bytesOf (response: Response, maxBytes: number): Promise<Uint8Array> {
  const isPlain = (response.headers.get('content-encoding') ?? 'identity') === 'identity'
  if (response.status !== 200 || !isPlain || response.body === null) {
    await response.body?.cancel()
    throw refusal(isPlain ? `it answers ${response.status}` : 'its answer is packed')
  }
  const bytes = await readBody(response.body, maxBytes)
  if (bytes === undefined) throw refusal(`its answer has more than ${maxBytes} bytes`)
  return bytes
}

function refusal (why: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_CRYPTO_REVOCATION_UNKNOWN', `Cannot ask the authority about a certificate: ${why}`, cause === undefined ? {} : { cause })
}
