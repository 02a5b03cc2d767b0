import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { createAuthority } from '../../src/sandbox/ca/authority.ts'
import { createClock } from '../../src/sandbox/clock.ts'
import { createFaults } from '../../src/sandbox/faults/faults.ts'
import { openLedger } from '../../src/sandbox/ledger/ledger.ts'
import { openPackages } from '../../src/sandbox/ledger/packages.ts'
import { createMaskinporten } from '../../src/sandbox/maskinporten/stand-in.ts'
import { loadParties } from '../../src/sandbox/parties.ts'
import { createPopulation } from '../../src/sandbox/population/create-population.ts'
import type { World } from '../../src/sandbox/world.ts'
import { testCertificates, testParty } from './test-certificates.ts'

/** What the sandbox's parts share, without anything that listens. */
export async function aWorld (changes: Partial<World> = {}): Promise<World> {
  await testParty('sender') // makes the certificates where they are missing
  const machineNow = (): Date => new Date()
  const url = (): string => 'http://sandbox'
  const [parties, ledger, packages] = await Promise.all([loadParties(testCertificates), openLedger(undefined), openPackages(undefined)])
  const faults = createFaults()
  return {
    clock: createClock({ machineNow, onError: error => { throw error } }),
    machineNow,
    newId: randomUUID,
    delayMs: 1000,
    population: createPopulation(machineNow()),
    parties,
    authority: createAuthority({ certsDir: testCertificates, now: machineNow, faults }),
    ledger,
    packages,
    faults,
    maskinporten: await createMaskinporten({ parties, clients: [], delegations: [], url, now: machineNow, newId: randomUUID }),
    url,
    logger: pino({ level: 'silent' }),
    ...changes
  }
}
