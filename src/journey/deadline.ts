// A letter's whole time: whatever it waits for, one that is not handed over when it is up stops for a person.
import { asError } from '../letter/gateway-error.ts'
import type { LetterClass, LetterId } from '../letter/letter.ts'
import type { LetterState } from '../letter/states.ts'
import { conclude, hold } from './conclusion.ts'
import type { Records } from './records.ts'

/** How long a letter may take from when it may go until it is handed over, in hours. docs/retries.md tells the same; a test holds the two equal. */
export const deadlineHours: Readonly<Record<LetterClass, number>> = { decision: 72, important: 120, information: 240 }

/** Letters of a class are out of time if they might have gone before a moment. */
export type TimeLimits = Readonly<Record<LetterClass, Date>>

/**
 * Gives letters that are out of time, except those being handed over and those that people have paused. The time runs anew when a pause ends, when a
 * stopped letter is let go, and when a delivered one goes on.
 */
export type FindOverdue = (limits: TimeLimits, most: number) => Promise<LetterId[]>

/** What holding overdue letters needs. */
export interface DeadlinePorts {
  records: Records
  findOverdue: FindOverdue
  now: () => Date
}

/** Each is a transaction of its own; the rest is taken next time. */
const mostAtOnce = 500

const beforeHandOver: ReadonlySet<LetterState> = new Set(['received', 'addressed', 'routed', 'sealed'])

/**
 * Holds the letters whose time is up; tells how many. A worker that has one of them in hand is overtaken, and what it does changes nothing. One that
 * cannot be held does not keep the others from it; its failure is told when they are done.
 */
export async function holdOverdue (ports: DeadlinePorts): Promise<number> {
  const failures: Error[] = []
  let held = 0
  for (const id of await ports.findOverdue(limitsAt(ports.now()), mostAtOnce)) {
    try {
      if (await holdOne(ports, id)) held += 1
    } catch (error) {
      failures.push(asError(error, 'Cannot hold a letter'))
    }
  }
  if (failures[0] !== undefined) throw failures[0]
  return held
}

function limitsAt (now: Date): TimeLimits {
  const before = (letterClass: LetterClass): Date => new Date(now.getTime() - deadlineHours[letterClass] * 60 * 60 * 1000)
  return { decision: before('decision'), important: before('important'), information: before('information') }
}

/** The letter is locked first, so that it is either held or handed over, and never both. */
function holdOne ({ records, now }: DeadlinePorts, id: LetterId): Promise<boolean> {
  return records.transaction(async () => {
    const claim = await records.letters.lock(id)
    const attempt = (await records.attempts.ofLetter(id)).at(-1)
    if (!beforeHandOver.has(claim.state) || attempt?.state === 'handing_over') return false
    await conclude(records, claim, hold('ERR_QUEUE_DEADLINE', now()))
    return true
  })
}
