// Processes are stopped by SIGTERM while letters go through them, as every deploy does: nothing is lost, doubled, or tried in vain.
import { randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { test } from 'tap'
import { aLetterInput, citizens, post, reaches } from '../support/client.ts'
import { isLongRun } from '../support/long-run.ts'
import { answers, someProcesses, terminate, type Processes } from '../support/processes.ts'
import { readStage } from '../support/stage.ts'

/** How often each role is stopped and started again. */
const deploys = isLongRun ? 20 : 2
const patienceMs = 25_000

/** Posts letters until it is told to stop; a call that fails is no letter, and must not take long to say so. */
function posting (places: Processes, recipients: readonly string[]): { ids: string[], statuses: Set<number>, stop: () => Promise<void> } {
  const ids: string[] = []
  const statuses = new Set<number>()
  let isStopping = false
  const run = async (): Promise<void> => {
    for (let turn = 0; !isStopping; turn += 1) {
      const response = await post(places, aLetterInput({ nationalIdentityNumber: recipients[turn % recipients.length] })).catch(() => undefined)
      if (response === undefined) { await setTimeout(20); continue }
      statuses.add(response.status)
      if (response.status === 201) ids.push((await response.json() as { id: string }).id)
    }
  }
  const running = run()
  return { ids, statuses, stop: async () => { isStopping = true; await running } }
}

test('stopped processes hand over what they have: no attempt is burned, no job comes back', async t => {
  if (readStage().backend !== 'postgres') { t.comment('skipped: roles apart need PostgreSQL (POSTBUD_TEST_DATABASE=postgres)'); return }
  const places = await someProcesses(t)
  const { start } = places
  start('sandbox')
  const roles = new Map(['serve', 'work', 'schedule'].map(role => [role, start(role)]))
  await Promise.all([answers(`${places.url}/health/ready`), answers(`${places.sandboxUrl}/mailbox`)])
  const client = posting(places, (await citizens(places, 'eboks-plain')).map(({ nationalIdentityNumber }) => nationalIdentityNumber))
  for (let deploy = 0; deploy < deploys; deploy += 1) {
    for (const [role, child] of roles) {
      await setTimeout(randomInt(500, 2000))
      const { status, ms } = await terminate(child)
      t.equal(status, 0, `${role} stopped in order`)
      t.ok(ms < patienceMs, `${role} was gone after ${ms} ms`)
      roles.set(role, start(role))
      if (role === 'serve') await answers(`${places.url}/health/ready`)
    }
  }
  await client.stop()
  t.strictSame([...client.statuses].filter(status => status !== 201 && status !== 503), [])
  for (const id of client.ids) await reaches(places, id, 'delivered', 60)
  t.strictSame(await burned(places), { attempts: 0, claims: 0, failures: 0, jobs: 0 })
  t.comment(`${client.ids.length} letters through ${deploys * roles.size} stops`)
})

/** What a stop must not cost: second attempts, claims that came to nothing, failures, jobs that came back. */
async function burned ({ environment }: Processes): Promise<Record<string, number>> {
  const client = new Client({ connectionString: environment.DATABASE_URL })
  await client.connect()
  const { rows: [row] } = await client.query<Record<string, number>>(`select
    (select count(*) from attempt where ordinal > 1)::int as attempts,
    (select count(*) from letter where unfinished_claims > 0)::int as claims,
    (select count(*) from letter where failures > 0)::int as failures,
    (select count(*) from pgboss.job where retry_count > 0)::int as jobs`)
  await client.end()
  return { ...row }
}
