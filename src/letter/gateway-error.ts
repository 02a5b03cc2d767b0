// One error class for the whole gateway; its codes are the table in error-table.ts.
import { errorTable, type ErrorCode } from './error-table.ts'

/** What a GatewayError may carry besides its sentence. Nothing here may hold personal data, keys or document text. */
export interface GatewayErrorOptions {
  cause?: unknown
  /** JSON pointer to the field at fault, for a caller's bad input. */
  field?: string
  /** What the other side gave as its reason: codes and names of fields from lists of ours, never a value. */
  said?: readonly string[]
  /** Not before this moment may the action be tried again, when the other side said so. */
  notBefore?: Date
  /** What the other side asked for, where it is later than what is obeyed. */
  askedFor?: Date
}

/** A failure the gateway knows: a stable code, a sentence, and what it was about. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly said: readonly string[]
  readonly notBefore: Date | undefined
  readonly askedFor: Date | undefined

  constructor (code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
    this.said = options.said ?? []
    this.notBefore = options.notBefore
    this.askedFor = options.askedFor
  }
}

/** Tells whether waiting and trying again can help, by the table. An error we do not know is treated as passing trouble. */
export function isRetryable (error: unknown): boolean {
  return !(error instanceof GatewayError) || errorTable[error.code].family === 'retry'
}

/** Wraps whatever was thrown, so that the rest of the gateway sees one kind. */
export function toGatewayError (error: unknown, code: ErrorCode, message: string): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError(code, message, { cause: error })
}

/** Whatever was thrown, as an error that can be thrown on. */
export function asError (reason: unknown, message: string): Error {
  return reason instanceof Error ? reason : new TypeError(message, { cause: reason })
}

/** Tells whether something failed only because the database does not answer now. */
export function isDatabaseAway (error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'ERR_STORE_UNAVAILABLE'
}

/** Tells whether something failed only because the database takes nothing now: it does not answer, or its disk is full. */
export function isStoreShut (error: unknown): boolean {
  return isDatabaseAway(error) || (error instanceof GatewayError && error.code === 'ERR_STORE_FULL')
}
