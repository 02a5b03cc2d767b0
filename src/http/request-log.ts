// What is logged of requests, as a list of what is allowed: never a path as sent, a query, a header, a body or an error's text.
import { LogController, type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify'

/** Fastify's log lines, reduced to one a request. Failures are logged by answer-problems.ts. */
export class RequestLog extends LogController {
  constructor () {
    super({ requestIdLogLabel: 'traceId' })
  }

  override incomingRequest (): void {}

  override requestCompleted (_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime)
    }, 'request')
  }

  override defaultErrorLog (): void {}
  override routeNotFound (): void {}
  override streamError (_error: Error, request: FastifyRequest): void { request.log.warn('answer cut off') }
  override writeHeadError (_error: Error, request: FastifyRequest): void { request.log.warn('answer could not be started') }
  override serializerError (_error: Error, request: FastifyRequest): void { request.log.error('answer does not fit its schema') }
  override serviceUnavailable (logger: FastifyBaseLogger): void { logger.info('request turned away: closing') }
}

const nothing = (): undefined => undefined

/** Second net: what plugins log under these names has the request in it. */
const silenced = { req: nothing, res: nothing, err: nothing, error: nothing, busboyOptions: nothing }

/** Makes the logger of one request. */
export function requestLogger (logger: FastifyBaseLogger, bindings: Record<string, unknown>): FastifyBaseLogger {
  return logger.child(bindings, { serializers: silenced })
}
