// The rooms on a letter's path, each given its own side of the wire.
import { randomBytes } from 'node:crypto'
import type { CertificateJudge } from '../certificates/judge.ts'
import type { Recipients } from '../certificates/recipients.ts'
import type { Settings } from '../config.ts'
import type { BreakerState } from '../dispatch/breakers.ts'
import { channelTable } from '../dispatch/channels.ts'
import { createDispatch } from '../dispatch/dispatch.ts'
import type { Rooms } from '../journey/rooms.ts'
import type { WatchedRegister } from '../journey/watch-registers.ts'
import type { Channel } from '../letter/choice.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { createEventFeed } from '../lookup/folkeregisteret/event-feed.ts'
import { createPopulationRegister } from '../lookup/folkeregisteret/population-register.ts'
import { createContactChangeFeed } from '../lookup/krr/change-feed.ts'
import { createContactRegister } from '../lookup/krr/contact-register.ts'
import { createLookup, type Lookup } from '../lookup/lookup.ts'
import type { ChangeFeed } from '../lookup/registers.ts'
import { readReceipt } from '../receipt/read-receipt.ts'
import { receiptIdOf } from '../receipt/receipt-id.ts'
import { createPricing } from '../route/forecast.ts'
import { ladderFor } from '../route/ladder.ts'
import type { Policy } from '../route/policy.ts'
import type { PriceTables } from '../route/prices.ts'
import { quietUntil } from '../route/quiet-hours.ts'
import { route } from '../route/route.ts'
import { quietHoursFor, type Times } from '../route/times.ts'
import { sealPackage, type JudgeRecipient } from '../seal/seal-package.ts'
import { signBusinessMessage } from '../seal/sign-business-message.ts'
import type { Health, Party } from '../store/health.ts'
import type { Endpoints } from './endpoints.ts'
import { markRevoked } from './mark-revoked.ts'
import { meetExpired } from './meet-expired.ts'
import type { Custody } from './open-custody.ts'
import { createSenderTokens, type SenderTokens } from './sender-tokens.ts'

/** What the rooms are joined from. */
export interface JoinPorts {
  settings: Settings
  endpoints: Endpoints
  custody: Custody
  judge: CertificateJudge
  recipients: Recipients
  health: Health
  policy: Policy
  prices: PriceTables
  times: Times
  now: () => Date
  newId: () => string
}

/** The rooms, what changes in the registers, and the token that dispatch and receipts share. */
export interface JoinedRooms extends Rooms {
  changes: Readonly<Record<WatchedRegister, ChangeFeed>>
  dispatchToken: (sender: OrganizationNumber) => Promise<string>
  /** Where the breaker of a channel stands in this process. */
  breakerOf: (channel: Channel) => BreakerState
}

const scopes = {
  contactRegister: 'krr:global/kontaktinformasjon.read krr:global/digitalpost.read',
  contactChanges: 'krr:global/hentendring.read',
  populationRegister: 'folkeregister:deling/offentligmedhjemmel',
  dispatch: 'digitalpostinnbygger:send'
}

const registerTimeoutMs = 20_000
const dispatchTimeoutMs = 60_000

/** Joins the rooms. Every call to an outside party leaves a note of how it went. */
export function joinRooms (ports: JoinPorts): JoinedRooms {
  const { settings, endpoints, custody: { keyring, trust }, judge, recipients, now, newId } = ports
  const tokens = createSenderTokens({ keyring, endpoints, clientId: settings.POSTBUD_CLIENT_ID, fetch: globalThis.fetch, now, newId })
  const dispatchToken = tokenFor(ports, tokens, scopes.dispatch)
  const lookup = joinLookup(ports, tokens)
  const dispatch = createDispatch({
    baseUrl: endpoints.accessPoint, token: dispatchToken, fetch: globalThis.fetch, timeoutMs: dispatchTimeoutMs,
    channelName: settings.POSTBUD_CHANNEL_NAME, now
  })
  return {
    ...watchingCertificates(ports, lookup),
    changes: joinChanges(ports, tokens),
    route: (letter, facts, at) => route(letter, facts, at, ports.policy),
    ladderOf: letter => ladderFor(ports.policy, letter),
    quietUntil: (letter, channel, at) => quietUntil(quietHoursFor(ports.times, letter, channel), at),
    pricing: createPricing(ports.prices),
    seal: async (input, sink) => {
      const { signer, fingerprint: signedBy } = await keyring.signingKey(input.letter.sender)
      const judgeRecipient: JudgeRecipient = (certificate, organization) =>
        recipients.judged(certificate, judge.judge([certificate], { at: now(), purpose: 'seal-to', organization }))
      return { ...await sealPackage({ ...input, signer, signingTime: now(), random: randomBytes, judgeRecipient }, sink), signedBy }
    },
    signsWith: async sender => (await keyring.signingKey(sender)).fingerprint,
    signMessage: async input => {
      const { signer } = await keyring.sealingKey(input.letter.sender, input.attempt.signedBy)
      return signBusinessMessage({ ...input, signer, createdAt: now() })
    },
    handOver: async envelope => {
      const outcome = await dispatch.handOver(envelope)
      const { channel } = envelope.attempt
      const failure = 'error' in outcome ? outcome.error.code : null
      const isLeftAlone = outcome.kind !== 'done' && !isOurs(failure) && dispatch.breakerOf(channel).kind !== 'closed'
      const code = isLeftAlone ? 'ERR_DISPATCH_RESTING' : failure
      if (!isOurs(code)) await ports.health.note(partyOf(code, channel), now(), code)
      return outcome
    },
    abilitiesOf: channel => channelTable[channel],
    follow: (attempt, sender) => dispatch.follow(attempt, sender),
    readReceipt: (raw, at) => readReceipt(raw, trust, at, (chain, organization) => judge.judge(chain, { at, purpose: 'receipt', organization })),
    receiptIdOf,
    dispatchToken,
    breakerOf: channel => dispatch.breakerOf(channel)
  }
}

/** The registers, with an eye on the certificates they give out. */
function watchingCertificates ({ judge, recipients, now }: JoinPorts, lookup: Lookup): Pick<Rooms, 'lookup' | 'printService'> {
  return {
    lookup: async people => {
      const facts = await lookup(people)
      await meetExpired(facts.values(), recipients, now())
      return markRevoked(facts, async certificate => {
        const standing = await judge.isRevoked(certificate, { at: now(), purpose: 'seal-to' })
        if (standing === 'revoked') await recipients.meet(certificate, 'ERR_CRYPTO_REVOKED')
        return standing
      })
    },
    printService: async () => {
      const printService = await lookup.printService()
      await meetExpired([{ printService }], recipients, now())
      return printService
    }
  }
}

/** Registers answer us as the one sender the settings name: a batch of lookups holds letters of many. */
function joinLookup (ports: JoinPorts, tokens: SenderTokens): Lookup {
  const { endpoints, now, settings: { POSTBUD_SENDER: asker } } = ports
  const shared = { fetch: globalThis.fetch, timeoutMs: registerTimeoutMs, now }
  const contactToken = tokenFor(ports, tokens, scopes.contactRegister)
  const populationToken = tokenFor(ports, tokens, scopes.populationRegister)
  const contacts = createContactRegister({ ...shared, baseUrl: endpoints.contactRegister, token: () => contactToken(asker) })
  const persons = createPopulationRegister({ ...shared, baseUrl: endpoints.populationRegister, token: () => populationToken(asker) })
  return createLookup({
    contactRegister: {
      people: numbers => noted(ports, 'contact-register', () => contacts.people(numbers)),
      printService: () => contacts.printService()
    },
    populationRegister: { people: numbers => noted(ports, 'population-register', () => persons.people(numbers)) },
    now
  })
}

/** The registers' feeds, asked as the same sender. */
function joinChanges (ports: JoinPorts, tokens: SenderTokens): JoinedRooms['changes'] {
  const { endpoints, now, settings: { POSTBUD_SENDER: asker } } = ports
  const shared = { fetch: globalThis.fetch, timeoutMs: registerTimeoutMs, now }
  const contactToken = tokenFor(ports, tokens, scopes.contactChanges)
  const populationToken = tokenFor(ports, tokens, scopes.populationRegister)
  const notedFeed = (party: WatchedRegister, feed: ChangeFeed): ChangeFeed => ({
    latest: () => noted(ports, party, () => feed.latest()),
    changes: after => noted(ports, party, () => feed.changes(after))
  })
  return {
    'contact-register': notedFeed('contact-register', createContactChangeFeed({
      ...shared, baseUrl: endpoints.contactRegister, token: () => contactToken(asker)
    })),
    'population-register': notedFeed('population-register', createEventFeed({
      ...shared, baseUrl: endpoints.populationRegister, token: () => populationToken(asker)
    }))
  }
}

/** Tokens for one scope. The certificate is the sender's own, so no delegation is asked for. */
function tokenFor (ports: JoinPorts, tokens: SenderTokens, scope: string): (sender: OrganizationNumber) => Promise<string> {
  return sender => noted(ports, 'maskinporten', async () => (await tokens(sender)).token({ scope }))
}

async function noted<T> ({ health, now }: JoinPorts, party: Party, call: () => Promise<T>): Promise<T> {
  try {
    const result = await call()
    await health.note(party, now(), null)
    return result
  } catch (error) {
    const code: ErrorCode = error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
    if (!isOurs(code)) await health.note(partyOf(code, party), now(), code)
    throw error
  }
}

/** Who could not be asked for want of a token is not what failed. */
function partyOf (code: ErrorCode | null, asked: Party): Party {
  return code?.startsWith('ERR_MASKINPORTEN_') === true ? 'maskinporten' : asked
}

/** Trouble with our own certificate or key is nobody else's. */
function isOurs (code: ErrorCode | null): boolean {
  return code?.startsWith('ERR_SEAL_') === true || code === 'ERR_CRYPTO_CUSTODY'
}
