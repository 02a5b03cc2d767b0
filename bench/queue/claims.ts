// What it costs a worker to get its next twenty letters, however many wait behind them.
import { performance } from 'node:perf_hooks'
import { letIn } from '../../src/queue/dispatcher.ts'
import type { Ground } from '../../test/faults/rig/rig.ts'
import { percentile } from './percentile.ts'
import { openStock, storeFiller, storeLetters, type Stock } from './stock.ts'

const turns = 100
const batch = 20

/**
 * Measures, with so many letters waiting, how long it takes to let twenty in, fetch their jobs and claim them: the median of a hundred turns,
 * in milliseconds. The letters of the turns are real; those behind them only wait.
 */
export async function measureClaims (ground: Ground, waiting: readonly number[]): Promise<Record<string, number>> {
  await ground.cluster.create('claims')
  const stock = await openStock(ground.cluster.url('claims'), ground.folder)
  const found: Record<string, number> = {}
  let filled = 0
  try {
    for (const count of waiting) {
      await storeFiller(stock, count - filled)
      filled = count
      found[String(count)] = await claimP50(stock)
    }
  } finally {
    await stock.close()
  }
  return found
}

async function claimP50 ({ database, store, queue }: Stock): Promise<number> {
  const longAgo = new Date(Date.now() - 3_600_000)
  await storeLetters({ database, store }, turns * batch, () => ({ acceptedAt: longAgo }))
  const { waitingRoom, records } = store
  // Room for twenty at a time, so that every turn has to let in anew.
  const admit: typeof waitingRoom.admit = (shares, now) => waitingRoom.admit(shares.slice(0, 1).map(lane => ({ ...lane, share: batch })), now)
  const ports = { queue, ...waitingRoom, admit, transaction: records.transaction, pauses: records.pauses.inForce, now: () => new Date() }
  const times: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const begun = performance.now()
    await letIn(ports)
    const jobs = await queue.fetch('lookup', batch)
    const { claims } = await records.letters.claim(jobs, 'lookup', new Date())
    times.push(performance.now() - begun)
    if (claims.length !== batch) throw new Error(`${claims.length} letters were claimed instead of ${batch}`)
    await database.transaction(async () => {
      for (const claim of claims) await records.letters.advance(claim, { at: new Date(), state: 'held', next: null })
      for (const job of jobs) await job.acknowledge()
    })
  }
  return percentile(times, 0.5)
}
