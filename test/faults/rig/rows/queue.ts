// Rows 6, 7, 8, 48 and 49: the database goes away, and the queue's own rows are not what they were.
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../support/postgres.ts'
import { startProxy, type Proxy } from '../../../support/proxy.ts'
import { percentile } from '../recovery.ts'
import { randomRun } from '../random-run.ts'
import { brokenPromises } from '../report.ts'
import type { Ground } from '../rig.ts'
import { clause, judged, postOn, repeatsOf, until, untilEnded, withRig, type Row, type RowRig, type RowResult } from './row.ts'

/** The rows. */
export const queueRows: readonly Row[] = [
  { row: 6, fault: 'PostgreSQL immediate stop and start, 20 times', target: 'exits 0; first hand-over <= 10 s after return', run: stops },
  { row: 7, fault: 'backends killed 2/s for a minute', target: 'lost 0; throughput back >= 95 % in 30 s', run: ground => withRig(ground, {}, backends) },
  { row: 8, fault: 'connections silently half-open', target: 'noticed <= 15 s', run: ground => withRig(ground, { sizes: nobody }, halfOpen) },
  { row: 48, fault: 'queue rows truncated', target: 'letters without job after 5 min = 0', run: ground => withRig(ground, {}, truncated) },
  { row: 49, fault: 'duplicate queue rows for one letter', target: 'extra sends 0', run: ground => withRig(ground, {}, doubled) }
]

async function stops (ground: Ground): Promise<RowResult> {
  const result = await randomRun(ground, { letters: 400, kills: 0, databaseStops: 20, seed: 6 }, () => {})
  const { afterStops } = result.recovery
  const times = afterStops.filter(ms => ms !== undefined)
  return {
    figure: `${result.databaseStops} stops, exits ${result.unhandledExits.length}, first hand-over p50 ${percentile(times, 0.5)} ms, longest ${percentile(times, 1)} ms, `
      + clause(result.findings),
    isKept: brokenPromises(result).length === 0
  }
}

/** Posts without a pause and counts what is taken, before the blows, and half a minute after them. */
async function backends (rig: RowRig): Promise<RowResult> {
  const over = new AbortController()
  const taken: number[] = []
  const postOn = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await rig.post(rig.letters(8))
      taken.push(Date.now())
    }
  }
  const load = postOn()
  const rate = async (ms: number): Promise<number> => {
    const from = Date.now()
    await pause(ms)
    return taken.filter(at => at >= from).length * 8_000 / ms
  }
  await pause(5_000)
  const before = await rate(20_000)
  for (let blow = 0; blow < 120; blow += 1) {
    await rig.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1').catch(() => {})
    await pause(500)
  }
  await pause(10_000)
  const after = await rate(20_000)
  over.abort()
  await load
  await untilEnded(rig)
  const { findings } = await judged(rig)
  const exits = rig.fleet.exits.unhandled.length
  return {
    figure: `${before.toFixed(1)} letters/s before, ${after.toFixed(1)} after (${Math.round(after / before * 100)} %), exits ${exits}, ${clause(findings)}`,
    isKept: after >= before * 0.95 && exits === 0 && findings.length === 0
  }
}

const nobody = { serve: 0, work: 0, schedule: 0 }

/** What shows, for each role, that a transaction has come through. */
const progress = { serve: 'accept.after-commit', work: 'step.after-commit', schedule: 'receipt.after-commit' } as const

/** Every connection to the database goes silent at the same moment, as behind a firewall that has forgotten them. New ones are well. */
async function halfOpen (rig: RowRig): Promise<RowResult> {
  const direct = new URL(rig.databaseUrl)
  const proxy = await startProxy(Number(direct.port))
  try {
    return await silenced(rig, direct, proxy)
  } finally {
    await proxy.close()
  }
}

async function silenced (rig: RowRig, direct: URL, proxy: Proxy): Promise<RowResult> {
  const through = Object.assign(new URL(direct), { port: String(proxy.port) }).href
  await rig.fleet.add('serve-1', 'serve', { port: await freePort(), env: { DATABASE_URL: through } })
  const others = [['work-1', 'work'], ['work-2', 'work'], ['schedule-1', 'schedule']] as const
  for (const [name, role] of others) await rig.fleet.add(name, role, { env: { DATABASE_URL: through } })
  const stop = postOn(rig, 20)
  const moments = (sign: string): number[] => rig.places().flatMap(({ point, at }) => point === sign ? [at] : [])
  // All three are in the middle of their work.
  await until(async () => moments(progress.schedule).length, count => count > 50, 120)
  proxy.silence()
  const silentAt = Date.now()
  const lost = proxy.connections().silent
  await until(async () => proxy.connections().silent, left => left === 0, 30)
  const noticed = (Date.now() - silentAt) / 1000
  await pause(10_000)
  await stop()
  const open = await untilEnded(rig)
  const { findings } = await judged(rig)
  // What was on its way to a process has come through a moment later.
  const seconds = Object.values(progress).map(sign => (Math.min(...moments(sign).filter(at => at > silentAt + 100)) - silentAt) / 1000)
  const exits = rig.fleet.exits.unhandled.length
  return {
    figure: `${lost} connections silent, all given up after ${noticed.toFixed(1)} s, through again after ${seconds.map(value => value.toFixed(1)).join(', ')} s (API, workers, scheduler), `
      + `exits ${exits}, ${open} letters without an end, ${clause(findings)}`,
    isKept: noticed <= 15 && seconds.every(value => value <= 15) && exits === 0 && open === 0 && findings.length === 0
  }
}

async function truncated (rig: RowRig): Promise<RowResult> {
  const posting = rig.post(rig.letters(200))
  // Letters are on their way: some with a job that waits, some with their worker.
  const gone = await until(async () => (await rig.query('delete from pgboss.job where state <= \'active\' returning 1')).length, count => count >= 10, 60)
  await posting
  const begun = Date.now()
  const open = await untilEnded(rig, 300)
  const { findings } = await judged(rig)
  const seconds = Math.round((Date.now() - begun) / 1000)
  return {
    figure: `${gone} jobs gone with their letters on the way, ${open} letters without an end after ${seconds} s, ${clause(findings)}`,
    isKept: gone >= 10 && open === 0 && findings.length === 0
  }
}

/** Every waiting job is given a twin under another id, again and again while the letters go their way. */
async function doubled (rig: RowRig): Promise<RowResult> {
  let made = 0
  await rig.post(rig.letters(40))
  const columns = 'name, data, priority, retry_limit, retry_delay, expire_seconds, deletion_seconds, policy'
  await until(async () => {
    made += (await rig.query(`insert into pgboss.job (id, state, ${columns}) select gen_random_uuid(), 'created', ${columns} from pgboss.job
      where state = 'created' and not (data ? 'twin') returning 1`)).length
    return untilEnded(rig, 0)
  }, open => open === 0, 120)
  const { journals, findings } = await judged(rig)
  const extra = repeatsOf(journals)
  return { figure: `${made} twins, extra sends ${extra}, ${clause(findings)}`, isKept: made > 0 && extra === 0 && findings.length === 0 }
}
