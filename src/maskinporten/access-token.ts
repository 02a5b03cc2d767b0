import { jwtVerify, type JWTVerifyGetKey } from 'jose'
import { signJws } from '../crypto/jws.ts'
import type { Signer } from '../crypto/signer.ts'
import { GatewayError, toGatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { readOrganization, readTokenClaims, seconds, writeOrganization } from './wire.ts'

/** What an access token tells those it is shown to. */
export interface AccessToken {
  id: string
  clientId: string
  scopes: readonly string[]
  /** *Behandlingsansvarlig*: on whose behalf. */
  consumer: OrganizationNumber
  /** *Databehandler*: who acts, when it is not the consumer. */
  supplier?: OrganizationNumber
  issuedAt: Date
  expiresAt: Date
}

/** How a token is signed, and by whom. */
export interface IssueOptions {
  issuer: string
  signer: Signer
  /** `kid` of the key in the issuer's JWKS. */
  keyId: string
}

/** What a token is verified against. */
export interface VerifyOptions {
  issuer: string
  /** The issuer's keys (`createRemoteJWKSet`, `createLocalJWKSet` of jose). */
  keys: JWTVerifyGetKey
  /** The moment it must be valid at. */
  at: Date
  /** Clocks differ; default 10. */
  toleranceSeconds?: number
}

/**
 * Issues an access token with the claims of registries §3.
 *
 * Clients shall treat it as opaque; those who verify it find the key by its `kid`.
 *
 * @returns compact JWS, RS256
 */
export async function issueAccessToken (token: AccessToken, options: IssueOptions): Promise<string> {
  const claims = {
    iss: options.issuer,
    client_id: token.clientId,
    client_amr: 'virksomhetssertifikat',
    token_type: 'Bearer',
    scope: token.scopes.join(' '),
    consumer: writeOrganization(token.consumer),
    ...(token.supplier === undefined ? {} : { supplier: writeOrganization(token.supplier), delegation_source: 'https://altinn.example/' }),
    iat: seconds(token.issuedAt),
    exp: seconds(token.expiresAt),
    jti: token.id
  }
  return await signJws(JSON.stringify(claims), options.signer, { keyId: options.keyId })
}

/**
 * Verifies an access token: RS256 only, by the issuer's key, in force at the given moment.
 *
 * Which scope is enough is for the caller to say.
 *
 * @throws {GatewayError} `ERR_MASKINPORTEN_TOKEN`, always with the same words, whatever was wrong
 */
export async function verifyAccessToken (jwt: string, options: VerifyOptions): Promise<AccessToken> {
  try {
    const { payload } = await jwtVerify(jwt, options.keys, {
      issuer: options.issuer,
      algorithms: ['RS256'],
      currentDate: options.at,
      clockTolerance: options.toleranceSeconds ?? 10
    })
    const claims = readTokenClaims(payload)
    if (claims === undefined) throw refused()
    return {
      id: claims.jti,
      clientId: claims.client_id,
      scopes: claims.scope.split(' '),
      consumer: readOrganization(claims.consumer),
      ...(claims.supplier === undefined ? {} : { supplier: readOrganization(claims.supplier) }),
      issuedAt: new Date(claims.iat * 1000),
      expiresAt: new Date(claims.exp * 1000)
    }
  } catch (error) {
    throw toGatewayError(error, 'ERR_MASKINPORTEN_TOKEN', refused().message)
  }
}

function refused (): GatewayError {
  return new GatewayError('ERR_MASKINPORTEN_TOKEN', 'Cannot accept the access token: it is not a valid token of this issuer')
}
