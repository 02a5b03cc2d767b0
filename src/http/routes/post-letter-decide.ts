import { overrideSchema } from '../../intake/override-schema.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { demandKey, idempotencyKeyOf, keyHeader } from '../idempotency-key.ts'
import { maxLetterBytes } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { sendOrder } from './act-on-letter.ts'
import { found, letterId } from './letter-id.ts'

const schema = {
  operationId: 'decideLetter',
  summary: 'Decides about a letter that the rules left to people',
  description: 'Only in the states needs_decision and held. The registers are read again before the letter goes on, and what the law forbids stays forbidden.',
  tags: ['letters'],
  params: letterId,
  response: { 200: { description: 'The decision is taken', ...named('Override') }, ...problems(400, 401, 404, 409, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: overrideSchema } } }

/** `POST /v1/letters/{id}/decide` */
export function postLetterDecide (app: App, ports: GatewayPorts): void {
  const config = { documentedBody, documentedHeaders: keyHeader('decision') }
  app.post('/letters/:id/decide', { schema, bodyLimit: maxLetterBytes, config, onRequest: [demandJson, demandKey] }, async (request, reply) => {
    const { name, senders } = callerOf(request)
    const call = { client: name, idempotencyKey: idempotencyKeyOf(request.headers), letterId: request.params.id, input: request.body }
    return sendOrder(found(await ports.decide(call, senders)), request, reply)
  })
}
