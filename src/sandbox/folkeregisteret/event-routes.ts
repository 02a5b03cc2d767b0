import type { FastifyInstance } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { requireToken } from '../maskinporten/require-token.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'
import { answerErrors } from './answer-errors.ts'
import type { EventFeed } from './events.ts'
import { queryOf } from './query.ts'
import { registerScope } from './wire.ts'

/**
 * Folkeregisteret's event feed. Faults strike it under a name of its own, so that whoever polls it never uses up what a test meant for lookups.
 */
export function folkeregisteretEventRoutes (scope: FastifyInstance, world: World, feed: EventFeed): void {
  addFaultHooks(scope, 'folkeregisteret-events', world.faults)
  answerErrors(scope)

  scope.get('/v1/hendelser/feed', async (request, reply) => {
    await requireToken(request, world, [registerScope])
    const from = Number(queryOf(request).get('seq') ?? Number.NaN)
    if (!Number.isInteger(from) || from < 0) throw new Refused(400, 'seq must be a whole number')
    const tag = `"${from}-${feed.last()}"`
    if (request.headers['if-none-match'] === tag) return await reply.code(304).send()
    return await reply.header('etag', tag).send(feed.page(from))
  })

  scope.get('/v1/hendelser/siste/sekvensnummer', async (request, reply) => {
    await requireToken(request, world, [registerScope])
    return await reply.header('content-type', 'application/json; charset=utf-8').send(String(feed.last()))
  })
}
