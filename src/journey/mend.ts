// What the reconciler does to letters the queue has lost or given up on.
import type { Step } from '../letter/letter-status.ts'
import { conclude, hold } from './conclusion.ts'
import type { Records } from './records.ts'

/** Sets a letter aside for a person. Nothing happens if it has gone on meanwhile. */
export function setAside (records: Records, letterId: string, step: Step, now: Date): Promise<void> {
  return records.transaction(async () => {
    const [claim] = await records.letters.claim([letterId], step, now)
    if (claim !== undefined) await conclude(records, claim, hold('ERR_QUEUE_CRASHED', now))
  })
}

/** Schedules a letter's step anew. Nothing happens if it has gone on meanwhile. */
export function reschedule (records: Records, letterId: string, step: Step, now: Date): Promise<void> {
  return records.transaction(async () => {
    const [claim] = await records.letters.claim([letterId], step, now)
    if (claim !== undefined) await conclude(records, claim, { move: { at: now, next: { step, at: now } }, events: [] })
  })
}
