import { bulkActSchema } from '../../intake/act-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { demandKey, idempotencyKeyOf, keyHeader } from '../idempotency-key.ts'
import { maxLetterBytes, timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { toAction } from './to-action.ts'

const schema = {
  operationId: 'startAction',
  summary: 'Holds, releases, withdraws, resends or redirects all letters of a selection',
  description: 'The letters are written down now and acted on piece by piece. Above the limit nothing happens until a second person approves.',
  tags: ['operation'],
  response: { 202: { description: 'The action, as it begins', ...named('Action') }, ...problems(400, 401, 403, 409, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: bulkActSchema } } }

/** `POST /v1/actions` */
export function startAction (app: App, ports: GatewayPorts): void {
  const config = { documentedBody, documentedHeaders: keyHeader('action') }
  const options = { schema, bodyLimit: maxLetterBytes, handlerTimeout: timeouts.longReadMs, config, onRequest: [demandJson, demandKey] }
  app.post('/actions', options, async (request, reply) => {
    const { name: client, senders } = callerOf(request)
    const result = await ports.actions.start({ client, idempotencyKey: idempotencyKeyOf(request.headers), input: request.body, senders })
    if (result.kind === 'refused') return sendProblems(result.problems, request, reply)
    if (result.kind === 'replayed') void reply.header('idempotency-replayed', 'true')
    return reply.code(202).header('location', `/v1/actions/${result.answer.id}`).send(toAction(result.answer))
  })
}
