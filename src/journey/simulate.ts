// What a draft policy would have changed: the stored facts of a period, decided again as of then. Nothing is stored.
import type { Choice, Decision } from '../letter/choice.ts'
import { toOre, totalOf } from '../letter/cost.ts'
import type { GatewayError } from '../letter/gateway-error.ts'
import type { Letter, LetterId, OrganizationNumber } from '../letter/letter.ts'
import type { RecipientFacts } from '../letter/recipient-facts.ts'
import type { Change, Ending, SimulationAnswer } from '../letter/simulation.ts'
import { wayOf, type Pricing } from '../route/forecast.ts'
import { foretold, type Policy } from '../route/policy.ts'
import { route } from '../route/route.ts'
import { readSimulation, type Period } from './read-simulation.ts'

/** A letter, why it went where it went, and what was known then. */
export interface PastDecision {
  letter: Letter
  facts: RecipientFacts
  decision: Decision
  decidedAt: Date
}

/** Where the next page begins. */
export interface PageMark {
  decidedAt: Date
  letterId: LetterId
}

/** Some past decisions; `next` is null on the last page. */
export interface DecisionPage {
  decisions: PastDecision[]
  /** How many more there were, which cannot be opened. */
  unreadable: number
  next: PageMark | null
}

/** Decisions of the past. */
export interface PastDecisions {
  /** The last decision of each letter within a period, newest first, at most `limit` of them. Follow-ups on paper are no decisions here. */
  page: (period: Period, senders: readonly OrganizationNumber[], limit: number, mark: PageMark | null) => Promise<DecisionPage>
}

/** What simulating needs. */
export interface SimulatePorts {
  pastDecisions: PastDecisions
  pricing: Pricing
  now: () => Date
}

/** What a simulation came to. */
export type SimulateResult =
  | { kind: 'answered', answer: SimulationAnswer }
  | { kind: 'refused', problems: GatewayError[] }

/** How many letters are looked at, how long, and how many at once: a page is opened and decided without a pause, some tens of milliseconds. */
export const simulationLimits = { mostLetters: 100_000, mostMs: 60_000, pageLetters: 100 }

/** Decides the letters of a period again under a draft policy, and counts what would change. */
export async function simulate (
  { pastDecisions, pricing, now }: SimulatePorts, input: unknown, senders: readonly OrganizationNumber[], limits = simulationLimits
): Promise<SimulateResult> {
  const read = readSimulation(input)
  if (!read.ok) return { kind: 'refused', problems: read.problems }
  // A draft may be tried before and after a letter to somebody, so it must not tell of protection either.
  const tally = createTally(foretold(read.policy), pricing)
  const until = now().getTime() + limits.mostMs
  let mark: PageMark | null = null
  let seen = 0
  do {
    const page: DecisionPage = await pastDecisions.page(read.period, senders, Math.min(limits.pageLetters, limits.mostLetters - seen), mark)
    for (const past of page.decisions) tally.add(past)
    tally.unreadable(page.unreadable)
    seen += page.decisions.length + page.unreadable
    mark = page.next
  } while (mark !== null && seen < limits.mostLetters && now().getTime() < until)
  return { kind: 'answered', answer: tally.answer(mark === null) }
}

interface Tally {
  add: (past: PastDecision) => void
  unreadable: (letters: number) => void
  answer: (isWhole: boolean) => SimulationAnswer
}

function createTally (policy: Policy, pricing: Pricing): Tally {
  const counts = { letters: 0, unchanged: 0, changed: 0, decidedByPeople: 0, unreadable: 0 }
  const rules = new Map<string, Change<string>>()
  const channels = new Map<string, Change<Ending>>()
  const cost = { before: 0, after: 0, isEstimate: false }
  const priceOf = (letter: Letter, choice: Choice, at: Date): number => {
    const forecast = choice.kind === 'stop' ? undefined : pricing.forecast(letter, wayOf(choice), at)
    if (forecast?.basis.channel === 'print' && forecast.isEstimate) cost.isEstimate = true
    return totalOf(forecast?.lines ?? [])
  }
  return {
    add: ({ letter, facts, decision, decidedAt }) => {
      if (decision.override !== undefined) { counts.decidedByPeople += 1; return }
      const again = route(letter, facts, decidedAt, policy)
      const endings = [endingOf(decision.choice), endingOf(again.choice)] as const
      const isSame = decision.rule === again.rule && endings[0] === endings[1]
      counts.letters += 1
      counts[isSame ? 'unchanged' : 'changed'] += 1
      if (!isSame) note(rules, decision.rule, again.rule)
      if (endings[0] !== endings[1]) note(channels, ...endings)
      cost.before += priceOf(letter, decision.choice, decidedAt)
      cost.after += priceOf(letter, again.choice, decidedAt)
    },
    unreadable: letters => { counts.unreadable += letters },
    answer: isWhole => ({
      ...counts, isWhole, rules: mostFirst(rules), channels: mostFirst(channels),
      cost: { beforeOre: toOre(cost.before), afterOre: toOre(cost.after), isEstimate: cost.isEstimate }
    })
  }
}

function endingOf (choice: Choice): Ending {
  return choice.kind === 'stop' ? choice.state : choice.channel
}

function note<Value extends string> (changes: Map<string, Change<Value>>, from: Value, to: Value): void {
  const key = `${from} ${to}`
  const change = changes.get(key) ?? { from, to, letters: 0 }
  change.letters += 1
  changes.set(key, change)
}

function mostFirst<Value extends string> (changes: ReadonlyMap<string, Change<Value>>): Change<Value>[] {
  return [...changes.values()].sort((one, other) => other.letters - one.letters)
}
