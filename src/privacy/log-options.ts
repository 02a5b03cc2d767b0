// What may stand in a log. An allow-list of fields comes first; redaction and scrubbing are nets below it.
import type { Logger, LoggerOptions, LogFn } from 'pino'
import { describeError } from './describe-error.ts'
import { pickFailure } from './pick-failure.ts'
import { scrub } from './scrub.ts'

/** Every field a line may carry. All are ids, codes, counts, times and names of parts: nothing of a person, nothing of a letter's text. */
const allowedFields: ReadonlySet<string> = new Set([
  'attempt', 'batch', 'bytes', 'channel', 'check', 'code', 'conversationId', 'count', 'durationMs', 'event', 'family', 'host', 'job', 'jobId',
  'kind', 'letterId', 'messageId', 'method', 'migration', 'mode', 'next', 'notBefore', 'number', 'ok', 'ordinal', 'outcome', 'port', 'queue',
  'receiptId', 'receiver', 'register', 'reqId', 'responseTime', 'retryCount', 'role', 'room', 'route', 'rule', 'sender', 'signal', 'state', 'status',
  'statusCode', 'step', 'total', 'traceId', 'until', 'version'
])

/** Where a secret or a person would stand if somebody logged a whole object through a child logger. Paths are case sensitive. */
const redactedPaths = [
  // An error has a name too, and that one is wanted: a person's would stand at the top or inside a recipient.
  'name',
  ...['authorization', 'Authorization', 'apiKey', 'token', 'accessToken', 'recipient', 'nationalIdentityNumber', 'address', 'title']
    .flatMap(field => [field, `*.${field}`, `*.*.${field}`])
]

/** How talkative the log is, and which fields a part of the gateway adds to the list. */
export interface LogSettings {
  /** Default `info`. */
  level?: string
  /** More fields that are known to hold ids, codes and counts only. */
  fields?: readonly string[]
}

/**
 * Makes the options every logger of the gateway is built with.
 *
 * Only listed fields get out, and of them only plain values; errors and requests are described by serializers that know what is safe; a
 * sentence that quotes a stranger's error is exchanged for the error's kind; what still looks like an identity number becomes stars.
 */
export function logOptions (settings: LogSettings = {}): LoggerOptions {
  const allowed = new Set([...allowedFields, ...settings.fields ?? []])
  return {
    level: settings.level ?? 'info',
    base: null,
    serializers: { err: asError, error: asError, failure: asFailure, req: describeRequest, res: describeReply },
    formatters: { log: fields => pick(fields, allowed), bindings: fields => pick(fields, allowed) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    hooks: { logMethod: writeSafely, streamWrite: scrub }
  }
}

/** Fields that a serializer describes; all others must be plain. */
const described: ReadonlySet<string> = new Set(['err', 'error', 'failure', 'req', 'res'])

function pick (fields: Record<string, unknown>, allowed: ReadonlySet<string>): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (described.has(name)) picked[name] = value
    else if (allowed.has(name) && isPlain(value)) picked[name] = typeof value === 'string' ? scrub(value) : value
  }
  return picked
}

function isPlain (value: unknown): boolean {
  return value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value)
}

/** pino hands a serializer the value alone; depth is for the describers' own recursion. */
function asError (value: unknown): object {
  return describeError(value)
}

function asFailure (value: unknown): object {
  return pickFailure(value)
}

/** Puts an allowed sentence in place of whatever the caller gave, and drops values meant for `%s`: they are on no list. */
function writeSafely (this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, second]: unknown[] = args
  if (typeof first === 'string') { method.call(this, first); return }
  const fields = first instanceof Error ? { err: first } : first
  method.call(this, fields, safeMessage(errorIn(fields), second))
}

function errorIn (fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return undefined
  if ('err' in fields) return fields.err
  return 'error' in fields ? fields.error : undefined
}

function safeMessage (error: unknown, given: unknown): string | undefined {
  const message = typeof given === 'string' ? given : undefined
  if (error === undefined) return message
  const quotesError = error instanceof Error && error.message !== '' && message?.includes(error.message) === true
  if (message !== undefined && !quotesError) return message
  const { name, message: own } = describeError(error)
  return own ?? `Unexpected ${name}`
}

/** Method and route pattern. The path itself may hold what a caller put there by mistake, so it is never told. */
function describeRequest (request: unknown): Record<string, unknown> {
  const of = reader(request)
  return { method: of('method'), route: reader(of('routeOptions'))('url'), id: of('id') }
}

function describeReply (reply: unknown): Record<string, unknown> {
  return { statusCode: reader(reply)('statusCode') }
}

/** Reads plain or nested members of something unknown. */
function reader (value: unknown): (member: string) => unknown {
  return member => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined
    return found
  }
}
