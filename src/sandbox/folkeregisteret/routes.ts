import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import { requireToken } from '../maskinporten/require-token.ts'
import type { Person } from '../population/person.ts'
import { Refused, refusalOf } from '../refused.ts'
import type { World } from '../world.ts'
import type { EventFeed } from './events.ts'
import { isPart, registerScope, writePerson } from './wire.ts'

const bulkRequest = Type.Object({ foedselsEllerDNummer: Type.Array(Type.String({ pattern: '^[0-9]{11}$' }), { maxItems: 1000 }) })

/** Folkeregisteret, package "offentlig med hjemmel": one person, many people, and the event feed. */
export function folkeregisteretRoutes (scope: FastifyInstance, world: World, feed: EventFeed): void {
  addFaultHooks(scope, 'folkeregisteret', world.faults)
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    await reply.code(status).send({ feilkode: `SANDBOX-${status}`, feilmelding: detail, httpStatus: status, alvorlighetsgrad: 'FEIL' })
  })
  personRoutes(scope, world)
  eventRoutes(scope, world, feed)
}

function personRoutes (scope: FastifyInstance, world: World): void {
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
    const asOrdered = query(request).get('somBestilt') === 'true'
    const parts = readParts(request)
    const answers = (asOrdered ? numbers : [...new Set(numbers)]).map(number => answer(number, world, parts, asOrdered))
    return await reply.send({ oppslag: answers.filter(one => one !== undefined) })
  })
}

/** With `somBestilt` unknown and superseded numbers give a *feilmelding*; without, the unknown are left out and the superseded are followed. */
function answer (number: string, world: World, parts: readonly string[], asOrdered: boolean): Record<string, unknown> | undefined {
  const person = known(world.population.byNumber(number))
  const isSuperseded = person?.formerNumber === number
  if (person !== undefined && !(isSuperseded && asOrdered)) return { foedselsEllerDNummer: number, folkeregisterperson: writePerson(person, parts) }
  if (!asOrdered) return undefined
  const why = isSuperseded ? 'Fødsels- eller D-nummer er opphørt' : 'Finner ikke person for fødsels- eller D-nummer'
  return { foedselsEllerDNummer: number, feilmelding: { feilmelding: why } }
}

function eventRoutes (scope: FastifyInstance, world: World, feed: EventFeed): void {
  scope.get('/v1/hendelser/feed', async (request, reply) => {
    await requireToken(request, world, [registerScope])
    const from = Number(query(request).get('seq') ?? Number.NaN)
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

/** `part` may be repeated, and several may stand in one, parted by commas. */
function readParts (request: FastifyRequest): string[] {
  const parts = query(request).getAll('part').flatMap(value => value.split(','))
  if (!parts.every(isPart)) throw new Refused(400, 'part names something this package does not have')
  return parts
}

function query (request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://sandbox').searchParams
}

/** People of the population that no register has. */
function known (person: Person | undefined): Person | undefined {
  return person?.isUnknown === true ? undefined : person
}
