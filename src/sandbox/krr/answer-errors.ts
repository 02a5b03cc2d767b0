import type { FastifyInstance } from 'fastify'
import { refusalOf } from '../refused.ts'

/** Has a scope answer failed calls in KRR's shape. */
export function answerErrors (scope: FastifyInstance): void {
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    await reply.code(status).send({ status, error: detail })
  })
}
