import { GatewayError } from '../letter/gateway-error.ts'
import type { ErrorCode } from '../letter/error-table.ts'

/** Fastify's own codes, in our words. Its texts are not passed on: some of them quote the request. */
const ofFastify: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map<string, readonly [ErrorCode, string]>(Object.entries({
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['ERR_HTTP_MEDIA_TYPE', 'Cannot read the request: its media type is not one this address takes'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['ERR_HTTP_TOO_LARGE', 'Cannot read the request: its body is too large'],
  FST_REQ_FILE_TOO_LARGE: ['ERR_HTTP_TOO_LARGE', 'Cannot read the request: a part is too large'],
  FST_FILES_LIMIT: ['ERR_HTTP_TOO_LARGE', 'Cannot read the request: it has too many parts'],
  FST_PARTS_LIMIT: ['ERR_HTTP_TOO_LARGE', 'Cannot read the request: it has too many parts'],
  FST_FIELDS_LIMIT: ['ERR_HTTP_TOO_LARGE', 'Cannot read the request: it has too many parts'],
  FST_PROTO_VIOLATION: ['ERR_HTTP_MALFORMED', 'Cannot read the request: a part has a name that is not allowed'],
  FST_MP_PREMATURE_CLOSE: ['ERR_HTTP_MALFORMED', 'Cannot read the request: it ended too early'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['ERR_HTTP_MALFORMED', 'Cannot read the request: its body is empty'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['ERR_HTTP_MALFORMED', 'Cannot read the request: its body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['ERR_HTTP_MALFORMED', 'Cannot read the request: it is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['ERR_HTTP_MALFORMED', 'Cannot read the request: its path is not a valid URL'],
  FST_ERR_INVALID_URL: ['ERR_HTTP_MALFORMED', 'Cannot read the request: its path is not a valid URL'],
  FST_STATIC_FORBIDDEN_PATH: ['ERR_HTTP_NOT_FOUND', 'Cannot find the resource: no such file'],
  FST_ERR_MAX_PARAM_LENGTH: ['ERR_HTTP_NOT_FOUND', 'Cannot find the resource: no such path'],
  FST_ERR_HANDLER_TIMEOUT: ['ERR_HTTP_UNAVAILABLE', 'Cannot answer now: the gateway took too long']
}))

/**
 * Turns whatever was thrown into one of our errors.
 *
 * What is not known becomes ERR_HTTP_INTERNAL, with the error as its cause and none of its text.
 */
export function knownFailure (error: unknown): GatewayError {
  if (error instanceof GatewayError) return outward(error)
  if (!(error instanceof Error)) return unknownFailure(error)
  if ('validation' in error) return badParameter('validationContext' in error ? error.validationContext : undefined, error.validation)
  // @fastify/static refuses a path that leads out of its folder, or to a hidden file, in the manner of http-errors.
  if ('expose' in error && error.expose === true) return new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the resource: no such file', { cause: error })
  const row = 'code' in error && typeof error.code === 'string' ? ofFastify.get(error.code) : undefined
  return row === undefined ? unknownFailure(error) : new GatewayError(row[0], row[1], { cause: error })
}

/** The database is ours alone; to a caller it is the gateway that cannot answer. */
function outward (error: GatewayError): GatewayError {
  if (error.code !== 'ERR_STORE_UNAVAILABLE') return error
  return new GatewayError('ERR_HTTP_UNAVAILABLE', 'Cannot answer now: the gateway waits for its database',
    { cause: error, ...error.notBefore !== undefined && { notBefore: error.notBefore } })
}

function unknownFailure (cause: unknown): GatewayError {
  return new GatewayError('ERR_HTTP_INTERNAL', 'Cannot answer: the gateway failed', { cause })
}

/** A path parameter of the wrong form can belong to nothing; a query can be corrected. Names only come from our own schemas. */
function badParameter (context: unknown, validation: unknown): GatewayError {
  if (context === 'params') return new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the resource: no such id')
  const first: unknown = Array.isArray(validation) ? validation[0] : undefined
  const path = typeof first === 'object' && first !== null && 'instancePath' in first ? String(first.instancePath) : ''
  const which = path === '' ? 'a parameter is missing or not known' : `the parameter ${path.slice(1)} is not as the API description says`
  return new GatewayError('ERR_HTTP_MALFORMED', `Cannot read the query: ${which}`)
}
