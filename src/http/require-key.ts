import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller, GatewayPorts } from './ports.ts'
import type { App } from './schema-types.ts'
import { GatewayError } from '../letter/gateway-error.ts'

/** RFC 6750 §2.1: one space, then a b64token. */
const bearer = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i

/** Lets nobody without a known key reach the routes of this scope. */
export function requireKey (scope: App, ports: GatewayPorts): void {
  scope.decorateRequest('caller')
  scope.addHook('onRequest', (request, reply, done) => {
    void reply.header('cache-control', 'no-store')
    request.setDecorator<Caller>('caller', authenticated(request, reply, ports))
    done()
  })
}

/** Whose key the request came with. Only in a scope of `requireKey`. */
export function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}

function authenticated (request: FastifyRequest, reply: FastifyReply, ports: GatewayPorts): Caller {
  const { authorization } = request.headers
  const key = bearer.exec(authorization ?? '')?.[1]
  const caller = key === undefined ? undefined : ports.authenticate(key)
  if (caller !== undefined) return caller
  // RFC 6750 §3: an error code only where a key was shown.
  void reply.header('www-authenticate', `Bearer realm="postbud"${authorization === undefined ? '' : ', error="invalid_token"'}`)
  const why = authorization === undefined ? 'there is no key' : 'the key is not known'
  throw new GatewayError('ERR_HTTP_UNAUTHENTICATED', `Cannot answer the request: ${why}`)
}
