// How soon the work of the dead is taken up again, from the places that processes came by.
import type { Kill } from './fleet.ts'
import type { Passed } from './place-journal.ts'

/** Times in milliseconds, and the letters behind them. */
export interface Recovery {
  /** From a worker's death until another has each letter that it held, fetched or claimed. */
  afterKills: number[]
  /** Letters that were held by somebody who died. */
  held: Set<string>
  /**
   * From the database's return to the first hand-over after it, of a letter that did not lie with a dead worker at its return: those are free
   * when they are missed, database or not, and count above. Undefined where no such letter was left to hand over.
   */
  afterStops: (number | undefined)[]
}

/** Works out recovery times. A letter that was never taken again had been finished: its holder died between commit and note. */
export function recoveryTimes (places: readonly Passed[], kills: readonly Kill[], databaseBackAt: readonly number[]): Recovery {
  const sorted = places.toSorted((a, b) => a.at - b.at)
  const byPid = Map.groupBy(sorted, ({ pid }) => pid)
  const taken = Map.groupBy(sorted.filter(({ point, letterId }) => isTaking(point) && letterId !== undefined), ({ letterId }) => letterId ?? '')
  const answered = sorted.filter(({ point }) => point === 'send.answered')
  const recovered: Taken[] = []
  for (const { pid, role, at } of kills) {
    if (role !== 'work') continue
    for (const letterId of heldAt(byPid.get(pid) ?? [])) {
      const next = taken.get(letterId)?.find(claim => claim.at >= at && claim.pid !== pid)
      if (next !== undefined) recovered.push({ letterId, diedAt: at, takenAt: next.at })
    }
  }
  return {
    afterKills: recovered.map(({ diedAt, takenAt }) => takenAt - diedAt),
    held: new Set(recovered.map(({ letterId }) => letterId)),
    afterStops: databaseBackAt.map(back => firstAfter(answered, back, withTheDead(recovered, back)))
  }
}

/** A letter whose holder died, and when another took it. */
interface Taken { letterId: string, diedAt: number, takenAt: number }

function withTheDead (recovered: readonly Taken[], at: number): Set<string> {
  return new Set(recovered.filter(({ diedAt, takenAt }) => diedAt <= at && takenAt > at).map(({ letterId }) => letterId))
}

/** A worker fetches a job, and then claims its letter; if it dies in between, the letter has been in its hands all the same. */
function isTaking (point: string): boolean {
  return point === 'fetched' || point === 'step.claimed'
}

/** Letters a process had taken and not written the end of. */
function heldAt (places: readonly Passed[]): Set<string> {
  const held = new Set<string>()
  for (const { point, letterId } of places) {
    if (letterId === undefined) continue
    if (isTaking(point)) held.add(letterId)
    if (point === 'step.after-commit') held.delete(letterId)
  }
  return held
}

function firstAfter (answered: readonly Passed[], at: number, except: ReadonlySet<string>): number | undefined {
  const next = answered.find(answer => answer.at >= at && !except.has(answer.letterId ?? ''))
  return next === undefined ? undefined : next.at - at
}

/** The value below which this share of the values lies; 0 of none. */
export function percentile (values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? 0
}
