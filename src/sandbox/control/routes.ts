import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { FastifyInstance } from 'fastify'
import { faultRuleSchema } from '../faults/faults.ts'
import type { MessageRecord } from '../ledger/state.ts'
import { mailboxPath } from '../mailbox/layout.ts'
import { personChangeSchema } from '../population/change-person.ts'
import type { Person } from '../population/person.ts'
import { Refused, refusalOf } from '../refused.ts'
import type { World } from '../world.ts'
import type { ChangePeople } from './change-people.ts'

const rulesSchema = Type.Array(faultRuleSchema, { maxItems: 50 })
const clockSchema = Type.Union([
  Type.Object({ advanceSeconds: Type.Number({ minimum: -1e9, maximum: 1e9 }) }, { additionalProperties: false }),
  Type.Object({ at: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' }) }, { additionalProperties: false })
])
const searchSchema = Type.Object({ nationalIdentityNumber: Type.String({ pattern: '^[0-9]{11}$' }) })

/** What tests and people at the sandbox steer it by: people, faults, clock, journal. JSON in and out. */
export function controlRoutes (scope: FastifyInstance, world: World, changePeople: ChangePeople): void {
  scope.setErrorHandler(async (error, request, reply) => {
    const { status, detail } = refusalOf(error, request.log)
    await reply.code(status).send({ status, detail })
  })
  peopleRoutes(scope, world, changePeople)
  faultRoutes(scope, world)
  clockRoutes(scope, world)
  scope.get('/journal', async (_request, reply) => await reply.send({ messages: [...world.ledger.state.messages.values()].map(journalEntry) }))
}

function peopleRoutes (scope: FastifyInstance, world: World, changePeople: ChangePeople): void {
  const { people } = world.population

  scope.get<{ Querystring: { case?: string, limit?: string } }>('/people', async (request, reply) => {
    const name = request.query.case
    if (name === undefined) return await reply.send({ cases: caseCounts(people) })
    const limit = Number(request.query.limit ?? 10) || 10
    return await reply.send({ people: people.filter(person => person.case === name).slice(0, limit).map(personView) })
  })

  scope.post('/people/search', async (request, reply) => {
    if (!Value.Check(searchSchema, request.body)) throw new Refused(400, 'Give nationalIdentityNumber, eleven digits')
    const person = world.population.byNumber(request.body.nationalIdentityNumber)
    if (person === undefined) throw new Refused(404, 'No such person')
    return await reply.send(personView(person))
  })

  scope.patch<{ Params: { id: string } }>('/people/:id', async (request, reply) => {
    const person = world.population.byId(request.params.id)
    if (person === undefined) throw new Refused(404, 'No such person')
    if (!Value.Check(personChangeSchema, request.body)) throw new Refused(400, 'The change has an unknown field or value')
    await changePeople.change(person.id, request.body)
    return await reply.send(personView(person))
  })
}

function faultRoutes (scope: FastifyInstance, { faults }: World): void {
  scope.get('/faults', async (_request, reply) => await reply.send({ rules: faults.list() }))
  scope.put('/faults', async (request, reply) => {
    if (!Value.Check(rulesSchema, request.body)) throw new Refused(400, 'Give a list of rules: target, kind, and perhaps count, ms, status')
    faults.replace(request.body)
    return await reply.send({ rules: faults.list() })
  })
  scope.delete('/faults', async (_request, reply) => {
    faults.replace([])
    return await reply.code(204).send()
  })
}

function clockRoutes (scope: FastifyInstance, { clock, machineNow, ledger }: World): void {
  const view = (): { now: string, offsetSeconds: number } => ({ now: clock.now().toISOString(), offsetSeconds: clock.offsetMs / 1000 })
  scope.get('/clock', async (_request, reply) => await reply.send(view()))
  scope.put('/clock', async (request, reply) => {
    if (!Value.Check(clockSchema, request.body)) throw new Refused(400, 'Give advanceSeconds, or at as ISO 8601')
    const { body } = request
    const offsetMs = 'at' in body ? new Date(body.at).getTime() - machineNow().getTime() : clock.offsetMs + body.advanceSeconds * 1000
    if (Number.isNaN(offsetMs)) throw new Refused(400, 'at is not a time')
    await ledger.record({ kind: 'clock', offsetMs })
    await clock.move(offsetMs)
    return await reply.send(view())
  })
}

function caseCounts (people: readonly Person[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const person of people) counts[person.case] = (counts[person.case] ?? 0) + 1
  return counts
}

/** Identity numbers stand here in the open: the people are synthetic, and this is how a tester picks one. */
function personView (person: Person): Record<string, unknown> {
  const { mailbox, isReserved } = person.contact
  return {
    id: person.id,
    case: person.case,
    nationalIdentityNumber: person.nationalIdentityNumber,
    ...(person.formerNumber === undefined ? {} : { formerNumber: person.formerNumber }),
    name: `${person.givenName} ${person.familyName}`,
    status: person.isUnknown ? 'unknown' : person.status,
    protection: person.protection,
    isReserved,
    mailbox: mailbox === undefined ? null : { provider: mailbox.provider, address: mailbox.address, page: `${mailboxPath}/${person.id}` }
  }
}

/** One message for a checker that holds our ledger against the gateway's: digests, but no content and no recipient. */
function journalEntry (message: MessageRecord): Record<string, unknown> {
  const { messageId, conversationId, type, sender, onBehalfOf, receiver, channelName, fingerprint, packageBytes, acceptedAt, repeats } = message
  return {
    messageId, conversationId, type, sender, onBehalfOf, receiver, channelName, fingerprint, packageBytes, acceptedAt, repeats,
    statuses: message.statuses,
    judgedAt: message.judgedAt,
    isKept: message.letter !== undefined,
    addressee: message.letter?.addressee,
    documents: message.letter?.documents.map(({ sha256 }) => sha256) ?? [],
    openedAt: message.openedAt,
    receipts: message.receipts.map(({ receiptId, kind, at, readAt }) => ({ receiptId, kind, at, readAt }))
  }
}
