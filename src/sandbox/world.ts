import type { FastifyBaseLogger } from 'fastify'
import type { Authority } from './ca/authority.ts'
import type { SandboxClock } from './clock.ts'
import type { Faults } from './faults/faults.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Packages } from './ledger/packages.ts'
import type { MaskinportenStandIn } from './maskinporten/stand-in.ts'
import type { Parties } from './parties.ts'
import type { Population } from './population/create-population.ts'

/** Everything the stand-ins share. start-sandbox.ts puts it together; nobody below it reads a clock or makes an id in another way. */
export interface World {
  /** Moves when told to. Deliveries, receipts and the registers' dates follow it. */
  clock: SandboxClock
  /** The machine's time. Tokens and certificates are judged by it: the gateway's own clock does not move with ours. */
  machineNow: () => Date
  newId: () => string
  /** Between acceptance and each thing that follows. */
  delayMs: number
  population: Population
  parties: Parties
  /** Issued the parties' certificates, and can take them back. */
  authority: Authority
  ledger: Ledger
  packages: Packages
  faults: Faults
  maskinporten: MaskinportenStandIn
  /** Where the sandbox answers, known once it listens. */
  url: () => string
  logger: FastifyBaseLogger
}
