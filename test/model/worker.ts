// A worker process that can be killed or frozen between any two things it does: the ports it works through count its calls.
import type { Records } from '../../src/journey/records.ts'
import type { Rooms } from '../../src/journey/rooms.ts'

/** What befalls a worker, at which of its calls. */
export interface Fate { kind: 'none' | 'crash' | 'freeze', at: number }

/** Why nothing more comes of a dead worker. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A worker, as the ports it works through see it. */
export interface Worker {
  records: Records
  rooms: Rooms
  /** Resolves when the worker stands still in the middle of its work, should it ever. */
  frozen: Promise<'frozen'>
  thaw: () => void
  /** Failures no room had a name for. One who was overtaken may be surprised; anyone else is a bug. */
  surprises: unknown[]
}

/** Not a call to anybody: pure, or only a note in the process's own memory. */
const harmless: ReadonlySet<string | symbol> = new Set(['begin', 'end', 'keyOf', 'read', 'route', 'ladderOf', 'abilitiesOf', 'quietUntil', 'pricing', 'forecast', 'receiptIdOf'])

/** Hires one. It never freezes inside a transaction, which would only make everybody wait for it. */
export function aWorker (records: Records, rooms: Rooms, fate: Fate): Worker {
  const froze = Promise.withResolvers<'frozen'>()
  const thawed = Promise.withResolvers<undefined>()
  let calls = 0
  let isDead = false
  let depth = 0
  const pass = async (): Promise<void> => {
    if (isDead) throw new Killed()
    const isTime = calls++ >= fate.at
    if (fate.kind === 'crash' && isTime) {
      isDead = true
      throw new Killed()
    }
    if (fate.kind !== 'freeze' || !isTime || depth > 0) return
    froze.resolve('frozen')
    await thawed.promise
  }
  const guarded = <T extends object> (room: T): T => new Proxy(room, {
    get: (target, name): unknown => {
      const value: unknown = Reflect.get(target, name)
      if (harmless.has(name)) return value
      if (typeof value === 'object' && value !== null) return guarded(value)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]): Promise<unknown> => {
        await pass()
        const result: unknown = await Reflect.apply(value, target, args)
        // What was done is done, also when the worker dies before it hears of it.
        await pass()
        return result
      }
    }
  })
  const passing = (transaction: Records['transaction']): Records['transaction'] => async work => {
    await pass()
    depth += 1
    const result = await transaction(work).finally(() => { depth -= 1 })
    await pass()
    return result
  }
  const inTurn: Records['inTurn'] = (turn, work) => passing(inside => records.inTurn(turn, inside))(work)
  return {
    records: { ...guarded({ ...records }), transaction: passing(records.transaction), shared: passing(records.shared), inTurn },
    rooms: guarded(rooms),
    frozen: froze.promise,
    thaw: () => { thawed.resolve(undefined) },
    surprises: []
  }
}
