// Maskinporten's own names, read strictly. Nothing past this file sees them (registries §3).
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { OrganizationNumber } from '../letter/letter.ts'

/** The one grant type Maskinporten takes (RFC 7523). */
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** How Maskinporten writes an organization. */
export const organizationAuthority = 'iso6523-actorid-upis'

const organization = Type.Object({ authority: Type.Literal(organizationAuthority), ID: Type.String({ pattern: '^(0192|9908):[0-9]{9}$' }) })

const grantClaims = Type.Object({
  aud: Type.String(),
  iss: Type.String({ minLength: 1 }),
  iat: Type.Integer(),
  exp: Type.Integer(),
  jti: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  scope: Type.String({ minLength: 1 }),
  resource: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  consumer_org: Type.Optional(Type.String({ pattern: '^[0-9]{9}$' }))
})

const accessTokenClaims = Type.Object({
  iss: Type.String(),
  client_id: Type.String(),
  consumer: organization,
  supplier: Type.Optional(organization),
  scope: Type.String(),
  iat: Type.Integer(),
  exp: Type.Integer(),
  jti: Type.String()
})

const tokenAnswer = Type.Object({ access_token: Type.String({ minLength: 1 }), expires_in: Type.Integer({ minimum: 1 }) })
const refusal = Type.Object({ error: Type.String({ minLength: 1 }), error_description: Type.Optional(Type.String()) })

/** Claims of a grant. */
export type GrantClaims = Static<typeof grantClaims>

/** The same in our words. */
export interface GrantFields {
  audience: string
  clientId: string
  scope: string
  consumerOrganization?: OrganizationNumber
  id: string
  issuedAt: Date
  lifetimeSeconds: number
}

/** Claims of an access token. */
export type TokenClaims = Static<typeof accessTokenClaims>

/** Reads a grant's claims; undefined for anything else. */
export function readGrantClaims (json: string): GrantClaims | undefined {
  const claims = parse(json)
  return Value.Check(grantClaims, claims) ? claims : undefined
}

/** Reads an access token's claims; undefined for anything else. */
export function readTokenClaims (claims: unknown): TokenClaims | undefined {
  return Value.Check(accessTokenClaims, claims) ? claims : undefined
}

/** Reads the answer of the token endpoint; undefined for anything else, HTML of a gateway on the way included. */
export function readTokenAnswer (json: string): { accessToken: string, lifetimeSeconds: number } | undefined {
  const answer = parse(json)
  return Value.Check(tokenAnswer, answer) ? { accessToken: answer.access_token, lifetimeSeconds: answer.expires_in } : undefined
}

/** The codes of a refusal. */
export interface TokenRefusal {
  /** OAuth's own (RFC 6749 §5.2), as it came. */
  error: string
  /** Maskinporten's, such as `MP-124`; not every refusal has one. */
  code?: string
}

/** Reads the codes of a refusal; undefined for anything else. Only codes are kept: the text behind them may quote what we sent. */
export function readRefusal (json: string): TokenRefusal | undefined {
  const answer = parse(json)
  if (!Value.Check(refusal, answer)) return undefined
  const code = /MP-\d{3}/.exec(answer.error_description ?? '')?.[0]
  return { error: answer.error, ...code !== undefined && { code } }
}

/** Writes a grant's claims. */
export function writeGrantClaims (grant: GrantFields): GrantClaims {
  const iat = seconds(grant.issuedAt)
  return {
    aud: grant.audience,
    iss: grant.clientId,
    iat,
    exp: iat + grant.lifetimeSeconds,
    jti: grant.id,
    scope: grant.scope,
    ...(grant.consumerOrganization === undefined ? {} : { consumer_org: grant.consumerOrganization })
  }
}

/** Writes an organization. */
export function writeOrganization (number: OrganizationNumber): { authority: typeof organizationAuthority, ID: string } {
  return { authority: organizationAuthority, ID: `0192:${number}` }
}

/** Reads an organization. */
export function readOrganization (organization: { ID: string }): OrganizationNumber {
  return organization.ID.slice(organization.ID.indexOf(':') + 1)
}

/** Whole seconds since 1970, as JWT counts. */
export function seconds (date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

function parse (json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
