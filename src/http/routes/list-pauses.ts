import { Type } from 'typebox'
import { pauseStates } from '../../letter/pause.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'listPauses',
  summary: 'What is not handed over now: by people\'s wish, or a channel\'s',
  description: 'Or what was paused and is not any more: those that ended in the last 30 days, the last to end first.',
  tags: ['operation'],
  querystring: Type.Object({ state: Type.Enum([...pauseStates], { type: 'string', default: 'in-force' }) }, { additionalProperties: false }),
  response: {
    200: Type.Object({ pauses: Type.Array(named('Pause')) }, { description: 'The pauses', additionalProperties: false }),
    ...problems(400, 401)
  }
}

/** `GET /v1/pauses?state=in-force|ended` */
export function listPauses (app: App, ports: GatewayPorts): void {
  app.get('/pauses', { schema }, async request => ({ pauses: await ports.pauses.list(callerOf(request).senders, request.query.state) }))
}
