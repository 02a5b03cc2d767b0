import { Type } from 'typebox'
import { problems } from '../answer-schemas.ts'
import type { GatewayPorts } from '../ports.ts'
import type { App } from '../schema-types.ts'

const schema = {
  operationId: 'readMetrics',
  summary: 'Figures for Prometheus',
  tags: ['operation'],
  response: {
    200: { description: 'Figures without personal data', content: { 'text/plain': { schema: Type.String() } } },
    ...problems()
  }
}

/** `GET /metrics`. Open, as scrapers expect; keep the port inside the network. */
export function getMetrics (app: App, ports: Pick<GatewayPorts, 'metrics'>): void {
  app.get('/metrics', { schema }, async (_request, reply) => {
    const { contentType, text } = await ports.metrics()
    return reply.type(contentType).send(text)
  })
}
