import { fastifyHelmet } from '@fastify/helmet'
import { fastify, type FastifyInstance } from 'fastify'
import { answerProblems } from './answer-problems.ts'
import { answerSchemas } from './answer-schemas.ts'
import { noteMethods } from './other-methods.ts'
import type { GatewayPorts } from './ports.ts'
import { problemSchema } from './problem.ts'
import { getHealth } from './routes/get-health.ts'
import { getMetrics } from './routes/get-metrics.ts'
import type { App, SchemaTypes } from './schema-types.ts'
import { securityHeaders } from './security-headers.ts'
import { serverOptions, type ServerSettings } from './server-options.ts'
import { turnAway } from './turn-away.ts'

/** Builds the app of a process without an API, ready to listen: how the process is, and its figures, as the API tells them of its own. */
export async function buildFiguresApp (ports: Pick<GatewayPorts, 'isReady' | 'metrics'>, settings: ServerSettings): Promise<FastifyInstance> {
  const server = fastify(serverOptions(settings))
  const app: App = server.withTypeProvider<SchemaTypes>()
  for (const schema of [...answerSchemas, problemSchema]) app.addSchema(schema)
  const refuseOtherMethods = noteMethods(server)
  await app.register(fastifyHelmet, securityHeaders)
  answerProblems(app, settings.now)
  turnAway(app)
  getHealth(app, ports)
  getMetrics(app, ports)
  refuseOtherMethods()
  await server.ready()
  return server
}
