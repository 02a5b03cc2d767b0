// Two database servers, the second a synchronous standby. The first dies while letters come in, the second takes over, and nobody restarts anything.
import { Client } from 'pg'
import { test, type Test } from 'tap'
import { aLetterInput, citizens, post, reaches } from '../support/client.ts'
import { isLongRun } from '../support/long-run.ts'
import { postgresProgram, removeCluster, startCluster, startStandby, stopCluster, type Cluster } from '../support/postgres.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** Letters accepted before the first server dies, and after. */
const letters = isLongRun ? 300 : 12
const atOnce = 4

async function ask (cluster: Cluster, database: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: cluster.url(database) })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql)
  await client.end()
  return rows
}

/** A primary and a standby that has every commit before it is answered. */
async function aPair (t: Test): Promise<{ primary: Cluster, standby: Cluster }> {
  const primary = await startCluster()
  t.teardown(() => removeCluster(primary))
  await ask(primary, 'postgres', 'create database postbud')
  const standby = await startStandby(primary)
  t.teardown(() => removeCluster(standby))
  await ask(primary, 'postgres', 'alter system set synchronous_standby_names = \'standby\'')
  await ask(primary, 'postgres', 'select pg_reload_conf()')
  await eventually(async () => (await ask(primary, 'postgres', 'select sync_state from pg_stat_replication'))[0]?.sync_state === 'sync' || undefined)
  return { primary, standby }
}

/** What a client saw: ids of accepted letters, keys whose letters may have been accepted although nobody said so, and every status. */
interface Ledger { accepted: string[], unknown: string[], statuses: Set<number> }

/** Clients that post letters until they are told to stop. */
function posting (running: Running, recipient: string): Ledger & { stop: () => Promise<void> } {
  const ledger: Ledger = { accepted: [], unknown: [], statuses: new Set() }
  let isStopping = false
  const one = async (): Promise<void> => {
    while (!isStopping) {
      const key = crypto.randomUUID()
      const response = await post(running, aLetterInput({ nationalIdentityNumber: recipient }), key)
      ledger.statuses.add(response.status)
      if (response.status === 201) ledger.accepted.push((await response.json() as { id: string }).id)
      else ledger.unknown.push(key)
    }
  }
  const clients = Array.from({ length: atOnce }, one)
  return { ...ledger, stop: async () => { isStopping = true; await Promise.all(clients) } }
}

/** Posts again what got no answer. A key may be held for half a minute by the call that failed. */
function postAgain (running: Running, recipient: string, keys: readonly string[]): Promise<string[]> {
  return Promise.all(keys.map(key => eventually(async () => {
    const response = await post(running, aLetterInput({ nationalIdentityNumber: recipient }), key)
    return response.status === 201 ? (await response.json() as { id: string }).id : undefined
  })))
}

test('accepted letters survive the loss of a server, and the processes find the other by themselves', async t => {
  if (postgresProgram('pg_basebackup') === undefined) { t.comment('skipped: PostgreSQL is not installed'); return }
  const { primary, standby } = await aPair(t)
  const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`
  const running = await startPostbud(t, { settings: { DATABASE_URL: `postgres://postgres@${hosts}/postbud` } })
  const [citizen] = await citizens(running, 'digipost-plain')
  const recipient = citizen?.nationalIdentityNumber ?? ''
  const client = posting(running, recipient)
  await eventually(async () => client.accepted.length >= letters || undefined)
  await stopCluster(primary, 'immediate')
  const lostAt = Date.now()
  const before = client.accepted.length
  await ask(standby, 'postgres', 'select pg_promote()')
  await eventually(async () => client.accepted.length >= before + letters || undefined)
  const recoveredMs = Date.now() - lostAt
  await client.stop()
  const kept = new Set((await ask(standby, 'postbud', 'select id from letter')).map(({ id }) => id))
  t.strictSame(client.accepted.filter(id => !kept.has(id)), [], 'no accepted letter is lost')
  t.ok(kept.size <= client.accepted.length + client.unknown.length, 'no letter comes from nowhere')
  t.strictSame([...client.statuses].filter(status => status !== 201 && status !== 503), [])
  await reaches(running, client.accepted.at(-1) ?? '', 'delivered', 60)
  if (isLongRun) {
    const all = [...client.accepted, ...await postAgain(running, recipient, client.unknown)]
    t.equal(Number((await ask(standby, 'postbud', 'select count(*) as letters from letter'))[0]?.letters), new Set(all).size)
    for (const id of all) await reaches(running, id, 'delivered', 180)
  }
  t.comment(`accepted ${client.accepted.length}, lost 0; ${letters} accepted on the other server ${recoveredMs} ms after the first was lost`)
})
