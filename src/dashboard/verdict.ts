// Is anything wrong? Pure: the same figures always give the same findings.
import { workingStates, type LetterState } from '../letter/states.ts'
import type { CallHealth, ChannelHealth, DeskOverview, RegisterHealth, TruthChecks } from './ports.ts'

/** One thing an operator should look at. */
export type DeskFinding =
  | { kind: 'oldest', letterId: string, ageMs: number }
  | { kind: 'people', count: number, state: LetterState }
  | { kind: 'pauses', count: number }
  | { kind: 'party', party: ChannelHealth | RegisterHealth, code: string }
  | { kind: 'check', check: keyof TruthChecks, count: number }

/** A letter older than this on its way to the channel is late: 99 of 100 are to be handed over within five minutes. */
const lateAfterMs = 5 * 60_000

/** Everything that is not as it should be, the most pressing first. Empty means that all is well. */
export function findingsOf (overview: DeskOverview, now: Date): DeskFinding[] {
  return [...late(overview, now), ...stopped(overview), ...paused(overview), ...failing(overview), ...deviations(overview)]
}

/** The letter that has waited longest for us: until the hand-over, that is; after it the channel has the word. */
export function oldestWaiting (overview: DeskOverview): DeskOverview['oldest'][number] | undefined {
  const ours = overview.oldest.filter(entry => workingStates.has(entry.state) && entry.state !== 'dispatched')
  return ours.toSorted((a, b) => a.since.getTime() - b.since.getTime())[0]
}

/** How many letters are in states of which the test holds. */
export function countWhere (overview: DeskOverview, test: (state: LetterState) => boolean): number {
  return overview.counts.reduce((sum, entry) => test(entry.state) ? sum + entry.count : sum, 0)
}

/** States out of which only a person can move a letter. An undeliverable one is at its end. */
const personStates: readonly LetterState[] = ['needs_decision', 'held']

/** How the newest call to a party went. */
export function conditionOf (party: CallHealth): 'well' | 'failing' | 'unused' {
  const { lastSuccessAt, lastFailure } = party
  if (lastFailure === null) return lastSuccessAt === null ? 'unused' : 'well'
  return lastSuccessAt !== null && lastSuccessAt >= lastFailure.at ? 'well' : 'failing'
}

/** The checks in the order they are listed. */
export const checkNames = [
  'lettersWithoutJob', 'missedDeadlines', 'uncertainAttempts', 'quarantinedReceipts', 'parkedReceipts', 'missingReceipts'
] as const satisfies (keyof TruthChecks)[]

function late (overview: DeskOverview, now: Date): DeskFinding[] {
  const oldest = oldestWaiting(overview)
  if (oldest === undefined) return []
  const ageMs = now.getTime() - oldest.since.getTime()
  return ageMs > lateAfterMs ? [{ kind: 'oldest', letterId: oldest.letterId, ageMs }] : []
}

/** One finding for both states; its way leads to the more pressing one that has letters. */
function stopped (overview: DeskOverview): DeskFinding[] {
  const count = countWhere(overview, state => personStates.includes(state))
  const state = personStates.find(candidate => countWhere(overview, other => other === candidate) > 0)
  return state === undefined ? [] : [{ kind: 'people', count, state }]
}

function paused ({ pauses }: DeskOverview): DeskFinding[] {
  return pauses.length === 0 ? [] : [{ kind: 'pauses', count: pauses.length }]
}

function failing (overview: DeskOverview): DeskFinding[] {
  return [...overview.channels, ...overview.registers].flatMap((party): DeskFinding[] =>
    conditionOf(party) === 'failing' && party.lastFailure !== null ? [{ kind: 'party', party, code: party.lastFailure.code }] : [])
}

function deviations (overview: DeskOverview): DeskFinding[] {
  return checkNames.filter(check => overview.checks[check] > 0).map(check => ({ kind: 'check', check, count: overview.checks[check] }))
}
