// The figures of a run, for people and for programs.
import { faultPoints } from '../../../src/journey/fault-points.ts'
import type { Finding, Verdict } from './check.ts'
import { percentile } from './recovery.ts'
import type { RunResult } from './random-run.ts'

/** What must hold, in milliseconds. */
export const targets = { recoveryP99Ms: 60_000, firstDispatchMs: 10_000 }

/** The figures a program reads. */
export interface Figures {
  seed: number
  letters: number
  kills: number
  databaseStops: number
  lost: number
  duplicated: number
  unexpected: number
  recovered: number
  recoveryP99Ms: number
  unhandledExits: number
}

/** Works out the figures. */
export function figuresOf (result: RunResult): Figures {
  const { options: { seed, letters }, findings, kills, databaseStops, recovered, recovery, unhandledExits } = result
  const count = (verdict: Verdict): number => findings.filter(finding => finding.verdict === verdict).length
  return {
    seed, letters, kills, databaseStops,
    lost: count('lost'), duplicated: count('duplicated'), unexpected: count('unexpected'), recovered,
    recoveryP99Ms: percentile(recovery.afterKills, 0.99), unhandledExits: unhandledExits.length
  }
}

/** Every promise that was broken, in words. */
export function brokenPromises (result: RunResult): string[] {
  const figures = figuresOf(result)
  const { afterStops } = result.recovery
  const slowest = Math.max(0, ...afterStops.map(ms => ms ?? 0))
  return [
    ...[...Map.groupBy(result.findings, ({ verdict, rule }) => `${verdict}: ${rule}`)].map(([name, found]) => `${name}: ${found.length}, ${examples(found)}`),
    ...figures.recoveryP99Ms > targets.recoveryP99Ms ? [`p99 from a worker's death to the next attempt is ${figures.recoveryP99Ms} ms`] : [],
    ...slowest > targets.firstDispatchMs ? [`the first hand-over came ${slowest} ms after the database`] : [],
    ...result.unhandledExits.map(({ name, how }) => `${name} ended by itself: ${how}`),
    ...result.kills < result.options.kills ? [`only ${result.kills} of ${result.options.kills} kills were struck`] : [],
    ...result.databaseStops < result.options.databaseStops ? [`only ${result.databaseStops} of ${result.options.databaseStops} stops were struck`] : []
  ]
}

/** The report for people. */
export function describeRun (result: RunResult): string {
  const figures = figuresOf(result)
  const { recovery: { afterKills, afterStops }, seconds, reached } = result
  const stops = afterStops.filter(ms => ms !== undefined)
  const missed = faultPoints.filter(point => !reached.has(point))
  return [
    `seed ${figures.seed}: ${figures.letters} letters in ${seconds} s, ${figures.kills} kills, ${figures.databaseStops} database stops`,
    `lost ${figures.lost}, duplicated ${figures.duplicated}, unexpected ${figures.unexpected}, recovered ${figures.recovered}`,
    `held for a person ${[...result.held].map(([code, count]) => `${count} (${code})`).join(', ') || 0}, still waiting ${result.waiting}`,
    `worker's death to next attempt: ${afterKills.length} letters, p50 ${percentile(afterKills, 0.5)} ms, p99 ${figures.recoveryP99Ms} ms`,
    `database back to first hand-over: ${stops.length} of ${afterStops.length} times, p50 ${percentile(stops, 0.5)} ms, longest ${percentile(stops, 1)} ms`,
    `unhandled exits ${figures.unhandledExits}; starts that found no database ${result.failedStarts}`,
    `fault points reached ${faultPoints.length - missed.length} of ${faultPoints.length}${missed.length === 0 ? '' : ` (not: ${missed.join(', ')})`}`
  ].join('\n') + '\n'
}

function examples (found: readonly Finding[]): string {
  return `such as ${found.slice(0, 5).map(({ id }) => id).join(' ')}`
}
