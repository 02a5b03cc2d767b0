import { pauseSchema } from '../../intake/act-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxLetterBytes } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'startPause',
  summary: 'Stops hand-overs by channel, sender and class',
  description: 'Letters wait where they are and lose no try. What is handed over already is followed as ever.',
  tags: ['operation'],
  response: { 201: { description: 'The pause', ...named('Pause') }, ...problems(400, 401, 403, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: pauseSchema } } }

/** `POST /v1/pauses` */
export function startPause (app: App, ports: GatewayPorts): void {
  app.post('/pauses', { schema, bodyLimit: maxLetterBytes, config: { documentedBody }, onRequest: demandJson }, async (request, reply) => {
    const { name, senders } = callerOf(request)
    const result = await ports.pauses.start(request.body, name, senders)
    return result.kind === 'refused' ? sendProblems(result.problems, request, reply) : reply.code(201).send(result.answer)
  })
}
