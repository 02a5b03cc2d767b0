import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

/** Tasks in one answer. */
const mostTasks = 1000

const schema = {
  operationId: 'listTasks',
  summary: 'What a person has to look into',
  description: 'Receipts that are missing, receipts that match no letter, and case systems that have fallen silent. They close by themselves. '
    + `Open ones come oldest first, closed ones newest first; at most ${mostTasks}.`,
  tags: ['operation'],
  querystring: Type.Object({ state: Type.Enum(['open', 'closed'], { type: 'string', default: 'open' }) }, { additionalProperties: false }),
  response: {
    200: Type.Object({ tasks: Type.Array(named('Task')) }, { description: 'The tasks', additionalProperties: false }),
    ...problems(400, 401)
  }
}

/** `GET /v1/tasks?state=open|closed` */
export function listTasks (app: App, ports: GatewayPorts): void {
  app.get('/tasks', { schema }, async request => ({ tasks: await ports.listTasks(request.query.state, callerOf(request).senders, mostTasks) }))
}
