// Work of many letters in one transaction: a commit, and each statement, costs as much for one letter as for thirty.
import { isConnectionLoss } from './loss.ts'

/** Some work inside a transaction, and whoever waits for it. */
interface Member {
  run: () => Promise<unknown>
  turn?: string
  resolve: (result: unknown) => void
  reject: (reason: unknown) => void
}

/** What group commit needs. */
export interface GroupCommitOptions {
  /** Commits when the work resolves, rolls back when it rejects. */
  transaction: <T> (work: () => Promise<T>) => Promise<T>
  /** True of a rejection by which the work says that it has written nothing. */
  hasWrittenNothing: (reason: unknown) => boolean
  /** Most works in one transaction. Default 64. */
  most?: number
  /** Groups under way at the same time at most. Default 2: the fewer, the more go together, but one that waits for a lock must not hold all up. */
  abreast?: number
}

/**
 * Gives a function that does work in one transaction together with what else is asked for meanwhile: while groups are under way the next
 * gathers, so that nobody waits for company. Where one of a group fails, all of it is rolled back, and each is done again by itself; so work must
 * touch nothing but the database, and may run twice. Works of one `turn` run one after the other, the others of a group side by side.
 */
export function groupCommit (options: GroupCommitOptions): <T>(work: () => Promise<T>, turn?: string) => Promise<T> {
  const { transaction, hasWrittenNothing, most = 64, abreast = 2 } = options
  const waiting: Member[] = []
  let underWay = 0
  let isBeginning = false
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await commitAll(waiting.splice(0, most))
    underWay -= 1
  }
  const commitAll = async (members: readonly Member[]): Promise<void> => {
    try {
      const results = await transaction(() => runAll(members, hasWrittenNothing))
      for (const [index, { resolve, reject }] of members.entries()) {
        const result = results[index]
        if (result?.status === 'fulfilled') resolve(result.value)
        else reject(result?.reason)
      }
    } catch (error) {
      // Without a database nobody fares better alone.
      if (members.length === 1 || isConnectionLoss(error)) for (const { reject } of members) reject(error)
      else for (const member of members) await commitAll([member])
    }
  }
  return <T>(run: () => Promise<T>, turn?: string) => new Promise<T>((resolve, reject) => {
    waiting.push({ run, resolve: result => { resolve(result as T) }, reject, ...turn !== undefined && { turn } })
    // The first to ask begins a group, and the next only when that is on its way.
    if (isBeginning || underWay === abreast) return
    isBeginning = true
    underWay += 1
    // Those that ask in the same turn go together already.
    setImmediate(() => {
      isBeginning = false
      void writeAll()
    })
  })
}

/** Every work is at its end before the transaction is: none may write after it. */
async function runAll (members: readonly Member[], hasWrittenNothing: (reason: unknown) => boolean): Promise<PromiseSettledResult<unknown>[]> {
  const lines = new Map<string, Promise<unknown>>()
  const results = await Promise.allSettled(members.map(({ run, turn }) => {
    const running = turn === undefined ? run() : (lines.get(turn) ?? Promise.resolve()).then(run, run)
    if (turn !== undefined) lines.set(turn, running)
    return running
  }))
  const spoilt = results.find(result => result.status === 'rejected' && !hasWrittenNothing(result.reason))
  if (spoilt?.status === 'rejected') throw spoilt.reason
  return results
}
