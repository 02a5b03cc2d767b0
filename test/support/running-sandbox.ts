// A sandbox that listens, and a sender who speaks to it over real HTTP as the gateway would.
import { randomUUID } from 'node:crypto'
import pino from 'pino'
import type { Test } from 'tap'
import { createTokenClient } from '../../src/maskinporten/token-client.ts'
import { createPopulation } from '../../src/sandbox/population/create-population.ts'
import type { Person } from '../../src/sandbox/population/person.ts'
import { startSandbox, type SandboxOptions } from '../../src/sandbox/start-sandbox.ts'
import { sealedMessage, toMailbox, type SealedMessage, type SealOptions } from './sealed-message.ts'
import { testCertificates, testParty } from './test-certificates.ts'

/** Scopes of everything the gateway asks the sandbox for. */
export const scopes = {
  send: 'digitalpostinnbygger:send',
  contact: 'krr:global/kontaktinformasjon.read',
  mailbox: 'krr:global/digitalpost.read',
  changes: 'krr:global/hentendring.read',
  register: 'folkeregister:deling/offentligmedhjemmel'
} as const

/** An answer, read whole. */
export interface Answer {
  status: number
  text: string
  /** Parsed body; undefined when it is not JSON. */
  body: unknown
  headers: Headers
}

/** A sandbox and what a test does with it. */
export interface RunningSandbox {
  url: string
  /** Lines of its log. */
  log: string[]
  token (scope?: string): Promise<string>
  call (method: string, path: string, options?: { body?: unknown, token?: string, headers?: Record<string, string> }): Promise<Answer>
  /** Hands a message over; the token is the one that was sealed in, unless another is given. */
  hand (message: SealedMessage, options: { token: string, query?: string }): Promise<Answer>
  /** Seals and hands over a letter to a person of a case. */
  send (name: string, options?: Partial<SealOptions>): Promise<SealedMessage>
  /** Moves the sandbox's clock and waits for all that falls due. */
  advance (seconds: number): Promise<void>
  /** Compact JWS of every unread receipt. */
  receipts (query?: string): Promise<string[]>
  stop (): Promise<void>
}

/** Starts a sandbox on a free port, with a delay so long that only its clock can end it. It stops with the test. */
export async function runningSandbox (t: Test, options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const { signer } = await testParty('sender')
  const log: string[] = []
  const logger = pino({ level: 'debug' }, { write: line => { log.push(line) } })
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', certsDir: testCertificates, logger, delayMs: 3_600_000, ...options })
  t.teardown(() => sandbox.stop())
  const { url } = sandbox
  const tokens = createTokenClient({
    tokenUrl: `${url}/maskinporten/token`, issuer: `${url}/maskinporten/`, clientId: 'postbud-sandbox', signer, fetch, now: () => new Date(), newId: randomUUID
  })
  const token = async (scope: string = scopes.send): Promise<string> => await tokens.token({ scope })
  const call: RunningSandbox['call'] = async (method, path, { body, token: bearer, headers } = {}) => await read(await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(bearer === undefined ? {} : bearerOf(bearer)), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  }))
  const hand: RunningSandbox['hand'] = async (message, { token: bearer, query = '?kanal=postbud' }) => {
    const form = new FormData()
    form.append('forretningsmelding', new Blob([message.jws], { type: 'application/jwt' }), 'sbd.jwt')
    form.append('dokumentpakke', new Blob([new Uint8Array(message.package)], { type: 'application/cms' }), 'asic.cms')
    return await read(await fetch(`${url}/dpi/messages/out${query}`, { method: 'POST', headers: bearerOf(bearer), body: form }))
  }
  return {
    url,
    log,
    token,
    call,
    hand,
    send: async (name, more = {}) => {
      const accessToken = await token()
      const { provider, address } = personOf(name).contact.mailbox ?? { provider: 'eboks', address: '0' }
      const choice = more.choice ?? await toMailbox(provider === 'digipost' ? 'digipost' : 'eboks', address)
      const message = await sealedMessage({ accessToken, choice, ...more })
      const { status, text } = await hand(message, { token: accessToken })
      if (status !== 201) throw new Error(`the access point answers ${status}: ${text}`)
      return message
    },
    advance: async seconds => { await call('PUT', '/sandbox/clock', { body: { advanceSeconds: seconds } }) },
    receipts: async (query = '?kanal=postbud') => {
      const { body } = await call('GET', `/dpi/messages/in${query}`, { token: await token() })
      return Array.isArray(body) ? body.map((item: { forretningsmelding: string }) => item.forretningsmelding) : []
    },
    stop: async () => { await sandbox.stop() }
  }
}

/** A person of a case; the population is the same in every process. */
export function personOf (name: string, ordinal = 0): Person {
  const person = population.people.filter(one => one.case === name)[ordinal]
  if (person === undefined) throw new Error(`the population has no case ${name}`)
  return person
}

/** The population as the sandbox has it. */
export const population = createPopulation(new Date())

async function read (response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, text, body: parse(text), headers: response.headers }
}

function bearerOf (token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
