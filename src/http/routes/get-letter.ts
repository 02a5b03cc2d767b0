import { found, letterId } from './letter-id.ts'
import { named, problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readLetter',
  summary: 'Where a letter is, why, and what happens next',
  tags: ['letters'],
  params: letterId,
  response: { 200: { description: 'The letter', ...named('LetterStatus') }, ...problems(401, 404) }
}

/** `GET /v1/letters/{id}` */
export function getLetter (app: App, ports: GatewayPorts): void {
  app.get('/letters/:id', { schema }, async request => found(await ports.readLetter(request.params.id, callerOf(request).senders)))
}
