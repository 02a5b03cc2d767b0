// The one place where failures become answers.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describeFailure } from './describe-failure.ts'
import { knownFailure } from './known-failure.ts'
import { problemMediaType, toProblem } from './problem.ts'
import type { App } from './schema-types.ts'
import { errorTable } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** Seconds to wait when nobody said how long. */
const defaultRetryAfter = 5

/** Makes every failure of this app, foreseen or not, a problem of the catalogue. */
export function answerProblems (app: App, now: () => Date): void {
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, now))
  app.setNotFoundHandler((request, reply) =>
    sendFailure(new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the resource: no such path'), request, reply, now))
}

/** Answers with a failure, and logs it if it is ours. */
export function sendFailure (error: unknown, request: FastifyRequest, reply: FastifyReply, now: () => Date): FastifyReply {
  const known = knownFailure(error)
  const { family, status } = errorTable[known.code]
  if (status >= 500) request.log.error({ code: known.code, failure: describeFailure(known.cause ?? known) }, 'request failed')
  if (family === 'retry') void reply.header('retry-after', retryAfter(known, now()))
  return sendProblems([known], request, reply)
}

/** Answers with everything that is wrong with a request. @throws {TypeError} if nothing is */
export function sendProblems ([first, ...others]: readonly GatewayError[], request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (first === undefined) throw new TypeError('Cannot refuse a request without a problem')
  const problem = toProblem([first, ...others], request.id)
  // As text, so that the schema of the route's good answer has no say in it.
  return reply.code(problem.status).type(problemMediaType).header('cache-control', 'no-store').send(JSON.stringify(problem))
}

function retryAfter ({ notBefore }: GatewayError, now: Date): number {
  if (notBefore === undefined) return defaultRetryAfter
  return Math.max(1, Math.ceil((notBefore.getTime() - now.getTime()) / 1000))
}
