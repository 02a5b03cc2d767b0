// A thread without tap's hooks, for the thousands: every danger strikes so often, over records in memory.
import { parentPort, workerData } from 'node:worker_threads'
import { dangers, strike, type Keeper, type Outcome } from './flips.ts'
import { memoryRecords } from './memory-records.ts'

/** A keeper of nothing yet. */
function aKeeper (): Keeper {
  const { records, cursors, letter } = memoryRecords()
  return {
    records,
    cursors,
    insert: async one => { await records.letters.insert(one, 'lookup') },
    look: async id => letter(id) ?? Promise.reject(new Error('there is no such letter'))
  }
}

const outcomes: Record<string, Outcome[]> = {}
for (const name of Object.keys(dangers)) outcomes[name] = await strike(name, Number(workerData), aKeeper)
parentPort?.postMessage(outcomes)
