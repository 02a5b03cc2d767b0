import { groundsSchema } from '../../intake/act-schema.ts'
import { GatewayError } from '../../letter/gateway-error.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxLetterBytes } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { letterId } from './letter-id.ts'

const schema = {
  operationId: 'endPause',
  summary: 'Resumes what was paused',
  tags: ['operation'],
  params: letterId,
  response: { 200: { description: 'The pause that ended', ...named('Pause') }, ...problems(400, 401, 404, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: groundsSchema } } }

/** `POST /v1/pauses/{id}/end` */
export function endPause (app: App, ports: GatewayPorts): void {
  app.post('/pauses/:id/end', { schema, bodyLimit: maxLetterBytes, config: { documentedBody }, onRequest: demandJson }, async (request, reply) => {
    const { name, senders } = callerOf(request)
    const result = await ports.pauses.end(request.params.id, request.body, name, senders)
    if (result === undefined) throw new GatewayError('ERR_HTTP_NOT_FOUND', 'Cannot find the pause: none of this id is in force')
    return result.kind === 'refused' ? sendProblems(result.problems, request, reply) : reply.send(result.answer)
  })
}
