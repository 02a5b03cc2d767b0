// `npm run bench:route`: decisions per second on one core, and register calls for 10 000 letters that wait. Option: --json.
// The letters are looked up as a worker does it, in its batches, by the real clients; then they are decided over and over.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findAddressees } from '../src/journey/address-step.ts'
import type { Letter } from '../src/letter/letter.ts'
import type { RecipientFacts } from '../src/letter/recipient-facts.ts'
import { createPopulationRegister } from '../src/lookup/folkeregisteret/population-register.ts'
import { createContactRegister } from '../src/lookup/krr/contact-register.ts'
import { createLookup } from '../src/lookup/lookup.ts'
import { batchSizes } from '../src/main/batch-size.ts'
import type { Policy } from '../src/route/policy.ts'
import { route } from '../src/route/route.ts'
import type { Person } from '../src/sandbox/population/person.ts'
import { aLetter } from '../test/support/a-letter.ts'
import { aWorld } from '../test/support/a-world.ts'
import { registerNetwork } from './registers/wire.ts'

const letterCount = 10_000
/** Of the letters: one in so many goes to a number that another has taken the place of, or to one that nobody has. */
const oddOneIn = 2_000
const measuredMs = 2_000
const warmUpMs = 1_000
const classes = ['decision', 'important', 'information'] as const

/** A letter with the facts about its recipient. */
type Case = readonly [Letter, RecipientFacts]

/** A policy of the usual size, of which two rows hold for every letter. */
const policy: Policy = {
  version: 'bench',
  rows: [
    { id: 'everybody', maxContactAgeMonths: 17 }, { id: 'small', maxPackageBytes: 40_000_000 },
    ...Array.from({ length: 18 }, (_, index) => ({ id: `row-${index}`, sender: `3130001${10 + index}`, channels: ['print' as const] }))
  ]
}

/** Ten thousand people like the sandbox's, by the number that is asked for. The people who were looked for by no good number are few. */
function makePeople (population: readonly Person[]): Map<string, Person> {
  const ordinary = population.filter(({ isUnknown, formerNumber }) => !isUnknown && formerNumber === undefined)
  const people = new Map<string, Person>()
  for (let index = 0; index < letterCount; index++) {
    const template = ordinary[index % ordinary.length]
    const number = String(10_000_000_000 + index)
    if (template === undefined) throw new Error('the population is empty')
    const isOdd = index % oddOneIn === oddOneIn / 2
    people.set(number, { ...template, nationalIdentityNumber: isOdd ? String(20_000_000_000 + index) : number })
  }
  return people
}

async function lookUp (): Promise<{ cases: Case[], calls: number }> {
  const world = await aWorld()
  const people = makePeople(world.population.people)
  const network = registerNetwork(people, world.parties)
  const now = (): Date => new Date()
  const options = { baseUrl: 'http://register', token: () => Promise.resolve('token'), fetch: network.fetch, timeoutMs: 60_000, now }
  const lookup = createLookup({ contactRegister: createContactRegister(options), populationRegister: createPopulationRegister(options), now })
  const ports = {
    rooms: { lookup, printService: () => lookup.printService() },
    records: { returnedAddresses: { keyOf: () => '', among: () => Promise.resolve(new Set<string>()) } },
    now
  }
  const letters = [...people.keys()].map((nationalIdentityNumber, index) =>
    aLetter({ class: classes[index % 3] ?? 'decision', recipient: { kind: 'person', nationalIdentityNumber } }))
  const cases: Case[] = []
  while (letters.length > 0) {
    const batch = letters.splice(0, batchSizes.lookup)
    const addressees = await findAddressees(ports, batch.map(letter => ({ letter })))
    for (const letter of batch) {
      const facts = addressees(letter)
      if (facts instanceof Error) throw facts
      cases.push([letter, facts])
    }
  }
  return { cases, calls: network.calls() }
}

/** Decides all the letters again and again, as of a moment that moves. Seconds are those this process had the core, all its threads together. */
function decisionsPerSecond (cases: readonly Case[], forMs: number, rules?: Policy): number {
  const start = process.cpuUsage()
  let decided = 0
  let spentMs = 0
  do {
    const now = new Date()
    for (const [letter, facts] of cases) if (route(letter, facts, now, rules).rule !== '') decided++
    const { user, system } = process.cpuUsage(start)
    spentMs = (user + system) / 1000
  } while (spentMs < forMs)
  return Math.round(decided / spentMs * 1000)
}

async function main (): Promise<void> {
  const { cases, calls } = await lookUp()
  decisionsPerSecond(cases, warmUpMs)
  const plain = decisionsPerSecond(cases, measuredMs)
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ decisionsPerSecond: plain, registerCallsPer10000: calls })}\n`)
    return
  }
  decisionsPerSecond(cases, warmUpMs, policy)
  const under = decisionsPerSecond(cases, measuredMs, policy)
  process.stdout.write(`decisions per second, one core            ${plain}
  under a policy of ${policy.rows.length} rows                  ${under}
register calls for ${letterCount} letters that wait   ${calls}
  in batches of ${batchSizes.lookup}: Folkeregisteret and KRR once a batch, Folkeregisteret once more for a batch in which a number is
  superseded or unknown (here one number in ${oddOneIn}), the print certificate once in ten minutes
`)
}

const isPinned = process.argv.includes('--pinned')
const canPin = !isPinned && spawnSync('taskset', ['--version']).status === 0
if (canPin) {
  const run = spawnSync('taskset', ['-c', '0', process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2), '--pinned'], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
} else await main()
