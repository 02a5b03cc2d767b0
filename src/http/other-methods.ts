import type { FastifyInstance, RouteOptions } from 'fastify'
import { GatewayError } from '../letter/gateway-error.ts'

const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Notes every address from now on; call the result when all are there, and other methods on them answer 405 with `Allow`. */
export function noteMethods (app: FastifyInstance): () => void {
  const byUrl = new Map<string, Set<string>>()
  let isDone = false
  app.addHook('onRoute', (route: RouteOptions) => {
    // Below a wildcard are files; what is not there is not found, whatever the method.
    if (isDone || route.url.includes('*')) return
    const methods = byUrl.get(route.url) ?? new Set()
    for (const method of [route.method].flat()) methods.add(method)
    byUrl.set(route.url, methods)
  })
  return () => {
    isDone = true
    for (const [url, methods] of byUrl) refuseOthers(app, url, methods)
  }
}

function refuseOthers (app: FastifyInstance, url: string, allowed: ReadonlySet<string>): void {
  // Asked of the router, which also knows the second form of an address with a slash at its end.
  const others = known.filter(method => !app.hasRoute({ method, url }))
  if (others.length === 0) return
  app.route({
    method: [...others],
    url,
    schema: { hide: true },
    // Before the body is looked at.
    onRequest: (_request, reply) => {
      void reply.header('allow', [...allowed].join(', '))
      throw new GatewayError('ERR_HTTP_METHOD', 'Cannot answer the request: the address does not know the method')
    },
    handler: () => undefined
  })
}
