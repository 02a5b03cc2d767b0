import type { FastifyInstance } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { requireToken } from '../maskinporten/require-token.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'
import type { ContactChanges } from './changes.ts'
import { answerErrors } from './answer-errors.ts'
import { changesScope, readFrom, writeChanges, writeEntry } from './wire.ts'

/** KRR's change feed. Faults strike it under a name of its own, so that whoever polls it never uses up what a test meant for lookups. */
export function krrChangeRoutes (scope: FastifyInstance, world: World, changes: ContactChanges): void {
  addFaultHooks(scope, 'krr-changes', world.faults)
  answerErrors(scope)

  scope.post('/rest/v2/krr/hentEndringer', async (request, reply) => {
    const { scopes } = await requireToken(request, world, [changesScope])
    const from = readFrom(request.body)
    if (from === undefined) throw new Refused(400, 'fraEndringsId must be a whole number')
    const { people, last } = changes.page(from)
    const entries = people.flatMap(id => world.population.byId(id) ?? []).map(person => writeEntry(person, scopes, world.parties))
    return await reply.send(writeChanges(entries, { from, last, latest: changes.latest() }))
  })
}
