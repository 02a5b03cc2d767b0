import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, type JSONWebKeySet } from 'jose'
import { issueAccessToken, verifyAccessToken, type AccessToken } from '../../maskinporten/access-token.ts'
import { verifyGrant, type GrantVerdict, type MaskinportenClient } from '../../maskinporten/verify-grant.ts'
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { Parties } from '../parties.ts'

/** A delegation in Altinn: the supplier may act for the consumer. */
export interface Delegation {
  consumer: OrganizationNumber
  supplier: OrganizationNumber
  scope: string
}

/** Maskinporten as the other stand-ins see it. */
export interface MaskinportenStandIn {
  readonly keySet: JSONWebKeySet
  issuer (): string
  exchange (assertion: string): Promise<TokenAnswer>
  /** @throws {GatewayError} `ERR_MASKINPORTEN_TOKEN` */
  verify (jwt: string, at: Date): Promise<AccessToken>
}

/** What the token endpoint says. */
export type TokenAnswer = { accessToken: string, lifetimeSeconds: number, scope: string } | Extract<GrantVerdict, { isGood: false }>

/**
 * What the stand-in is made of.
 *
 * `now` is the machine's time: grants and tokens are judged by clocks that do not move with the sandbox's.
 */
export interface StandInOptions {
  parties: Parties
  clients: readonly MaskinportenClient[]
  delegations: readonly Delegation[]
  url: () => string
  now: () => Date
  newId: () => string
}

/** As in the published samples (dpi-json §8). */
const tokenLifetimeSeconds = 120

/** Makes the stand-in for Maskinporten, with one signing key whose id is its thumbprint (RFC 7638). */
export async function createMaskinporten ({ parties, clients, delegations, url, now, newId }: StandInOptions): Promise<MaskinportenStandIn> {
  const { signer, chain } = parties.maskinporten
  if (chain[0] === undefined) throw new TypeError('Cannot sign tokens: there is no certificate for Maskinporten')
  const key = await exportJWK(chain[0].publicKey)
  const keyId = await calculateJwkThumbprint(key)
  const keySet = { keys: [{ ...key, kid: keyId, alg: 'RS256', use: 'sig' }] }
  const keys = createLocalJWKSet(keySet)
  const issuer = (): string => `${url()}/maskinporten/`
  const rules = {
    trust: parties.trust,
    now,
    client: (id: string) => clients.find(client => client.id === id),
    hasDelegated: (consumer: string, supplier: string, scope: string) =>
      delegations.some(one => one.consumer === consumer && one.supplier === supplier && one.scope === scope),
    spend: createSpending(now)
  }

  return {
    keySet,
    issuer,
    exchange: async assertion => {
      const verdict = await verifyGrant(assertion, { ...rules, issuer: issuer() })
      if (!verdict.isGood) return verdict
      const { client, ...grant } = verdict.grant
      const issuedAt = now()
      const expiresAt = new Date(issuedAt.getTime() + tokenLifetimeSeconds * 1000)
      const token = { ...grant, id: newId(), clientId: client.id, issuedAt, expiresAt }
      const accessToken = await issueAccessToken(token, { issuer: issuer(), signer, keyId })
      return { accessToken, lifetimeSeconds: tokenLifetimeSeconds, scope: grant.scopes.join(' ') }
    },
    verify: async (jwt, at) => await verifyAccessToken(jwt, { issuer: issuer(), keys, at })
  }
}

/** Remembers each `jti` until its grant would have expired anyway. */
function createSpending (now: () => Date): (id: string, until: Date) => boolean {
  const spent = new Map<string, Date>()
  return (id, until) => {
    for (const [old, end] of spent) if (end < now()) spent.delete(old)
    if (spent.has(id)) return false
    spent.set(id, until)
    return true
  }
}
