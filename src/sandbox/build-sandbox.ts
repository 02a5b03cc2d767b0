import multipart from '@fastify/multipart'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import { authorityRoutes, revocationRoutes } from './ca/routes.ts'
import type { Carrier } from './access-point/carry.ts'
import { accessPointRoutes } from './access-point/routes.ts'
import type { ChangePeople } from './control/change-people.ts'
import { controlRoutes } from './control/routes.ts'
import { folkeregisteretEventRoutes } from './folkeregisteret/event-routes.ts'
import type { EventFeed } from './folkeregisteret/events.ts'
import { folkeregisteretRoutes } from './folkeregisteret/routes.ts'
import { krrChangeRoutes } from './krr/change-routes.ts'
import type { ContactChanges } from './krr/changes.ts'
import { krrRoutes } from './krr/routes.ts'
import { mailboxPath } from './mailbox/layout.ts'
import type { Letters } from './mailbox/letters.ts'
import { mailboxRoutes } from './mailbox/routes.ts'
import { maskinportenRoutes } from './maskinporten/routes.ts'
import type { World } from './world.ts'

/** What the routes are joined to. The routes of one party never see another party's parts. */
export interface SandboxParts {
  world: World
  carrier: Carrier
  letters: Letters
  feed: EventFeed
  contactChanges: ContactChanges
  changePeople: ChangePeople
}

const folkeregisteretPath = '/folkeregisteret/offentlig-med-hjemmel/api'

/** Small JSON bodies; 1000 identity numbers fit many times over. */
const bodyLimit = 1024 * 1024

/**
 * Builds the sandbox's HTTP application. It does not listen.
 *
 * Requests are logged by their route's pattern, never by their address: Folkeregisteret has identity numbers in its paths.
 */
export async function buildSandbox ({ world, carrier, letters, feed, contactChanges, changePeople }: SandboxParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: world.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true }
  })
  app.setNotFoundHandler(async (_request, reply) => { await reply.code(404).send({ status: 404, detail: 'The sandbox has no such path' }) })
  app.addHook('onResponse', (request, reply, done) => {
    request.log.debug({ method: request.method, route: request.routeOptions.url, status: reply.statusCode }, 'The sandbox answered')
    done()
  })
  await app.register(multipart)
  await app.register((scope, _options, done) => { maskinportenRoutes(scope, world); done() }, { prefix: '/maskinporten' })
  await app.register((scope, _options, done) => { krrRoutes(scope, world); done() }, { prefix: '/krr' })
  await app.register((scope, _options, done) => { krrChangeRoutes(scope, world, contactChanges); done() }, { prefix: '/krr' })
  await app.register((scope, _options, done) => { folkeregisteretRoutes(scope, world); done() }, { prefix: folkeregisteretPath })
  await app.register((scope, _options, done) => { folkeregisteretEventRoutes(scope, world, feed); done() }, { prefix: folkeregisteretPath })
  await app.register((scope, _options, done) => { accessPointRoutes(scope, world, carrier); done() }, { prefix: '/dpi' })
  await app.register(async scope => { await mailboxRoutes(scope, world, letters) }, { prefix: mailboxPath })
  await app.register((scope, _options, done) => { authorityRoutes(scope, world); done() }, { prefix: '/ca' })
  await app.register((scope, _options, done) => { controlRoutes(scope, world, changePeople); done() }, { prefix: '/sandbox' })
  await app.register((scope, _options, done) => { revocationRoutes(scope, world); done() }, { prefix: '/sandbox' })
  app.get('/', async (_request, reply) => await reply.redirect(mailboxPath, 303))
  return app
}
