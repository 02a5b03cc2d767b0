import { Type } from 'typebox'
import { actionStates } from '../../letter/act.ts'
import { named, problems } from '../answer-schemas.ts'
import { timeouts } from '../limits.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { toAction } from './to-action.ts'

/** Actions in one answer. */
const mostActions = 50

const schema = {
  operationId: 'listActions',
  summary: 'The actions over many letters',
  description: `Those that touch no other sender's letters, newest first; at most ${mostActions}. With a state, only those that are in it.`,
  tags: ['operation'],
  querystring: Type.Object({ state: Type.Optional(Type.Enum([...actionStates], { type: 'string' })) }, { additionalProperties: false }),
  response: {
    200: Type.Object({ actions: Type.Array(named('Action')) }, { description: 'The actions', additionalProperties: false }),
    ...problems(400, 401)
  }
}

/** `GET /v1/actions?state=waiting_approval|running|done|refused` */
export function listActions (app: App, ports: GatewayPorts): void {
  app.get('/actions', { schema, handlerTimeout: timeouts.longReadMs }, async request => {
    const actions = await ports.actions.list(callerOf(request).senders, request.query.state, mostActions)
    return { actions: actions.map(toAction) }
  })
}
