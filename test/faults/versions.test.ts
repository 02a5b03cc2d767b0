// A rolling deploy: the version before the last migration and this one run side by side on one database, and back again.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { aLetterInput, citizens, post, reaches, read, type Status } from '../support/client.ts'
import { isLongRun } from '../support/long-run.ts'
import { freePort } from '../support/postgres.ts'
import { answers, someProcesses, terminate } from '../support/processes.ts'
import { readStage } from '../support/stage.ts'

const root = join(import.meta.dirname, '..', '..')

function git (...options: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', options, { cwd: root })
  return status === 0 ? stdout.toString().trim() : undefined
}

/** A folder with the version before the last migration; undefined where the history is not there. */
function theVersionBefore (t: Test): string | undefined {
  const [last] = (git('log', '--format=%H', '--diff-filter=A', '--', 'src/store/migrations') ?? '').split('\n')
  const before = last === undefined || last === '' ? undefined : git('rev-parse', '--verify', '--quiet', `${last}^`)
  if (before === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'pb-before-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const unpacked = spawnSync('sh', ['-c', 'git archive "$1" src certs schemas package.json | tar -x -C "$2"', 'sh', before, folder], { cwd: root })
  if (unpacked.status !== 0) return undefined
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Why this cannot be tried here. */
function obstacle (): string | undefined {
  if (!isLongRun) return 'seven processes take their time (TEST_LONG=1)'
  return readStage().backend === 'postgres' ? undefined : 'roles apart need PostgreSQL (POSTBUD_TEST_DATABASE=postgres)'
}

/** Posts a letter to each of the APIs in turn; all must be taken. */
async function postTo (urls: readonly string[], recipients: readonly string[], count: number): Promise<{ ids: string[], statuses: number[] }> {
  const responses = await Promise.all(Array.from({ length: count }, (_, turn) => post(
    { url: urls[turn % urls.length] ?? '' }, aLetterInput({ nationalIdentityNumber: recipients[turn % recipients.length] }))))
  const bodies = await Promise.all(responses.map(async response => await response.json() as { id: string }))
  return { ids: bodies.map(({ id }) => id), statuses: responses.map(({ status }) => status) }
}

test('the version before and this one carry each other\'s letters, and the version before goes on alone', async t => {
  const why = obstacle()
  const before = why === undefined ? theVersionBefore(t) : undefined
  if (before === undefined) { t.comment(`skipped: ${why ?? 'there is no git history'}`); return }
  const places = await someProcesses(t, 'template0')
  places.start('sandbox')
  await answers(`${places.sandboxUrl}/mailbox`)
  for (const role of ['serve', 'work', 'schedule']) places.start(role, { folder: before })
  await answers(`${places.url}/health/ready`)
  const recipients = (await citizens(places, 'eboks-plain')).map(({ nationalIdentityNumber }) => nationalIdentityNumber)
  const alone = await postTo([places.url], recipients, 10)

  const environment = { POSTBUD_PORT: String(await freePort()) }
  const newUrl = `http://127.0.0.1:${environment.POSTBUD_PORT}`
  const fresh = ['serve', 'work', 'schedule'].map(role => places.start(role, { environment }))
  const meanwhile = await postTo([places.url], recipients, 10)
  await answers(`${newUrl}/health/ready`)
  const both = await postTo([places.url, newUrl], recipients, 40)
  t.equal((await fetch(`${places.url}/health/ready`)).status, 200, 'the version before stays ready on the new schema')
  for (const id of [...alone.ids, ...meanwhile.ids, ...both.ids]) await reaches({ url: newUrl }, id, 'delivered', 120)

  for (const child of fresh) t.equal((await terminate(child)).status, 0)
  const back = await postTo([places.url], recipients, 10)
  for (const id of back.ids) await reaches(places, id, 'delivered', 120)
  for (const id of both.ids) t.equal((await read<Status>(places, `/v1/letters/${id}`)).state, 'delivered', 'the version before reads every row')
  t.strictSame([alone, meanwhile, both, back].flatMap(({ statuses }) => statuses).filter(status => status !== 201), [])
})
