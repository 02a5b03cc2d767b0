import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { FastifyInstance } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { Refused, refusalOf } from '../refused.ts'
import type { World } from '../world.ts'
import { revocationSchema } from './authority.ts'

const rulesSchema = Type.Array(revocationSchema, { maxItems: 50 })
const maxQuestionBytes = 10_000

/** The authority's public places: two lists, and OCSP by POST and by GET (RFC 6960 appendix A). */
export function authorityRoutes (scope: FastifyInstance, { authority, faults }: World): void {
  addFaultHooks(scope, 'ca', faults)
  scope.addContentTypeParser('application/ocsp-request', { parseAs: 'buffer', bodyLimit: maxQuestionBytes }, (_request, body, done) => { done(null, body) })
  for (const issuer of ['root', 'intermediate'] as const) {
    scope.get(`/${issuer}.crl`, async (_request, reply) => await reply.type('application/pkix-crl').send(await authority.list(issuer)))
  }
  scope.post('/ocsp', async (request, reply) => {
    const question = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    return await reply.type('application/ocsp-response').send(await authority.answer(question))
  })
  scope.get<{ Params: { '*': string } }>('/ocsp/*', async (request, reply) =>
    await reply.type('application/ocsp-response').send(await authority.answer(Buffer.from(request.params['*'], 'base64'))))
}

/** Where a tester takes certificates back: a list that takes the place of the former one. */
export function revocationRoutes (scope: FastifyInstance, { authority }: World): void {
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    await reply.code(status).send({ status, detail })
  })
  const view = (): object => ({ revoked: authority.revoked() })
  scope.get('/revocations', async (_request, reply) => await reply.send(view()))
  scope.put('/revocations', async (request, reply) => {
    if (!Value.Check(rulesSchema, request.body)) throw new Refused(400, 'Give a list: certificate (a party or a serial number), and perhaps reason, at')
    await authority.revoke(request.body).catch((error: unknown) => {
      throw error instanceof RangeError ? new Refused(400, 'at is not a time') : error
    })
    return await reply.send(view())
  })
  scope.delete('/revocations', async (_request, reply) => {
    await authority.revoke([])
    return await reply.code(204).send()
  })
}
