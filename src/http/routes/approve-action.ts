import { groundsSchema } from '../../intake/act-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxLetterBytes } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { letterId } from './letter-id.ts'
import { foundAction, toAction } from './to-action.ts'

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: groundsSchema } } }

const answer = { 200: { description: 'The action', ...named('Action') }, ...problems(400, 401, 404, 409, 413, 415, 422) }

const description = 'By another person than who asked for it. The same word of the same person again changes nothing.'

/** `POST /v1/actions/{id}/approve` and `…/refuse` */
export function approveAction (app: App, ports: GatewayPorts): void {
  const options = { bodyLimit: maxLetterBytes, config: { documentedBody }, onRequest: demandJson }
  const approve = { operationId: 'approveAction', summary: 'Lets an action run that waits for a second person', description, tags: ['operation'], params: letterId, response: answer }
  const refuse = { ...approve, operationId: 'refuseAction', summary: 'Ends an action that waits for a second person' }
  app.post('/actions/:id/approve', { ...options, schema: approve }, async (request, reply) => {
    const { name: client, senders } = callerOf(request)
    const result = foundAction(await ports.actions.approve(request.params.id, true, { client, input: request.body, senders }))
    return result.kind === 'refused' ? sendProblems(result.problems, request, reply) : reply.send(toAction(result.answer))
  })
  app.post('/actions/:id/refuse', { ...options, schema: refuse }, async (request, reply) => {
    const { name: client, senders } = callerOf(request)
    const result = foundAction(await ports.actions.approve(request.params.id, false, { client, input: request.body, senders }))
    return result.kind === 'refused' ? sendProblems(result.problems, request, reply) : reply.send(toAction(result.answer))
  })
}
