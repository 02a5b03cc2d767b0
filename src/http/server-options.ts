import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'
import { sendFailure } from './answer-problems.ts'
import { buildSerializer } from './build-serializer.ts'
import { answerClientError } from './client-error.ts'
import { timeouts } from './limits.ts'
import { RequestLog, requestLogger } from './request-log.ts'
import { traceIdOf } from './trace-id.ts'

/** What the server itself is made with. */
export interface ServerSettings {
  logger: FastifyBaseLogger
  now: () => Date
  newId: () => string
  /** Addresses or networks of our own proxies (CIDR); from others X-Forwarded-For means nothing. */
  trustProxy?: string[]
  /** For tests; see limits.ts. */
  timeouts?: Partial<typeof timeouts>
}

/** Fastify's options: every limit set, one log line a request, and no error in Fastify's own words. */
export function serverOptions (settings: ServerSettings) {
  const { connectionMs, requestMs, headersMs, checkMs, keepAliveMs, handlerMs } = { ...timeouts, ...settings.timeouts }
  return {
    loggerInstance: settings.logger,
    logController: new RequestLog(),
    childLoggerFactory: requestLogger,
    genReqId: (request: IncomingMessage) => traceIdOf(request.headers, settings.newId),
    requestIdHeader: false,
    trustProxy: settings.trustProxy ?? false,
    bodyLimit: 64 * 1024,
    connectionTimeout: connectionMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    handlerTimeout: handlerMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs, insecureHTTPParser: false },
    forceCloseConnections: 'idle',
    // turn-away.ts answers in our own words.
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Queries are text, so numbers are read from it; nothing else is mended, dropped or filled in beyond declared defaults.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, useDefaults: true, allErrors: false } },
    schemaController: { compilersFactory: { buildSerializer } },
    clientErrorHandler: (error, socket) => { answerClientError(error, socket, settings.newId) },
    frameworkErrors: (error, request, reply) => { void sendFailure(error, request, reply, settings.now) }
  } satisfies FastifyServerOptions & { http: object }
}
