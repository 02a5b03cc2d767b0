import type { FastifyRequest } from 'fastify'
import type { AccessToken } from '../../maskinporten/access-token.ts'
import { Refused } from '../refused.ts'
import type { World } from '../world.ts'

/** A call's token, proved, and exactly as it was sent. */
export interface PresentedToken extends AccessToken {
  jwt: string
}

/**
 * Proves the bearer token of a call.
 *
 * @param scopes any one of them is enough
 * @throws {Refused} 401 without a valid token, 403 without the scope
 */
export async function requireToken (request: FastifyRequest, world: World, scopes: readonly string[]): Promise<PresentedToken> {
  const jwt = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (jwt === undefined) throw new Refused(401, 'The bearer token is missing')
  const token = await world.maskinporten.verify(jwt, world.machineNow()).catch(() => {
    throw new Refused(401, 'The bearer token is not valid or has expired')
  })
  if (!scopes.some(scope => token.scopes.includes(scope))) throw new Refused(403, `The bearer token lacks the scope ${scopes.join(' or ')}`)
  return { ...token, jwt }
}
