// The roles as processes of their own on one PostgreSQL, as a municipality would run them; one worker is killed on the way.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, reaches } from '../support/client.ts'
import { freePort } from '../support/postgres.ts'
import { answers, someProcesses } from '../support/processes.ts'
import { eventually } from '../support/running.ts'
import { readStage } from '../support/stage.ts'

test('roles apart carry letters, and a killed worker loses and doubles none', async t => {
  if (readStage().backend !== 'postgres') { t.comment('skipped: roles apart need PostgreSQL (POSTBUD_TEST_DATABASE=postgres)'); return }
  const { start, ...places } = await someProcesses(t)
  for (const role of ['sandbox', 'serve']) start(role)
  const ports = { schedule: await freePort(), work: await freePort() }
  start('schedule', { environment: { POSTBUD_METRICS_PORT: String(ports.schedule) } })
  const victim = start('work')
  await Promise.all([answers(`${places.url}/health/ready`), answers(`${places.sandboxUrl}/mailbox`)])
  const people = (await citizens(places, 'eboks-plain')).slice(0, 40)
  const ids = await Promise.all(people.map(({ nationalIdentityNumber }) => accepted(places, aLetterInput({ nationalIdentityNumber }))))
  await eventually(async () => (await eventTypes(places, ids[0] ?? '')).includes('letter.routed') || undefined, 60)
  victim.kill('SIGKILL')
  start('work', { environment: { POSTBUD_METRICS_PORT: String(ports.work) } })
  // A dead worker is noticed after half a minute.
  for (const id of ids) await reaches(places, id, 'delivered', 120)
  const journal = await (await fetch(`${places.sandboxUrl}/sandbox/journal`)).json() as { messages: { messageId: string }[] }
  t.equal(new Set(journal.messages.map(({ messageId }) => messageId)).size, ids.length, 'as many messages as letters')
  const settled = await figure(ports.schedule, 'postbud_receipts_total{settled="applied"}')
  t.ok(settled >= ids.length, `receipts are counted where they are fetched: ${settled}`)
  t.equal(await figure(ports.work, 'postbud_letters_late'), 0)
})

/** One figure of a process, by its name and labels. */
async function figure (port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(text.split('\n').find(line => line.startsWith(`${name} `))?.slice(name.length))
}

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
