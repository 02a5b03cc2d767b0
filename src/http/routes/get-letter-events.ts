import { Type } from 'typebox'
import { found, letterId } from './letter-id.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readLetterEvents',
  summary: 'Everything that happened to a letter, oldest first',
  tags: ['letters'],
  params: letterId,
  response: {
    200: Type.Object({ events: Type.Array(named('Event')) }, { description: 'The events', additionalProperties: false }),
    ...problems(401, 404)
  }
}

/** `GET /v1/letters/{id}/events` */
export function getLetterEvents (app: App, ports: GatewayPorts): void {
  app.get('/letters/:id/events', { schema }, async request => {
    const events = found(await ports.readEvents(request.params.id, callerOf(request).senders))
    return { events }
  })
}
