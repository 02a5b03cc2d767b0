// The rooms on a letter's path, each given its own side of the wire.
import { randomBytes } from 'node:crypto'
import type { Settings } from '../config.ts'
import { createDispatch } from '../dispatch/dispatch.ts'
import type { Rooms } from '../journey/rooms.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { createPopulationRegister } from '../lookup/folkeregisteret/population-register.ts'
import { createContactRegister } from '../lookup/krr/contact-register.ts'
import { createLookup, type Lookup } from '../lookup/lookup.ts'
import { createTokenClient, type TokenClient } from '../maskinporten/token-client.ts'
import { readReceipt } from '../receipt/read-receipt.ts'
import { receiptIdOf } from '../receipt/receipt-id.ts'
import { route } from '../route/route.ts'
import { sealPackage } from '../seal/seal-package.ts'
import { signBusinessMessage } from '../seal/sign-business-message.ts'
import type { Health, Party } from '../store/health.ts'
import type { Endpoints } from './endpoints.ts'
import type { Custody } from './open-custody.ts'

/** What the rooms are joined from. */
export interface JoinPorts {
  settings: Settings
  endpoints: Endpoints
  custody: Custody
  health: Health
  now: () => Date
  newId: () => string
}

/** The rooms, and the token that dispatch and receipts share. */
export interface JoinedRooms extends Rooms {
  dispatchToken: (sender: OrganizationNumber) => Promise<string>
}

const scopes = {
  contactRegister: 'krr:global/kontaktinformasjon.read krr:global/digitalpost.read',
  populationRegister: 'folkeregister:deling/offentligmedhjemmel',
  dispatch: 'digitalpostinnbygger:send'
}

const registerTimeoutMs = 20_000
const dispatchTimeoutMs = 60_000

/** Joins the rooms. Every call to an outside party leaves a note of how it went. */
export function joinRooms (ports: JoinPorts): JoinedRooms {
  const { settings, endpoints, custody, now, newId } = ports
  const tokens = createTokenClient({
    ...endpoints, clientId: settings.POSTBUD_CLIENT_ID, signer: custody.signer, fetch: globalThis.fetch, now, newId
  })
  const dispatchToken = tokenFor(ports, tokens, scopes.dispatch)
  const lookup = joinLookup(ports, tokens)
  const dispatch = createDispatch({
    baseUrl: endpoints.accessPoint, token: dispatchToken, fetch: globalThis.fetch, timeoutMs: dispatchTimeoutMs,
    channelName: settings.POSTBUD_CHANNEL_NAME, now
  })
  return {
    lookup,
    printService: () => lookup.printService(),
    route,
    seal: (input, sink) => sealPackage({ ...input, signer: custody.signer, signingTime: now(), random: randomBytes }, sink),
    signMessage: input => signBusinessMessage({ ...input, signer: custody.signer, createdAt: now() }),
    handOver: async envelope => {
      const outcome = await dispatch.handOver(envelope)
      await ports.health.note(envelope.attempt.channel, now(), 'error' in outcome ? outcome.error.code : null)
      return outcome
    },
    follow: (attempt, sender) => dispatch.follow(attempt, sender),
    readReceipt: raw => readReceipt(raw, custody.trust, now()),
    receiptIdOf,
    dispatchToken
  }
}

function joinLookup (ports: JoinPorts, tokens: TokenClient): Lookup {
  const { endpoints, now } = ports
  const shared = { fetch: globalThis.fetch, timeoutMs: registerTimeoutMs, now }
  const contactToken = tokenFor(ports, tokens, scopes.contactRegister)
  const populationToken = tokenFor(ports, tokens, scopes.populationRegister)
  const contacts = createContactRegister({ ...shared, baseUrl: endpoints.contactRegister, token: contactToken })
  const persons = createPopulationRegister({ ...shared, baseUrl: endpoints.populationRegister, token: populationToken })
  return createLookup({
    contactRegister: {
      people: numbers => noted(ports, 'contact-register', () => contacts.people(numbers)),
      printService: () => contacts.printService()
    },
    populationRegister: { people: numbers => noted(ports, 'population-register', () => persons.people(numbers)) },
    now
  })
}

/** A token for one scope. Our certificate is the sender's own, so no delegation is asked for. */
function tokenFor (ports: JoinPorts, tokens: TokenClient, scope: string): () => Promise<string> {
  return () => noted(ports, 'maskinporten', () => tokens.token({ scope }))
}

async function noted<T> ({ health, now }: JoinPorts, party: Party, call: () => Promise<T>): Promise<T> {
  try {
    const result = await call()
    await health.note(party, now(), null)
    return result
  } catch (error) {
    const code: ErrorCode = error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
    // A register that could not be asked for want of a token is not what failed.
    const failed: Party = code.startsWith('ERR_MASKINPORTEN_') ? 'maskinporten' : party
    await health.note(failed, now(), code)
    throw error
  }
}
