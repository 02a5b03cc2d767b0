import type { FastifyInstance } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { requireToken } from '../maskinporten/require-token.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'
import { answerErrors } from './answer-errors.ts'
import { contactScope, mailboxScope, readNumbers, writeEntry, writeNotRegistered, writePrintService } from './wire.ts'

/** KRR (*Kontakt- og reservasjonsregisteret*): bulk lookup of people, and the print service. */
export function krrRoutes (scope: FastifyInstance, world: World): void {
  addFaultHooks(scope, 'krr', world.faults)
  answerErrors(scope)

  scope.post('/rest/v2/personer', async (request, reply) => {
    const { scopes } = await requireToken(request, world, [contactScope, mailboxScope])
    const numbers = readNumbers(request.body)
    if (numbers === undefined) throw new Refused(400, 'personidentifikatorer must be a list of at most 1000 identifiers')
    const people = [...new Set(numbers)].map(number => {
      const person = world.population.byNumber(number)
      // KRR holds a person under the number in use; a former one is a stranger to it.
      return person?.nationalIdentityNumber === number ? writeEntry(person, scopes, world.parties) : writeNotRegistered(number)
    })
    return await reply.send({ personer: people.reverse() }) // the order is not promised, so it is not the caller's
  })

  scope.get('/rest/v2/printSertifikat', async (request, reply) => {
    await requireToken(request, world, [mailboxScope])
    return await reply.send(writePrintService(world.parties))
  })
}
