import type { X509Certificate } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { verifyJws } from '../crypto/jws.ts'
import { organizationNumberOf } from '../crypto/organization-number.ts'
import { proveChain, type Trust } from '../crypto/trust.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { maxGrantSeconds } from './grant.ts'
import { readGrantClaims, seconds, type GrantClaims } from './wire.ts'

/** A client as Maskinporten has it registered. */
export interface MaskinportenClient {
  id: string
  organization: OrganizationNumber
  scopes: readonly string[]
}

/** What grants are judged by. */
export interface GrantRules {
  /** Our own issuer name; the only audience we take. */
  issuer: string
  trust: Trust
  client (id: string): MaskinportenClient | undefined
  /** Tells whether the consumer has delegated the scope to the supplier (in Altinn). */
  hasDelegated (consumer: OrganizationNumber, supplier: OrganizationNumber, scope: string): boolean
  /** Remembers a `jti`; false when it was used before. */
  spend (id: string, until: Date): boolean
  now (): Date
}

/** What a good grant gives a right to. */
export interface VerifiedGrant {
  client: MaskinportenClient
  scopes: string[]
  consumer: OrganizationNumber
  /** Only when acting for another organization. */
  supplier?: OrganizationNumber
}

/** A verdict with Maskinporten's own code (*feilkode*, registries §3). */
export type GrantVerdict = { isGood: true, grant: VerifiedGrant } | { isGood: false, code: GrantFault, description: string }

/** Maskinporten's codes, with the words it uses. */
export const grantFaults = {
  'MP-011': 'Invalid parameter in the grant',
  'MP-012': 'The grant has been used before',
  'MP-100': 'Client authentication failed',
  'MP-110': 'Invalid audience in the grant',
  'MP-120': 'The certificate is not valid',
  'MP-122': 'The organization number of the client does not match the certificate',
  'MP-123': 'Invalid x5c header',
  'MP-124': 'Invalid signature in the grant',
  'MP-130': 'The grant has expired',
  'MP-200': 'The scope is not registered on the client',
  'MP-251': 'The consumer has not delegated the scope to the supplier'
} as const

/** One of the codes above. */
export type GrantFault = keyof typeof grantFaults

/** Stops the verification; never leaves this file. */
class Refusal extends Error {
  readonly code: GrantFault
  constructor (code: GrantFault) {
    super(code)
    this.code = code
  }
}

/** `iat` within ± 10 s of the server (registries §3). */
const maxSkewSeconds = 10

/**
 * Verifies a JWT bearer grant as Maskinporten does: nothing of it is used before its signature and certificate hold.
 *
 * The `jti` is spent only by a grant that is good in every other way.
 */
export async function verifyGrant (assertion: string, rules: GrantRules): Promise<GrantVerdict> {
  try {
    const { claims, certificate } = await prove(assertion, rules)
    const client = rules.client(claims.iss)
    if (client === undefined) throw new Refusal('MP-100')
    if (organizationNumberOf(certificate) !== client.organization) throw new Refusal('MP-122')
    checkTime(claims, rules)
    const grant = authorize(claims, client, rules)
    if (claims.jti !== undefined && !rules.spend(claims.jti, new Date(claims.exp * 1000))) throw new Refusal('MP-012')
    return { isGood: true, grant }
  } catch (error) {
    if (error instanceof Refusal) return { isGood: false, code: error.code, description: grantFaults[error.code] }
    throw error
  }
}

/** Signature before chain: without it the certificate is only somebody's claim. The claims come last, from the proved bytes. */
async function prove (assertion: string, rules: GrantRules): Promise<{ claims: GrantClaims, certificate: X509Certificate }> {
  if (!hasChain(assertion)) throw new Refusal('MP-123')
  const { payload, chain } = await verifyJws(assertion).catch((error: unknown) => {
    throw new Refusal(error instanceof GatewayError && error.code === 'ERR_CRYPTO_SIGNATURE' ? 'MP-124' : 'MP-123')
  })
  const [certificate] = chain
  if (certificate === undefined) throw new Refusal('MP-123')
  try {
    proveChain(chain, rules.trust, rules.now())
  } catch {
    throw new Refusal('MP-120')
  }
  const claims = readGrantClaims(payload)
  if (claims === undefined) throw new Refusal('MP-011')
  return { claims, certificate }
}

/** Enterprise certificates stand in the grant itself; keys registered beforehand (`kid`) are not offered here. */
function hasChain (assertion: string): boolean {
  try {
    const { x5c } = decodeProtectedHeader(assertion)
    return Array.isArray(x5c) && x5c.length > 0
  } catch {
    throw new Refusal('MP-011')
  }
}

function checkTime (claims: GrantClaims, rules: GrantRules): void {
  const now = seconds(rules.now())
  if (claims.aud !== rules.issuer) throw new Refusal('MP-110')
  if (claims.exp <= now) throw new Refusal('MP-130')
  if (Math.abs(claims.iat - now) > maxSkewSeconds) throw new Refusal('MP-011')
  if (claims.exp - claims.iat > maxGrantSeconds || claims.exp <= claims.iat) throw new Refusal('MP-011')
}

/** A client acts for its own organization, or as a supplier for one that has delegated every scope asked for. */
function authorize (claims: GrantClaims, client: MaskinportenClient, rules: GrantRules): VerifiedGrant {
  const scopes = claims.scope.split(' ').filter(scope => scope !== '')
  if (scopes.length === 0 || !scopes.every(scope => client.scopes.includes(scope))) throw new Refusal('MP-200')
  const consumer = claims.consumer_org ?? client.organization
  if (consumer === client.organization) return { client, scopes, consumer }
  if (!scopes.every(scope => rules.hasDelegated(consumer, client.organization, scope))) throw new Refusal('MP-251')
  return { client, scopes, consumer, supplier: client.organization }
}
