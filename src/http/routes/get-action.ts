import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'
import { letterId } from './letter-id.ts'
import { foundAction, toAction } from './to-action.ts'

const schema = {
  operationId: 'readAction',
  summary: 'How far an action over many letters has come',
  tags: ['operation'],
  params: letterId,
  response: { 200: { description: 'The action', ...named('Action') }, ...problems(401, 404) }
}

/** `GET /v1/actions/{id}` */
export function getAction (app: App, ports: GatewayPorts): void {
  app.get('/actions/:id', { schema }, async request => toAction(foundAction(await ports.actions.read(request.params.id, callerOf(request).senders))))
}
