import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { MaskinportenClient } from '../maskinporten/verify-grant.ts'
import { createCarrier } from './access-point/carry.ts'
import { sendScope } from './access-point/wire.ts'
import { createAuthority } from './ca/authority.ts'
import { buildSandbox } from './build-sandbox.ts'
import { createClock } from './clock.ts'
import { createChangePeople } from './control/change-people.ts'
import { createFaults } from './faults/faults.ts'
import { createEventFeed } from './folkeregisteret/events.ts'
import { registerScope } from './folkeregisteret/wire.ts'
import { createContactChanges } from './krr/changes.ts'
import { changesScope, contactScope, mailboxScope } from './krr/wire.ts'
import { openLedger } from './ledger/ledger.ts'
import { openPackages } from './ledger/packages.ts'
import { createLetters } from './mailbox/letters.ts'
import { createMaskinporten, type Delegation } from './maskinporten/stand-in.ts'
import { loadParties } from './parties.ts'
import { createPopulation } from './population/create-population.ts'
import { createReceiver } from './receivers/receiver.ts'
import type { World } from './world.ts'

/** How the sandbox is started. */
export interface SandboxOptions {
  /** 0 for any free one. */
  port: number
  host: string
  /** As made by certs/make-test-certificates.ts. */
  certsDir: string
  /** Where messages and changes are kept across a restart; memory alone when absent. */
  stateDir?: string
  logger: FastifyBaseLogger
  /** Between acceptance, SENDT and each receipt. Default 300. */
  delayMs?: number
  /** Registered with Maskinporten. Default {@link defaultClient} alone. */
  clients?: readonly MaskinportenClient[]
  /** Delegations in Altinn. Default none. */
  delegations?: readonly Delegation[]
  /** Seams for tests. */
  now?: () => Date
  newId?: () => string
}

/** A sandbox that listens. */
export interface Sandbox {
  url: string
  /** Cuts what is under way, then closes. */
  stop (): Promise<void>
}

/** The client that is registered for the test sender. */
export const defaultClient: MaskinportenClient = {
  id: 'postbud-sandbox', organization: '313000001', scopes: [sendScope, registerScope, contactScope, mailboxScope, changesScope]
}

/** Starts the sandbox: stand-ins for Maskinporten, both registers, the access point, two mailboxes and a print shop. */
export async function startSandbox (options: SandboxOptions): Promise<Sandbox> {
  let url = ''
  const world = await createWorld(options, () => url)
  const receivers = (['eboks', 'digipost', 'print'] as const).map(name => createReceiver(name, world))
  const carrier = createCarrier(world, receivers)
  const feed = createEventFeed(world.population)
  const contactChanges = createContactChanges()
  const changePeople = createChangePeople(world, { feed, contactChanges })
  const app = await buildSandbox({ world, carrier, letters: createLetters(world, receivers), feed, contactChanges, changePeople })
  changePeople.replay()
  url = await listen(app, options)
  await world.clock.move(world.ledger.state.offsetMs)
  carrier.resume()
  return {
    url,
    stop: async () => {
      await app.close()
      await world.clock.stop()
      await world.ledger.close()
    }
  }
}

/** The only place that reads the machine's clock and makes random ids. */
async function createWorld (options: SandboxOptions, url: () => string): Promise<World> {
  const { logger, stateDir, clients = [defaultClient], delegations = [], delayMs = 300 } = options
  const machineNow = options.now ?? (() => new Date())
  const newId = options.newId ?? randomUUID
  const clock = createClock({ machineNow, onError: error => { logger.error({ err: error }, 'A task of the sandbox failed') } })
  const [parties, ledger, packages] = await Promise.all([loadParties(options.certsDir), openLedger(stateDir), openPackages(stateDir)])
  const maskinporten = await createMaskinporten({ parties, clients, delegations, url, now: machineNow, newId })
  const population = createPopulation(machineNow())
  const faults = createFaults()
  const authority = createAuthority({ certsDir: options.certsDir, now: machineNow, faults })
  return { clock, machineNow, newId, delayMs, population, parties, authority, ledger, packages, faults, maskinporten, url, logger }
}

/** @returns where it listens, with the port that was really given */
async function listen (app: FastifyInstance, { port, host }: SandboxOptions): Promise<string> {
  await app.listen({ port, host })
  const address = app.server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`
}
