import type { FastifyInstance } from 'fastify'
import { refusalOf } from '../refused.ts'

/** Has a scope answer failed calls in one of Folkeregisteret's shapes (registries §2.2). */
export function answerErrors (scope: FastifyInstance): void {
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    await reply.code(status).send({ feilkode: `SANDBOX-${status}`, feilmelding: detail, httpStatus: status, alvorlighetsgrad: 'FEIL' })
  })
}
