import { readBody } from '../bytes/read-body.ts'
import type { Signer } from '../crypto/signer.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { makeGrant } from './grant.ts'
import { jwtBearer, readRefusalCode, readTokenAnswer } from './wire.ts'

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
  if (status >= 500 || status === 429) throw unavailable(`it answers ${status}`)
  if (status >= 400) throw refused(readRefusalCode(body) ?? `status ${status}`)
  const answer = readTokenAnswer(body)
  if (answer === undefined) throw unavailable('its answer is not a token')
  return { token: answer.accessToken, expiresAt: issuedAt.getTime() + answer.lifetimeSeconds * 1000 }
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
