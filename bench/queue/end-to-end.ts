// From the call to the hand-over: letters posted one by one, carried by one worker, taken by a sink. Everything runs on this machine.
import { performance } from 'node:perf_hooks'
import type { Addressee } from '../../test/faults/rig/letters.ts'
import { startRig, type Ground } from '../../test/faults/rig/rig.ts'
import { abreast, formOf, postLetter } from './caller.ts'
import { startSink } from './sink.ts'
import { spentMs } from './spent.ts'

/** What was measured. Processor times in milliseconds a letter. */
export interface EndToEnd {
  letters: number
  perSecond: number
  accept: Record<string, number>
  carry: Record<string, number>
}

const callers = 8
const documentBytes = 50_000

/**
 * Measures it twice: all at once for the rate, and for the processor time first accepting alone, then carrying alone.
 */
export async function measureEndToEnd (ground: Ground, letters: number): Promise<EndToEnd> {
  const sink = await startSink()
  const env = { POSTBUD_ACCESS_POINT_URL: sink.url, POSTBUD_REVOCATION: 'off', POSTBUD_POOL_SIZE: '10', RIG_POINTS: 'none' }
  const rig = await startRig(ground, { sizes: { serve: 1, work: 0, schedule: 0 }, env, overSocket: true })
  try {
    const [url = ''] = rig.urls()
    const post = (count: number): Promise<void> => abreast(callers, count, async index => {
      await postLetter(url, formOf(kind, addresseeOf(rig.addressees, index)))
    })
    await post(50)
    const pids = (): Record<string, number> => ({
      serve: rig.posts('serve')[0]?.pid ?? 0, work: rig.posts('work')[0]?.pid ?? 0, database: ground.cluster.pid(), sandbox: rig.posts('sandbox')[0]?.pid ?? 0
    })
    const accept = await spending(pids, letters, () => post(letters))
    await rig.fleet.add('work-1', 'work')
    const carry = await spending(pids, letters, () => sink.until(50 + letters))
    const before = sink.taken()
    const begun = performance.now()
    await Promise.all([post(letters), sink.until(before + letters)])
    return { letters, perSecond: letters / (performance.now() - begun) * 1000, accept, carry }
  } finally {
    await rig.stop()
    await sink.stop()
  }
}

const kind = { bytes: documentBytes, class: 'important' as const }

function addresseeOf (addressees: readonly Addressee[], index: number): Addressee {
  const addressee = addressees[index % addressees.length]
  if (addressee === undefined) throw new Error('there is nobody to write to')
  return addressee
}

async function spending (pids: () => Record<string, number>, letters: number, work: () => Promise<void>): Promise<Record<string, number>> {
  const look = (): [string, number][] => Object.entries(pids()).map(([name, pid]) => [name, pid === 0 ? 0 : spentMs(pid, name === 'database')])
  const before = new Map(look())
  await work()
  return Object.fromEntries(look().map(([name, after]) => [name, Math.round((after - (before.get(name) ?? 0)) / letters * 100) / 100]))
}
