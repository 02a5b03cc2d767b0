// Who gets the free room of a queue: first those that have least of it, so that nobody waits behind a crowd of one.
import type { Lane } from '../letter/lane.ts'

/**
 * Shares a queue's free room among its lanes, so that what each then has inside is as even as can be (max-min fairness). Gives, for each lane
 * in order, how many may come in: never more than wait, and together never more than there is room.
 */
export function fairShare (room: number, lanes: readonly Pick<Lane, 'inside' | 'outside'>[]): number[] {
  const upTo = (level: number): number[] => lanes.map(({ inside, outside }) => Math.min(Math.max(level - inside, 0), outside))
  const level = highest(level => total(upTo(level)) <= room, highestUseful(lanes))
  const shares = upTo(level)
  const next = upTo(level + 1)
  let left = Math.max(room, 0) - total(shares)
  return shares.map((share, index) => {
    if (left <= 0 || next[index] === share) return share
    left -= 1
    return share + 1
  })
}

/** At this level everybody is in. */
function highestUseful (lanes: readonly Pick<Lane, 'inside' | 'outside'>[]): number {
  return lanes.reduce((most, { inside, outside }) => Math.max(most, inside + outside), 0)
}

/** The highest whole number up to a bound that a test holds for; it holds for all below. 0 if for none. */
function highest (holds: (level: number) => boolean, bound: number): number {
  let [low, high] = [0, bound]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function total (numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
