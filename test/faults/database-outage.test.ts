// The database goes away, or has no place for us. Nobody ends for it, callers are told at once, and work goes on when it is back.
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { test, type Test } from 'tap'
import { accepted, aLetterInput, citizens, post, reaches } from '../support/client.ts'
import { isLongRun } from '../support/long-run.ts'
import { postgresProgram, removeCluster, startAgain, startCluster, stopCluster, type Cluster } from '../support/postgres.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** So long a caller may wait for an answer, in milliseconds. */
const patienceMs = 5_000

interface Bench { cluster: Cluster, running: Running, letter: Record<string, unknown> }

/** A gateway over a server of its own, and a letter to post. */
async function aRunningOne (t: Test, settings: Record<string, string> = {}): Promise<Bench> {
  const cluster = await startCluster(settings)
  t.teardown(() => removeCluster(cluster))
  await holdOne(cluster, async client => { await client.query('create database postbud') })
  const running = await startPostbud(t, { settings: { DATABASE_URL: cluster.url('postbud') } })
  const [citizen] = await citizens(running, 'digipost-plain')
  return { cluster, running, letter: aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }) }
}

async function holdOne (cluster: Cluster, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: cluster.url('postgres') })
  await client.connect()
  await work(client)
  await client.end()
}

/** Connects idle clients until the server has no place left. */
async function takeAllPlaces (cluster: Cluster): Promise<Client[]> {
  const held: Client[] = []
  for (;;) {
    const client = new Client({ connectionString: cluster.url('postgres') })
    client.on('error', () => {})
    try {
      await client.connect()
    } catch {
      return held
    }
    held.push(client)
  }
}

/** Status and waiting time of a request. */
async function timed (call: Promise<Response>): Promise<{ status: number, retryAfter: string | null, ms: number }> {
  const begun = Date.now()
  const { status, headers } = await call
  return { status, retryAfter: headers.get('retry-after'), ms: Date.now() - begun }
}

async function tellsTheTruth (t: Test, { url }: Running, ready: number): Promise<void> {
  t.equal((await fetch(`${url}/health/live`)).status, 200)
  const readiness = await timed(fetch(`${url}/health/ready`))
  t.equal(readiness.status, ready)
  t.ok(readiness.ms < patienceMs, `readiness answered after ${readiness.ms} ms`)
}

test('a server without a free place is told to callers within five seconds, and used again when it has one', async t => {
  if (postgresProgram('postgres') === undefined) { t.comment('skipped: PostgreSQL is not installed'); return }
  const { cluster, running, letter } = await aRunningOne(t, { max_connections: isLongRun ? '300' : '40' })
  await accepted(running, letter)
  const held = await takeAllPlaces(cluster)
  // Ours, too: who has none any more finds none. One that is just connecting has no name yet, so that nobody is left is looked for more than once.
  const [asking] = held
  for (let looksWithout = 0; asking !== undefined && looksWithout < 3;) {
    const ended = await asking.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = \'postbud\'')
    held.push(...await takeAllPlaces(cluster))
    looksWithout = ended.rowCount === 0 ? looksWithout + 1 : 0
    await pause(100)
  }
  const answers = await Promise.all(Array.from({ length: 10 }, () => timed(post(running, letter))))
  t.strictSame(answers.filter(({ status, retryAfter, ms }) => status !== 503 || retryAfter === null || ms > patienceMs), [])
  await tellsTheTruth(t, running, 503)
  await Promise.all(held.map(client => client.end()))
  await eventually(async () => (await post(running, letter)).status === 201 || undefined, 10)
  await tellsTheTruth(t, running, 200)
})

test('a server that dies and comes back is found again, and letters go on within ten seconds', async t => {
  if (postgresProgram('postgres') === undefined) { t.comment('skipped: PostgreSQL is not installed'); return }
  const { cluster, running, letter } = await aRunningOne(t)
  const ids: string[] = []
  for (let round = 0; round < (isLongRun ? 20 : 2); round += 1) {
    ids.push(await accepted(running, letter))
    await stopCluster(cluster, 'immediate')
    const refused = await timed(post(running, letter))
    t.match(refused, { status: 503, retryAfter: /^\d+$/ })
    t.ok(refused.ms < patienceMs, `refused after ${refused.ms} ms`)
    await tellsTheTruth(t, running, 503)
    cluster.pid = (await startAgain(cluster)).pid
    const back = Date.now()
    const fresh = await eventually(async () => await accepted(running, letter).catch(() => undefined), 10)
    await reaches(running, fresh, 'dispatched', 10).catch(() => reaches(running, fresh, 'delivered', 1))
    t.ok(Date.now() - back < 10_000, `handed over ${Date.now() - back} ms after the database came back`)
    ids.push(fresh)
  }
  // What was in hand when the database went comes back when its job has expired.
  if (isLongRun) for (const id of ids) await reaches(running, id, 'delivered', 120)
})

test('connections that are ended again and again cost no letter', async t => {
  if (postgresProgram('postgres') === undefined) { t.comment('skipped: PostgreSQL is not installed'); return }
  const { cluster, running, letter } = await aRunningOne(t)
  const end = Date.now() + (isLongRun ? 60_000 : 3_000)
  const ids = new Set<string>()
  const statuses = new Set<number>()
  await holdOne(cluster, async killer => {
    while (Date.now() < end) {
      await killer.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = \'postbud\' order by random() limit 2')
      const response = await post(running, letter)
      statuses.add(response.status)
      if (response.status === 201) ids.add((await response.json() as { id: string }).id)
    }
  })
  t.strictSame([...statuses].filter(status => status !== 201 && status !== 503), [])
  t.ok(ids.size > 0)
  for (const id of isLongRun ? ids : []) await reaches(running, id, 'delivered', 120)
  t.equal((await fetch(`${running.url}/health/ready`)).status, 200)
})
