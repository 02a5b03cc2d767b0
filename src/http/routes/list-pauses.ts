import { Type } from 'typebox'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'listPauses',
  summary: 'What is not handed over now: by people\'s wish, or a channel\'s',
  tags: ['operation'],
  response: {
    200: Type.Object({ pauses: Type.Array(named('Pause')) }, { description: 'The pauses in force', additionalProperties: false }),
    ...problems(401)
  }
}

/** `GET /v1/pauses` */
export function listPauses (app: App, ports: GatewayPorts): void {
  app.get('/pauses', { schema }, async request => ({ pauses: await ports.pauses.list(callerOf(request).senders) }))
}
