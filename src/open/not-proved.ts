import { GatewayError } from '../letter/gateway-error.ts'

/**
 * The one refusal of whatever is not proved. Its words are the same for every kind of file and every reason, so that nobody learns from a
 * refusal how to come closer; the reason is its cause.
 */
export function notProved (cause: unknown): GatewayError {
  return new GatewayError('ERR_OPEN_NOT_PROVED', 'Cannot use the file: no signature we trust proves its content and origin', { cause })
}
