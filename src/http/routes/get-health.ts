import { Type } from 'typebox'
import type { GatewayPorts, Readiness } from '../ports.ts'
import type { App } from '../schema-types.ts'

const live = Type.Object({ status: Type.String() }, { description: 'The process answers', additionalProperties: false })
const readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } })
}, { description: 'Whether requests should come here', additionalProperties: false })

/** `GET /health/live` (the event loop turns) and `GET /health/ready` (requests should come here). */
export function getHealth (app: App, ports: Pick<GatewayPorts, 'isReady'>): void {
  app.get('/health/live', {
    schema: { operationId: 'isLive', summary: 'Is the process alive', tags: ['operation'], response: { 200: live } }
  }, () => ({ status: 'ok' }))

  app.get('/health/ready', {
    schema: { operationId: 'isReady', summary: 'Can it take letters', tags: ['operation'], response: { 200: readiness, 503: readiness } }
  }, async (_request, reply) => {
    const result = await ports.isReady().catch((): Readiness => ({ ready: false, checks: { gateway: 'the check itself failed' } }))
    return reply.code(result.ready ? 200 : 503).header('cache-control', 'no-store').send(result)
  })
}
