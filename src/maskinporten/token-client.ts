import { readBody } from '../bytes/read-body.ts'
import type { Signer } from '../crypto/signer.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { makeGrant } from './grant.ts'
import { jwtBearer, readRefusal, readTokenAnswer } from './wire.ts'

/** What an access token is wanted for. */
export interface TokenRequest {
  scope: string
  consumerOrganization?: OrganizationNumber
}

/** Gives access tokens; the same one as long as enough of its life remains. */
export interface TokenClient {
  /** @throws {GatewayError} `ERR_MASKINPORTEN_UNAVAILABLE` when trying again may help, `ERR_MASKINPORTEN_REFUSED` when it cannot */
  token (request: TokenRequest): Promise<string>
}

/** What the client needs from outside. */
export interface TokenClientOptions {
  tokenUrl: string
  /** Maskinporten's issuer name, the grant's audience. */
  issuer: string
  clientId: string
  signer: Signer
  fetch: typeof globalThis.fetch
  now: () => Date
  newId: () => string
  /** Default 10 000. */
  timeoutMs?: number
}

interface Held { token: string, expiresAt: number }

/** A token is embedded in the message it is sent with, so it must outlive a slow upload (dpi-json §8). */
const minLifeMs = 30_000

/** Makes a client that fetches and keeps tokens. Only one request a scope and consumer is under way at a time. */
export function createTokenClient (options: TokenClientOptions): TokenClient {
  const held = new Map<string, Held>()
  const underWay = new Map<string, Promise<Held>>()

  const refresh = async (key: string, request: TokenRequest): Promise<Held> => {
    try {
      const fresh = await fetchToken(request, options)
      held.set(key, fresh)
      return fresh
    } finally {
      underWay.delete(key)
    }
  }

  return {
    token: async request => {
      const key = `${request.scope}|${request.consumerOrganization ?? ''}`
      const kept = held.get(key)
      if (kept !== undefined && kept.expiresAt - options.now().getTime() >= minLifeMs) return kept.token
      const promise = underWay.get(key) ?? refresh(key, request)
      underWay.set(key, promise)
      return (await promise).token
    }
  }
}

/** A token with its certificates is some kilobytes. What is longer is no token. */
const maxAnswerBytes = 262_144

/** One grant, one token. A failed try is not repeated here: the letter waits in the queue, and comes back with a new grant. */
async function fetchToken (request: TokenRequest, options: TokenClientOptions): Promise<Held> {
  const issuedAt = options.now()
  const { issuer: audience, clientId, signer } = options
  const assertion = await makeGrant({ ...request, audience, clientId, id: options.newId(), issuedAt }, signer)
  const { status, body } = await post(options, new URLSearchParams({ grant_type: jwtBearer, assertion }))
  if (status >= 400) throw failureOf(status, body)
  const answer = readTokenAnswer(body)
  if (answer === undefined) throw unavailable('its answer is not a token')
  return { token: answer.accessToken, expiresAt: issuedAt.getTime() + answer.lifetimeSeconds * 1000 }
}

/** What the next grant is refused with, too: audience, client, certificate, scope or delegation is wrong until it is corrected (registries §3). */
const lastingCodes: ReadonlySet<string> = new Set([
  'MP-100', 'MP-110', 'MP-120', 'MP-121', 'MP-122', 'MP-123', 'MP-124', 'MP-200', 'MP-201', 'MP-250', 'MP-251'
])

/** The same in OAuth's words, for a refusal without a code of Maskinporten's. `invalid_grant` may mean one that came too late (RFC 7523 §3.1). */
const lastingErrors: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope'])

/** Too late or too often, whatever the body says. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * The one place where an answer that is no token becomes an error family. A refusal stops every letter that needs a token, so only one that says
 * itself what is wrong with us is one: not a page of a firewall, and not a grant that is off in time or was used (MP-011, MP-012, MP-130), for the
 * next one is new.
 */
function failureOf (status: number, body: string): GatewayError {
  if (status >= 500 || passingStatuses.has(status)) return unavailable(`it answers ${status}`)
  const refusal = readRefusal(body)
  if (refusal === undefined) return unavailable(`it answers ${status} and does not say why`)
  const { error, code } = refusal
  if (code === undefined) return lastingErrors.has(error) ? refused(error) : unavailable(`it answers ${status} without a code`)
  return lastingCodes.has(code) ? refused(code) : unavailable(`it does not take this grant (${code})`)
}

/** A redirect is an error: a grant goes to Maskinporten and nowhere else. */
async function post (options: TokenClientOptions, body: URLSearchParams): Promise<{ status: number, body: string }> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000)
  try {
    const response = await options.fetch(options.tokenUrl, { method: 'POST', body, signal, redirect: 'error' })
    const bytes = await readBody(response.body, maxAnswerBytes)
    return { status: response.status, body: bytes?.toString() ?? '' }
  } catch (error) {
    throw unavailable('there is no answer', error)
  }
}

function unavailable (why: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_MASKINPORTEN_UNAVAILABLE', `Cannot get an access token: Maskinporten is in trouble, ${why}`, { cause })
}

function refused (code: string): GatewayError {
  return new GatewayError('ERR_MASKINPORTEN_REFUSED', `Cannot get an access token: Maskinporten refuses the grant with ${code}`)
}
