import type { FastifyInstance } from 'fastify'
import { jwtBearer } from '../../maskinporten/wire.ts'
import { addFaultHooks } from '../faults/fault-hooks.ts'
import type { World } from '../world.ts'

/** Maskinporten: the token endpoint, its keys and its metadata (RFC 8414). */
export function maskinportenRoutes (scope: FastifyInstance, world: World): void {
  const { maskinporten } = world
  addFaultHooks(scope, 'maskinporten', world.faults)
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)))
  })

  scope.post('/token', async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const assertion = form.get('assertion')
    if (form.get('grant_type') !== jwtBearer) return await reply.code(400).send(refusal('unsupported_grant_type', 'MP-011: Unknown grant_type'))
    if (assertion === null) return await reply.code(400).send(refusal('invalid_request', 'MP-011: The assertion is missing'))
    const answer = await maskinporten.exchange(assertion)
    if ('code' in answer) {
      const error = answer.code === 'MP-100' ? 'invalid_client' : answer.code.startsWith('MP-2') ? 'invalid_scope' : 'invalid_grant'
      return await reply.code(answer.code === 'MP-100' ? 401 : 400).send(refusal(error, `${answer.code}: ${answer.description}`))
    }
    return await reply.header('cache-control', 'no-store').send({
      access_token: answer.accessToken, token_type: 'Bearer', expires_in: answer.lifetimeSeconds, scope: answer.scope
    })
  })

  scope.get('/jwk', async (_request, reply) => await reply.send(maskinporten.keySet))

  scope.get('/.well-known/oauth-authorization-server', async (_request, reply) => await reply.send({
    issuer: maskinporten.issuer(),
    token_endpoint: `${maskinporten.issuer()}token`,
    jwks_uri: `${maskinporten.issuer()}jwk`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    grant_types_supported: [jwtBearer],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512']
  }))
}

/** RFC 6749 §5.2, with Maskinporten's own code in front of the description. */
function refusal (error: string, description: string): { error: string, error_description: string } {
  return { error, error_description: description }
}
