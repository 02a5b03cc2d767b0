import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { requireToken } from '../maskinporten/require-token.ts'
import type { Person } from '../population/person.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'
import { answerErrors } from './answer-errors.ts'
import { queryOf } from './query.ts'
import { isPart, registerScope, writePerson } from './wire.ts'

const bulkRequest = Type.Object({ foedselsEllerDNummer: Type.Array(Type.String({ pattern: '^[0-9]{11}$' }), { maxItems: 1000 }) })

/** Folkeregisteret, package "offentlig med hjemmel": one person and many people. The event feed is in event-routes.ts. */
export function folkeregisteretRoutes (scope: FastifyInstance, world: World): void {
  addFaultHooks(scope, 'folkeregisteret', world.faults)
  answerErrors(scope)

  scope.get<{ Params: { number: string } }>('/v1/personer/:number', async (request, reply) => {
    await requireToken(request, world, [registerScope])
    const person = known(world.population.byNumber(request.params.number))
    if (person === undefined) return await reply.code(404).send({ kode: 'FREG-404', melding: 'Ukjent person' })
    return await reply.send(writePerson(person, readParts(request)))
  })

  scope.post('/v1/personer/bulkoppslag', async (request, reply) => {
    await requireToken(request, world, [registerScope])
    if (!Value.Check(bulkRequest, request.body)) throw new Refused(400, 'foedselsEllerDNummer must be a list of at most 1000 numbers')
    const numbers = request.body.foedselsEllerDNummer
    const asOrdered = queryOf(request).get('somBestilt') === 'true'
    const parts = readParts(request)
    const answers = (asOrdered ? numbers : [...new Set(numbers)]).map(number => answer(number, world, parts, asOrdered))
    return await reply.send({ oppslag: answers.filter(one => one !== undefined) })
  })
}

/** With `somBestilt` unknown and superseded numbers give a *feilmelding*; without, the unknown are left out and the superseded are followed. */
function answer (number: string, world: World, parts: readonly string[], asOrdered: boolean): Record<string, unknown> | undefined {
  const person = known(world.population.byNumber(number))
  const isSuperseded = person !== undefined && person.nationalIdentityNumber !== number
  if (person !== undefined && !(isSuperseded && asOrdered)) return { foedselsEllerDNummer: number, folkeregisterperson: writePerson(person, parts) }
  if (!asOrdered) return undefined
  const why = isSuperseded ? 'Fødsels- eller D-nummer er opphørt' : 'Finner ikke person for fødsels- eller D-nummer'
  return { foedselsEllerDNummer: number, feilmelding: { feilmelding: why } }
}

/** `part` may be repeated, and several may stand in one, parted by commas. */
function readParts (request: FastifyRequest): string[] {
  const parts = queryOf(request).getAll('part').flatMap(value => value.split(','))
  if (!parts.every(isPart)) throw new Refused(400, 'part names something this package does not have')
  return parts
}

/** People of the population that no register has. */
function known (person: Person | undefined): Person | undefined {
  return person?.isUnknown === true ? undefined : person
}
