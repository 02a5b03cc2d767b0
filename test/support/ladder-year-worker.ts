// A thread without tap's hooks: a year of ladders that go as planned, and half as many under every kind of trouble.
import { parentPort } from 'node:worker_threads'
import { climb, type LadderEnd, type LadderPlan } from './ladder-year.ts'
import { seeded } from './seeded.ts'

/** What a run was, beside what came of it. */
export interface LadderRun extends LadderEnd {
  policy: LadderPlan['policy']
  openedAfterMs: number | null
  noticeFailedAfterMs: number | null
}

const dayMs = 86_400_000
const start = Date.parse('2027-12-06T05:17:31Z')

/** A letter every four hours and eleven minutes for 400 days, and what may happen to it. */
function plans (seed: number): LadderPlan[] {
  const random = seeded(seed)
  return Array.from({ length: 2295 }, (_, index): LadderPlan => ({
    acceptedAt: new Date(start + index * 251 * 60_000),
    policy: random() < 0.1 ? undefined : { printAfterWorkingDays: 1 + Math.floor(random() * 20), onNotificationFailed: random() < 0.5 },
    ...random() < 0.4 && { openedAfterMs: Math.floor(random() * 35 * dayMs) },
    ...random() < 0.2 && { noticeFailedAfterMs: Math.floor(random() * 10 * dayMs) },
    lagMs: () => 0,
    dies: () => false,
    handOver: () => 'taken',
    opensMeanwhile: () => false
  }))
}

function troubled (plan: LadderPlan, seed: number): LadderPlan {
  const random = seeded(seed)
  return {
    ...plan,
    lagMs: () => random() < 0.7 ? 0 : Math.floor(random() * dayMs / 2),
    dies: () => random() < 0.03,
    handOver: () => random() < 0.7 ? 'taken' : random() < 0.5 ? 'lost' : 'cut',
    opensMeanwhile: () => random() < 0.3
  }
}

async function runs (all: readonly LadderPlan[]): Promise<LadderRun[]> {
  const ends: LadderRun[] = []
  for (const plan of all) {
    const { policy, openedAfterMs = null, noticeFailedAfterMs = null } = plan
    ends.push({ ...await climb(plan), policy, openedAfterMs, noticeFailedAfterMs })
  }
  return ends
}

const half = plans(2).filter((_, index) => index % 2 === 0)
parentPort?.postMessage({ calm: await runs(plans(1)), troubled: await runs(half.map((plan, index) => troubled(plan, index))) })
