import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { runningSandbox } from '../../support/running-sandbox.ts'
import { toPrint } from '../../support/sealed-message.ts'

/** The issuer of tokens is named by the address, so a restart must answer at the same one. */
const portOf = ({ url }: { url: string }): number => Number(new URL(url).port)

type Journal = { messages: { statuses: { status: string }[], judgedAt?: string, receipts: { kind: string }[] }[] }

test('carry() goes on with what was under way when the sandbox stopped', async t => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const before = await runningSandbox(t, { stateDir })
  await before.send('returned-post', { choice: await toPrint() })
  await before.advance(3600)
  await before.stop()
  const after = await runningSandbox(t, { stateDir, port: portOf(before) })
  const journal = (await after.call('GET', '/sandbox/journal')).body as Journal
  t.match(journal.messages, [{ statuses: [{ status: 'registered' }, { status: 'forwarded' }], receipts: [] }])
  await after.advance(86_400)
  t.equal((await after.receipts()).length, 2)
})

test('carry() issues no receipt twice when the sandbox stops between two of them', async t => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const before = await runningSandbox(t, { stateDir })
  await before.send('no-mailbox', { choice: await toPrint() })
  await before.advance(7200)
  t.equal((await before.receipts()).length, 1, 'accepted by the print service, not yet delivered')
  await before.stop()
  const after = await runningSandbox(t, { stateDir, port: portOf(before) })
  await after.advance(86_400)
  const { messages } = (await after.call('GET', '/sandbox/journal')).body as Journal
  t.same(messages[0]?.receipts.map(({ kind }) => kind), ['print-accepted', 'delivery'])
})

test('carry() leaves a message alone that failed at the access point', async t => {
  const sandbox = await runningSandbox(t)
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'access-point', kind: 'send-fails', count: 1 }] })
  await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const { messages } = (await sandbox.call('GET', '/sandbox/journal')).body as Journal
  t.match(messages, [{ statuses: [{ status: 'registered' }, { status: 'failed' }], receipts: [] }])
})

test('carry() needs no push: a short delay ends by itself', async t => {
  const sandbox = await runningSandbox(t, { delayMs: 1 })
  await sandbox.send('eboks-plain')
  let receipts: string[] = []
  while (receipts.length === 0) receipts = await sandbox.receipts()
  t.equal(receipts.length, 1)
})
