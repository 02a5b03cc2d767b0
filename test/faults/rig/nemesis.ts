// What goes wrong in the random run: a seeded plan of blows, each struck when the run has come so far.
import { setTimeout as pause } from 'node:timers/promises'
import type { Role } from './fleet.ts'
import type { Rig } from './rig.ts'

/** One blow, and at which share of the run's progress it falls. */
export type Blow = { at: number } & (
  | { kind: 'kill', role: Role, choice: number }
  | { kind: 'database-stop', awayMs: number }
  | { kind: 'terminate-backends', share: number }
  | { kind: 'sandbox-faults', rules: Record<string, unknown>[] })

/** How many of the counted blows. */
export interface Measure { kills: number, databaseStops: number }

/** Faults of the sandbox that change nobody's end: an answer is lost, receipts come twice or in another order, somebody is busy for a moment. */
const passingFaults: readonly Record<string, unknown>[] = [
  { target: 'access-point', kind: 'lost-answer', count: 3 },
  { target: 'access-point', kind: 'status', status: 503, count: 3 },
  { target: 'receivers', kind: 'duplicate-receipt', count: 5 },
  { target: 'receivers', kind: 'reorder-receipts', count: 3 },
  { target: 'krr', kind: 'status', status: 500, count: 1 },
  { target: 'folkeregisteret', kind: 'hang-up', count: 1 },
  { target: 'maskinporten', kind: 'lost-answer', count: 1 }
]

/** Draws a plan; the same numbers give the same plan. Workers are hit most, since they hold letters. */
export function drawPlan ({ kills, databaseStops }: Measure, random: () => number): Blow[] {
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)]
  // Nothing falls in the last tenth, so that every blow meets letters on their way.
  const spread = (count: number, blow: (at: number) => Blow): Blow[] =>
    Array.from({ length: count }, (_, place) => blow((place + 0.2 + random() * 0.6) / count * 0.9))
  const roles: readonly Role[] = ['work', 'work', 'work', 'work', 'work', 'serve', 'serve', 'serve', 'schedule', 'schedule']
  return [
    ...spread(kills, at => ({ at, kind: 'kill', role: pick(roles) ?? 'work', choice: random() })),
    ...spread(databaseStops, at => ({ at, kind: 'database-stop', awayMs: 500 + Math.floor(random() * 3_000) })),
    ...spread(Math.ceil(kills / 10), at => ({ at, kind: 'terminate-backends', share: 0.2 + random() * 0.8 })),
    ...spread(Math.ceil(kills / 5), at => ({ at, kind: 'sandbox-faults', rules: [pick(passingFaults), pick(passingFaults)].filter(rule => rule !== undefined) }))
  ].toSorted((a, b) => a.at - b.at)
}

/** What the nemesis did. */
export interface Struck { databaseBackAt: number[] }

/** Strikes the whole plan, each blow when `progress` has come to it. Ends when all is struck, or when `isOver`. */
export async function strikeAll (rig: Rig, plan: readonly Blow[], progress: () => number, isOver: () => boolean): Promise<Struck> {
  const struck: Struck = { databaseBackAt: [] }
  for (const blow of plan) {
    while (progress() < blow.at && !isOver()) await pause(50)
    await strike(rig, blow, struck)
  }
  return struck
}

async function strike (rig: Rig, blow: Blow, struck: Struck): Promise<void> {
  switch (blow.kind) {
    case 'kill': {
      const posts = rig.posts(blow.role)
      const victim = posts[Math.floor(blow.choice * posts.length)]
      if (victim === undefined) return
      // One that is being started again is let come up first: killing what holds nothing proves nothing.
      await rig.fleet.ready(victim)
      rig.fleet.kill(victim)
      return
    }
    case 'database-stop':
      await lastOutageIsOver(rig, struck)
      await rig.cluster.stopAtOnce()
      await pause(blow.awayMs)
      struck.databaseBackAt.push(await rig.cluster.startAgain())
      return
    case 'terminate-backends':
      await rig.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and random() < $1',
        [blow.share]).catch(() => {})
      return
    case 'sandbox-faults': await rig.setSandboxFaults(blow.rules)
  }
}

/** Two outages without a hand-over between them would be measured as one. Who needs longer than this has broken the promise anyway. */
async function lastOutageIsOver (rig: Rig, { databaseBackAt }: Struck): Promise<void> {
  const backAt = databaseBackAt.at(-1) ?? 0
  const hasHandedOver = (): boolean => rig.places().some(({ point, at }) => point === 'send.answered' && at >= backAt)
  while (Date.now() < backAt + 15_000 && !hasHandedOver()) await pause(250)
}
