// Deadlines: told before they are missed where that can be known, and when they are. Nothing is dropped: the letter goes on all the same.
import type { EventType } from '../letter/event.ts'
import type { LetterId } from '../letter/letter.ts'
import type { LetterState } from '../letter/states.ts'
import type { Records } from './records.ts'

/** A letter that has not left, and what stands in its way as far as is known. */
export interface DueLetter {
  letterId: LetterId
  state: LetterState
  deadlineBy: Date
  reasonCode: string | null
  /** When it goes on by itself; null when it waits for a person. */
  nextAt: Date | null
}

/** Letters with a deadline that nobody can be sure were handed over. Each is given once: call inside a transaction that tells of it. */
export interface Deadlines {
  /** Those whose deadline is past. */
  missed: (now: Date, most: number) => Promise<DueLetter[]>
  /**
   * Those whose deadline can be seen to be in danger: what they wait for comes after it, or is a person, or they are late themselves and
   * little time is left.
   */
  atRisk: (now: Date, most: number) => Promise<DueLetter[]>
}

/** What watching needs. */
export interface WatchPorts {
  records: Pick<Records, 'transaction' | 'log'>
  deadlines: Deadlines
  now: () => Date
}

/** Each transaction holds up the one numbered log. */
const mostAtOnce = 100

/** Tells of every deadline that was missed or is in danger and was not told of before; gives how many of each. */
export async function watchDeadlines (ports: WatchPorts): Promise<{ missed: number, atRisk: number }> {
  const { deadlines } = ports
  return {
    missed: await tellAll(ports, 'deadline.missed', now => deadlines.missed(now, mostAtOnce)),
    atRisk: await tellAll(ports, 'deadline.at_risk', now => deadlines.atRisk(now, mostAtOnce))
  }
}

async function tellAll ({ records, now }: WatchPorts, type: EventType, take: (now: Date) => Promise<DueLetter[]>): Promise<number> {
  const at = now()
  let told = 0
  for (let taken = mostAtOnce; taken === mostAtOnce;) {
    taken = await records.transaction(async () => {
      const letters = await take(at)
      for (const { letterId, deadlineBy, state, reasonCode, nextAt } of letters) {
        await records.log({
          letterId, type, at, data: { deadlineBy: deadlineBy.toISOString(), state, code: reasonCode, nextAt: nextAt?.toISOString() ?? null }
        })
      }
      return letters.length
    })
    told += taken
  }
  return told
}
