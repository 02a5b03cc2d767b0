import { actPreviewSchema } from '../../intake/act-schema.ts'
import { sendProblems } from '../answer-problems.ts'
import { named, problems } from '../answer-schemas.ts'
import { demandJson } from '../exact-content-type.ts'
import { maxLetterBytes, timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'previewAction',
  summary: 'Counts what an action over many letters would meet',
  description: 'How many letters are meant, how many can be acted on, and what stands in the way of the others. Nothing is done. The registers are not asked: '
    + 'what the rules forbid of a redirection is found when it is done.',
  tags: ['operation'],
  response: { 200: { description: 'The count', ...named('ActionPreview') }, ...problems(400, 401, 403, 413, 415, 422) }
}

/** Read by open-api.ts: the body is judged by intake/, so Fastify has no schema of it. */
const documentedBody = { required: true, content: { 'application/json': { schema: actPreviewSchema } } }

/** `POST /v1/actions/preview` */
export function previewAction (app: App, ports: GatewayPorts): void {
  const options = { schema, bodyLimit: maxLetterBytes, handlerTimeout: timeouts.longReadMs, config: { documentedBody }, onRequest: demandJson }
  app.post('/actions/preview', options, async (request, reply) => {
    const result = await ports.actions.preview(request.body, callerOf(request).senders)
    return result.kind === 'refused' ? sendProblems(result.problems, request, reply) : reply.send(result.answer)
  })
}
