import { problems } from '../answer-schemas.ts'
import { outlookSchema } from '../outlook-schema.ts'
import type { GatewayPorts } from '../ports.ts'
import { callerOf } from '../require-key.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readForecast',
  summary: 'What waits to leave, how fast letters leave, and when all will have left',
  tags: ['operation'],
  response: { 200: { ...outlookSchema, description: 'What is ahead' }, ...problems(401) }
}

/** `GET /v1/forecast` */
export function getForecast (app: App, ports: GatewayPorts): void {
  app.get('/forecast', { schema }, async request => ports.readForecast(callerOf(request).senders))
}
