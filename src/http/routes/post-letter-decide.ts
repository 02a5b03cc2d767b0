import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, letterId } from './letter-id.ts'
import { overrideSchema } from '../../intake/override-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { bodyFormOf } from '../exact-content-type.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import { maxLetterBytes } from '../limits.ts'
import type { DecideResult, GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { GatewayError } from '../../letter/gateway-error.ts'

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

const documentedHeaders = {
  type: 'object',
  required: ['Idempotency-Key'],
  properties: {
    'Idempotency-Key': {
      type: 'string', minLength: 1, maxLength: 200,
      description: 'Unique for this decision. A repeat with the same key and content gets the first answer again.'
    }
  }
}

/** `POST /v1/letters/{id}/decide` */
export function postLetterDecide (app: App, ports: GatewayPorts): void {
  app.post('/letters/:id/decide', { schema, bodyLimit: maxLetterBytes, config: { documentedBody, documentedHeaders }, onRequest: refuseEarly }, async (request, reply) => {
    const { name, senders } = callerOf(request)
    const call = { client: name, idempotencyKey: idempotencyKeyOf(request.headers), letterId: request.params.id, input: request.body }
    return answer(found(await ports.decide(call, senders)), request, reply)
  })
}

function refuseEarly (request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  if (bodyFormOf(request) !== 'json') throw new GatewayError('ERR_HTTP_MEDIA_TYPE', 'Cannot read the request: a decision is sent as application/json')
  idempotencyKeyOf(request.headers)
  done()
}

function answer (result: DecideResult, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (result.kind === 'refused') return sendProblems(result.problems, request, reply)
  if (result.kind === 'replayed') void reply.header('idempotency-replayed', 'true')
  // The text as it was kept, so that a repeat is the same byte for byte.
  return reply.code(200).type('application/json; charset=utf-8').send(result.body)
}
