// The HTTP side, put together. `buildApp` builds, main listens; tests build the very same app.
import { fastifyHelmet } from '@fastify/helmet'
import { fastifyMultipart } from '@fastify/multipart'
import { fastifyStatic } from '@fastify/static'
import { fastifySwagger } from '@fastify/swagger'
import { fastifySwaggerUi } from '@fastify/swagger-ui'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import { answerProblems } from './answer-problems.ts'
import { answerSchemas } from './answer-schemas.ts'
import { createJsonReader, type JsonReader } from './json-reader.ts'
import { limitLetter } from './json-submission.ts'
import { multipartLimits } from './limits.ts'
import { docsOptions, openApiOptions } from './open-api.ts'
import { noteMethods } from './other-methods.ts'
import type { GatewayPorts } from './ports.ts'
import { problemSchema } from './problem.ts'
import { requireKey } from './require-key.ts'
import { actOnLetter } from './routes/act-on-letter.ts'
import { activateCertificate } from './routes/activate-certificate.ts'
import { approveAction } from './routes/approve-action.ts'
import { endPause } from './routes/end-pause.ts'
import { getAction } from './routes/get-action.ts'
import { getAudit } from './routes/get-audit.ts'
import { getCosts } from './routes/get-costs.ts'
import { getDoctor } from './routes/get-doctor.ts'
import { getFeed } from './routes/get-feed.ts'
import { getForecast } from './routes/get-forecast.ts'
import { getHealth } from './routes/get-health.ts'
import { getLetter } from './routes/get-letter.ts'
import { getLetterDecision } from './routes/get-letter-decision.ts'
import { getLetterEvents } from './routes/get-letter-events.ts'
import { getMetrics } from './routes/get-metrics.ts'
import { getOpenApi } from './routes/get-open-api.ts'
import { getProblem } from './routes/get-problem.ts'
import { getReport } from './routes/get-report.ts'
import { listActions } from './routes/list-actions.ts'
import { listCertificates } from './routes/list-certificates.ts'
import { listDeadLetters } from './routes/list-dead-letters.ts'
import { listLetters } from './routes/list-letters.ts'
import { listPauses } from './routes/list-pauses.ts'
import { listTasks } from './routes/list-tasks.ts'
import { postLetter } from './routes/post-letter.ts'
import { postLetterDecide } from './routes/post-letter-decide.ts'
import { precheck } from './routes/precheck.ts'
import { previewAction } from './routes/preview-action.ts'
import { rehearseCertificate } from './routes/rehearse-certificate.ts'
import { simulatePolicy } from './routes/simulate-policy.ts'
import { startAction } from './routes/start-action.ts'
import { startPause } from './routes/start-pause.ts'
import type { App, SchemaTypes } from './schema-types.ts'
import { securityHeaders } from './security-headers.ts'
import { serverOptions, type ServerSettings } from './server-options.ts'
import { turnAway } from './turn-away.ts'

/** What the app is made with, besides its ports. */
export interface AppOptions extends ServerSettings {
  /** Shown in the API description. */
  version: string
  /** Pages of other rooms, each in a scope of its own; they guard themselves. */
  pages?: readonly ((app: FastifyInstance) => Promise<void>)[]
  /** Folders of public files. Everything in them can be read by anybody. */
  assets?: readonly { prefix: string, folder: string }[]
}

/** Builds the app, ready to listen or to be injected. The order below is the order in which things happen to a request. */
export async function buildApp (ports: GatewayPorts, options: AppOptions): Promise<FastifyInstance> {
  const server = fastify(serverOptions(options))
  const app: App = server.withTypeProvider<SchemaTypes>()
  for (const schema of [...answerSchemas, problemSchema]) app.addSchema(schema)
  const refuseOtherMethods = noteMethods(server)

  await app.register(fastifyHelmet, securityHeaders)
  await app.register(fastifySwagger, openApiOptions(options.version))
  await app.register(fastifySwaggerUi, docsOptions)

  answerProblems(app, options.now)
  turnAway(app)
  const readJson = await readBodies(app)

  await app.register((scope: App) => addLetterRoutes(scope, ports, readJson), { prefix: '/v1' })
  getHealth(app, ports)
  getMetrics(app, ports)
  getProblem(app)
  getOpenApi(app)
  await addPages(server, options)

  refuseOtherMethods()
  await server.ready()
  return server
}

/** Two forms of body and no other; Fastify's text/plain goes. */
async function readBodies (app: App): Promise<JsonReader> {
  app.removeAllContentTypeParsers()
  const readJson = createJsonReader(app)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
    const body = await readJson(request, bytes)
    limitLetter(body, bytes.length, request.routeOptions.config.maxPlainBytes)
    return body
  })
  await app.register(fastifyMultipart, { limits: multipartLimits })
  return readJson
}

/** Everything that needs a key. */
function addLetterRoutes (scope: App, ports: GatewayPorts, readJson: JsonReader): Promise<void> {
  requireKey(scope, ports)
  postLetter(scope, ports, readJson)
  precheck(scope, ports)
  listLetters(scope, ports)
  getLetter(scope, ports)
  getLetterEvents(scope, ports)
  getLetterDecision(scope, ports)
  postLetterDecide(scope, ports)
  actOnLetter(scope, ports)
  previewAction(scope, ports)
  startAction(scope, ports)
  listActions(scope, ports)
  getAction(scope, ports)
  approveAction(scope, ports)
  listPauses(scope, ports)
  startPause(scope, ports)
  endPause(scope, ports)
  listDeadLetters(scope, ports)
  getFeed(scope, ports)
  getAudit(scope, ports)
  getCosts(scope, ports)
  getForecast(scope, ports)
  getReport(scope, ports)
  simulatePolicy(scope, ports)
  getDoctor(scope, ports)
  listTasks(scope, ports)
  listCertificates(scope, ports)
  rehearseCertificate(scope, ports)
  activateCertificate(scope, ports)
  return Promise.resolve()
}

async function addPages (server: FastifyInstance, { pages = [], assets = [] }: AppOptions): Promise<void> {
  for (const { prefix, folder } of assets) {
    await server.register(fastifyStatic, { prefix, root: folder, decorateReply: false, index: false, dotfiles: 'deny', acceptRanges: false, maxAge: '1h' })
  }
  for (const page of pages) await server.register(async scope => page(scope))
}
