// The roles as processes of their own on one PostgreSQL, as a municipality would run them; one worker is killed on the way.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, reaches } from '../support/client.ts'
import { aPostgresUrl } from '../support/database.ts'
import { freePort } from '../support/postgres.ts'
import { eventually } from '../support/running.ts'
import { readStage } from '../support/stage.ts'

/** Starts roles with the same settings. Each is killed when the test ends. */
function starter (t: Test, environment: Record<string, string>): (role: string) => ChildProcess {
  return role => {
    const child = spawn(process.execPath, ['src/main.ts', role], {
      cwd: join(import.meta.dirname, '..', '..'), env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'ignore', 'pipe']
    })
    child.stderr.resume()
    t.teardown(() => { child.kill('SIGKILL') })
    return child
  }
}

async function settings (t: Test): Promise<{ environment: Record<string, string>, url: string, sandboxUrl: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const environment = {
    DATABASE_URL: await aPostgresUrl(), POSTBUD_DATA_DIR: folder, POSTBUD_CERTS_DIR: readStage().certificates, POSTBUD_PORT: String(port),
    POSTBUD_SANDBOX_PORT: String(sandboxPort), POSTBUD_RECEIPTS_EVERY_MS: '200', POSTBUD_MASTER_KEY: Buffer.alloc(32, 7).toString('base64')
  }
  return { environment, url: `http://127.0.0.1:${port}`, sandboxUrl: `http://127.0.0.1:${sandboxPort}` }
}

function answers (url: string): Promise<true> {
  return eventually(async () => await fetch(url).then(response => response.ok, () => false) ? true : undefined, 60)
}

test('roles apart carry letters, and a killed worker loses and doubles none', async t => {
  if (readStage().backend !== 'postgres') { t.comment('skipped: roles apart need PostgreSQL (POSTBUD_TEST_DATABASE=postgres)'); return }
  const { environment, ...places } = await settings(t)
  const start = starter(t, environment)
  for (const role of ['sandbox', 'serve', 'schedule']) start(role)
  const victim = start('work')
  await Promise.all([answers(`${places.url}/health/ready`), answers(`${places.sandboxUrl}/mailbox`)])
  const people = (await citizens(places, 'eboks-plain')).slice(0, 40)
  const ids = await Promise.all(people.map(({ nationalIdentityNumber }) => accepted(places, aLetterInput({ nationalIdentityNumber }))))
  await eventually(async () => (await eventTypes(places, ids[0] ?? '')).includes('letter.routed') || undefined, 60)
  victim.kill('SIGKILL')
  start('work')
  // A dead worker is noticed after half a minute.
  for (const id of ids) await reaches(places, id, 'delivered', 120)
  const journal = await (await fetch(`${places.sandboxUrl}/sandbox/journal`)).json() as { messages: { messageId: string }[] }
  t.equal(new Set(journal.messages.map(({ messageId }) => messageId)).size, ids.length, 'as many messages as letters')
})

test('one role alone refuses the embedded database', async t => {
  const child = spawn(process.execPath, ['src/main.ts', 'work'], {
    cwd: join(import.meta.dirname, '..', '..'), env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'pipe']
  })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const status = await new Promise(resolve => { child.once('exit', resolve) })
  t.equal(status, 1)
  t.match(Buffer.concat(said).toString(), /set DATABASE_URL/)
})
