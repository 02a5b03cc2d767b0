import type { BatchRow, RefusedRow } from './batch-row.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { BatchPlan } from './plan-batch.ts'
import type { Progress } from './progress.ts'
import { sendRow, type Delivery, type RowOutcome, type SettledOutcome } from './send-row.ts'
import type { Tally } from './tally.ts'

/** How a run ended: with every row settled, or before. */
export type RunEnd = { kind: 'done' } | Exclude<RowOutcome, SettledOutcome>

/** What a run needs besides its plan. */
export interface Run {
  checkpoint: Checkpoint
  delivery: Delivery
  /** Rows under way at once. */
  concurrency: number
  progress: Progress
  /** Called for every settled row, in the order they settle, refused ones of the plan first. */
  onRow: (row: string, outcome: SettledOutcome) => void
}

/** Sends all rows that are not done yet. The first outcome that is not a row's own fault ends the run; rows under way are finished. */
export async function sendAll (plan: BatchPlan, run: Run): Promise<{ tally: Tally, end: RunEnd }> {
  const waiting = plan.rows.filter(row => !run.checkpoint.done.has(row.id))
  const count = startCount(plan, waiting.length, run)
  run.progress.start(count.tally())
  const rows = waiting.values()
  const ends: RunEnd[] = []
  const work = async () => {
    for (const row of rows) {
      if (run.delivery.stop.aborted) ends.push({ kind: 'stopped' })
      if (ends.length > 0) return
      const outcome = await sendRow(row, run.delivery)
      if (isSettled(outcome)) await settle(row, outcome, count, run)
      else ends.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: run.concurrency }, work)).finally(() => { run.progress.stop() })
  return { tally: count.tally(), end: ends[0] ?? { kind: 'done' } }
}

function isSettled (outcome: RowOutcome): outcome is SettledOutcome {
  return outcome.kind === 'accepted' || outcome.kind === 'replayed' || outcome.kind === 'refused'
}

/** First remembered, then told: what the report says is done is done for the next run too. */
async function settle (row: BatchRow, outcome: SettledOutcome, count: Count, run: Run): Promise<void> {
  if (outcome.kind !== 'refused') await run.checkpoint.add({ row: row.id, letterId: outcome.letterId })
  count.add(row.id, outcome)
  run.onRow(row.id, outcome)
  run.progress.update(count.tally())
}

interface Count {
  tally (): Tally
  add (row: string, outcome: SettledOutcome): void
}

function startCount (plan: BatchPlan, waiting: number, { delivery, onRow }: Run): Count {
  const startedAt = delivery.now().getTime()
  const refused: RefusedRow[] = [...plan.refused]
  const counts = { accepted: 0, replayed: 0, left: waiting }
  const fixed = { total: plan.rows.length + plan.refused.length, skipped: plan.rows.length - waiting }
  for (const { row, problems } of refused) onRow(row, { kind: 'refused', problems })
  return {
    tally: () => ({ ...fixed, ...counts, refused, seconds: Math.round((delivery.now().getTime() - startedAt) / 100) / 10 }),
    add: (row, outcome) => {
      counts.left--
      if (outcome.kind === 'refused') refused.push({ row, problems: outcome.problems })
      else counts[outcome.kind]++
    }
  }
}
