// The database's disk fills: new letters are refused, and those taken before are still sent. Needs a small file system of its own.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { Client } from 'pg'
import { test, type Test } from 'tap'
import { aLetterInput, citizens, pdf, post, reaches } from '../support/client.ts'
import { isLongRun } from '../support/long-run.ts'
import { postgresProgram, removeCluster, startAgain, startCluster, stopCluster, type Cluster } from '../support/postgres.ts'
import { startPostbud, type Running } from '../support/running.ts'

/** A folder with so little room; undefined where nothing can be mounted. */
function smallDisk (t: Test, megabytes: number): string | undefined {
  const folder = mkdtempSync('/tmp/pb-disk-')
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', folder]).status !== 0) return undefined
  t.teardown(() => { spawnSync('umount', ['--lazy', folder]) })
  return folder
}

async function aClusterOn (t: Test, folder: string): Promise<Cluster> {
  const cluster = await startCluster({ max_wal_size: '32MB', min_wal_size: '32MB', wal_recycle: 'off' }, folder)
  t.teardown(() => removeCluster(cluster))
  const client = new Client({ connectionString: cluster.url('postgres') })
  await client.connect()
  await client.query('create database postbud')
  await client.end()
  return cluster
}

/** Posts letters of a megabyte, two at a time, until one is refused; gives the ids of the others and how it was refused. */
async function fill (running: Running): Promise<{ ids: string[], refusals: { status: number, code: string }[] }> {
  const [citizen] = await citizens(running, 'digipost-plain')
  // A comment of a megabyte makes it no other letter.
  const large = Buffer.from(pdf.toString('latin1').replace('\n', `\n%${randomBytes(500_000).toString('hex')}\n`), 'latin1').toString('base64')
  const documents = [{ fileName: 'brev.pdf', mediaType: 'application/pdf', content: large }]
  const ids: string[] = []
  for (;;) {
    const letter = aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { documents })
    const answers = await Promise.all([post(running, letter), post(running, letter)])
    const bodies = await Promise.all(answers.map(async answer => ({ status: answer.status, ...await answer.json() as { id: string, code: string } })))
    ids.push(...bodies.filter(({ status }) => status === 201).map(({ id }) => id))
    const refusals = bodies.filter(({ status }) => status !== 201)
    if (refusals.length > 0) return { ids, refusals }
  }
}

test('a database that fills refuses new letters before it is too late to send the others', async t => {
  const why = isLongRun ? postgresProgram('postgres') === undefined ? 'PostgreSQL is not installed' : undefined : 'it takes its time (TEST_LONG=1)'
  const folder = why === undefined ? smallDisk(t, 300) : undefined
  if (folder === undefined) { t.comment(`skipped: ${why ?? 'nothing can be mounted here'}`); return }
  const cluster = await aClusterOn(t, folder)
  const running = await startPostbud(t, { settings: { DATABASE_URL: cluster.url('postbud'), POSTBUD_DATABASE_LIMIT_MB: '90' } })
  const { ids, refusals } = await fill(running)
  for (const refusal of refusals) t.match(refusal, { status: 503, code: 'ERR_STORE_FULL' })
  t.ok(ids.length > 10)
  for (const id of ids) await reaches(running, id, 'delivered', 120)
  t.match(await (await fetch(`${running.url}/metrics`)).text(), /^postbud_database_room_used 1\./m)
  t.comment(`${ids.length} letters taken and delivered, then refused`)
})

test('a disk without any room left loses nothing that was accepted', async t => {
  const why = isLongRun ? postgresProgram('postgres') === undefined ? 'PostgreSQL is not installed' : undefined : 'it takes its time (TEST_LONG=1)'
  const folder = why === undefined ? smallDisk(t, 200) : undefined
  if (folder === undefined) { t.comment(`skipped: ${why ?? 'nothing can be mounted here'}`); return }
  const cluster = await aClusterOn(t, folder)
  const running = await startPostbud(t, { settings: { DATABASE_URL: cluster.url('postbud') }, idle: true })
  const { ids, refusals } = await fill(running)
  t.strictSame(refusals.filter(({ status }) => status !== 503), [])
  t.equal((await fetch(`${running.url}/health/live`)).status, 200)
  // A server whose log finds no room ends, and comes up again only where there is some.
  spawnSync('mount', ['-o', 'remount,size=400m', folder])
  await stopCluster(cluster, 'immediate').catch(() => {})
  cluster.pid = (await startAgain(cluster)).pid
  const client = new Client({ connectionString: cluster.url('postbud') })
  await client.connect()
  const { rows } = await client.query<{ id: string, bytes: string }>(
    'select letter.id, sum(bytes) as bytes from letter join content on letter_id = letter.id where linked_at is not null group by 1')
  await client.end()
  t.strictSame(ids.filter(id => !rows.some(row => row.id === id && Number(row.bytes) > 1_000_000)), [], 'every accepted letter has its document')
  t.comment(`${ids.length} letters accepted before the disk was full`)
})
