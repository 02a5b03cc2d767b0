// What becomes of letters the queue has lost or given up on.
import type { Step } from '../letter/letter-status.ts'
import { conclude, setDown, type Conclusion } from './conclusion.ts'
import type { BareClaim, Records } from './records.ts'

/** A letter that was begun so often without an end is taken to end its workers, and is not begun again. */
export const mostUnfinishedClaims = 3

/** Tells whether a letter was begun too often before the present claim. */
export function isSuspect ({ unfinishedClaims }: BareClaim): boolean {
  return unfinishedClaims > mostUnfinishedClaims
}

/**
 * Deals with a letter whose job the queue gave up. One that was begun time and again is set aside for a person. One that was only taken
 * along by a worker that died of another is scheduled anew, and gives false. Nothing happens if it has gone on meanwhile.
 */
export async function setAside (records: Records, letterId: string, step: Step, now: Date): Promise<boolean> {
  return take(records, letterId, step, now, claim => isSuspect(claim) ? setDown(claim, 'ERR_QUEUE_CRASHED', now) : again(step, now))
}

/** Schedules a letter's step anew. Nothing happens if it has gone on meanwhile. */
export async function reschedule (records: Records, letterId: string, step: Step, now: Date): Promise<void> {
  await take(records, letterId, step, now, () => again(step, now))
}

function again (step: Step, now: Date): Conclusion {
  return { move: { at: now, next: { step, at: now } }, events: [] }
}

/** Takes a letter to a conclusion, without opening its details: even one that cannot be opened must not stay where it is. */
function take (records: Records, letterId: string, step: Step, now: Date, judge: (claim: BareClaim) => Conclusion): Promise<boolean> {
  return records.transaction(async () => {
    const { claims, unreadable } = await records.letters.claim([{ letterId }], step, now)
    const claim = claims[0] ?? unreadable[0]
    if (claim === undefined) return false
    const conclusion = judge(claim)
    await conclude(records, claim, conclusion)
    return conclusion.move.next === null
  })
}
