import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'listDeadLetters',
  summary: 'Letters that stopped, grouped by what stopped them',
  description: 'Nothing of them is deleted. When the cause is mended, an action with the group\'s reasonCode and state releases them all.',
  tags: ['operation'],
  response: {
    200: Type.Object({ groups: Type.Array(named('DeadLetters')) }, { description: 'The groups, the largest first', additionalProperties: false }),
    ...problems(401)
  }
}

/** `GET /v1/dead-letters` */
export function listDeadLetters (app: App, ports: GatewayPorts): void {
  app.get('/dead-letters', { schema }, async request => ({ groups: await ports.readDeadLetters(callerOf(request).senders) }))
}
