import { GatewayError, toGatewayError } from '../../letter/gateway-error.ts'
import type { SealedEnvelope } from '../../letter/sealed-envelope.ts'
import { formParts } from './wire.ts'

/** A body that is no larger goes in one piece: each costs a write to the network and half a dozen promises. */
const mostTogether = 262_144

/** A request body that is streamed, and known in length before its first byte. */
export interface Form {
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
  /** Why the body broke off on our side, if it did. */
  failure: () => GatewayError | undefined
}

/**
 * Builds the multipart body (RFC 7578) of a hand-over: the signed message first, then the package, streamed from the store.
 *
 * The length is announced exactly, so no chunked transfer is needed and a body that breaks off can never be taken for a whole one. The
 * boundary is made of the message id: neither a JWS nor the ciphertext of a package can hold it.
 */
export function messageForm (envelope: SealedEnvelope, message: string): Form {
  const boundary = `postbud-${envelope.attempt.messageId}`
  const head = Buffer.from([
    `--${boundary}`, ...formParts.message, '', message,
    `--${boundary}`, ...formParts.package, '', ''
  ].join('\r\n'))
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  let failure: GatewayError | undefined
  const body = async function* (): AsyncIterable<Uint8Array> {
    yield head
    try {
      yield* exactly(envelope.openPackage(), envelope.packageBytes)
    } catch (error) {
      failure = toGatewayError(error, 'ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over the message: the stored package could not be read')
      throw failure
    }
    yield tail
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + envelope.packageBytes + tail.length)
    },
    body: envelope.packageBytes > mostTogether ? body() : together(body()),
    failure: () => failure
  }
}

async function* together (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  yield Buffer.concat(all)
}

/** Passes on the chunks, and refuses a stored package that is not as long as it was when it was sealed. */
async function* exactly (chunks: AsyncIterable<Uint8Array>, expected: number): AsyncIterable<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > expected) break
    yield chunk
  }
  if (bytes !== expected) {
    throw new GatewayError('ERR_SEAL_DOCUMENT_CHANGED', `Cannot hand over the message: the stored package is not the ${expected} bytes that were sealed`)
  }
}
