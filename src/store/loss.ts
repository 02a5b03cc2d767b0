// Which errors of the driver mean that the database cannot be reached, as opposed to those that a statement brought on itself.
import { GatewayError, isDatabaseAway } from '../letter/gateway-error.ts'

/** What the driver says when a pool has lent everything out. */
const nothingFree = 'timeout exceeded when trying to connect'

/** What it says of a statement that is not answered. */
const unanswered = 'Query read timeout'

/** What it says of the next statement on a connection that broke between two statements. */
const broken: readonly string[] = ['Client has encountered a connection error and is not queryable', 'Client was closed and is not queryable']

/** PostgreSQL's code for a lock that somebody else keeps for too long. */
const lockKept = '55P03'

/** Whether a statement waited for a lock in vain: the connection is as good as before, and so is the rest of the database. */
export function isLockKept (error: unknown): boolean {
  return error instanceof Error && (codeOf(error) === lockKept || isLockKept(error.cause))
}

/**
 * PostgreSQL's error classes 08 (connection exception), 53 (insufficient resources), 57P (operator intervention) and 25006 (the server has
 * become a standby), the socket's own codes, the driver's sentences, and what was made of them already.
 */
export function isConnectionLoss (error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isLockKept(error)) return false
  if (isDatabaseAway(error)) return true
  return /^(08|53|57P|25006)/.test(codeOf(error)) || /^E(?!RR_)[A-Z_]+$/.test(codeOf(error))
    || error.message.includes('Connection terminated') || [nothingFree, unanswered, ...broken].includes(error.message)
}

/**
 * Whether the server itself is out of reach or no longer the right one. Not so where it has no place for one more connection (class 53), where
 * all of ours are lent out, or where one connection was ended by somebody (57P01) or found broken: the others are as good as before.
 */
export function isServerLost (error: unknown): boolean {
  if (!(error instanceof Error) || !isConnectionLoss(error)) return false
  if (isDatabaseAway(error) && error.cause !== undefined) return isServerLost(error.cause)
  return !/^(53|57P01)/.test(codeOf(error)) && ![nothingFree, ...broken].includes(error.message)
}

/** PostgreSQL's code for a disk without room. */
const diskFull = '53100'

/** Whether a statement found no room on the disk. */
export function isDiskFull (error: unknown): error is Error {
  return error instanceof Error && codeOf(error) === diskFull
}

/** The driver's error as ours. */
export function unavailable (cause: unknown): GatewayError {
  if (isDiskFull(cause)) return new GatewayError('ERR_STORE_FULL', 'Cannot write: the disk of the database is full', { cause })
  return cause instanceof GatewayError ? cause : new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: the connection failed', { cause })
}

function codeOf (error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
