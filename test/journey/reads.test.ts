// A whole gateway: who was shown what is known of a recipient is logged before it is shown, and the log can be proved.
import { test } from 'tap'
import { runAuditVerify } from '../../src/main/audit-command.ts'
import { accepted, aLetterInput, citizens, reaches, read } from '../support/client.ts'
import { startPostbud, type Running } from '../support/running.ts'

const authorization = 'Bearer sandbox'

function readsOf ({ gateway }: Running): Promise<unknown[]> {
  return gateway.database.query('select letter_id as id, data from letter_event where type = \'recipient.read\' order by id')
}

async function reserved (running: Running): Promise<{ id: string, nationalIdentityNumber: string | undefined }> {
  const [citizen] = await citizens(running, 'reserved')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  await reaches(running, id, 'delivered')
  return { id, nationalIdentityNumber: citizen?.nationalIdentityNumber }
}

async function statusOf ({ url }: Running, path: string): Promise<number> {
  const response = await fetch(`${url}${path}`, { headers: { authorization } })
  await response.text()
  return response.status
}

test('a read decision, a letter\'s page and a precheck are logged with who read; states, lists and what is not there are not', async t => {
  const running = await startPostbud(t)
  const { id, nationalIdentityNumber } = await reserved(running)
  for (const path of [`/v1/letters/${id}`, `/v1/letters/${id}/events`, '/v1/events', '/v1/tasks', '/desk', '/desk/letters']) t.equal(await statusOf(running, path), 200, path)
  for (const path of ['/v1/letters/x/decision', `/v1/letters/${crypto.randomUUID()}/decision`, `/desk/letters/${crypto.randomUUID()}`]) {
    t.equal(await statusOf(running, path), 404, path)
  }
  t.strictSame(await readsOf(running), [])
  for (const path of [`/v1/letters/${id}/decision`, `/desk/letters/${id}`]) t.equal(await statusOf(running, path), 200, path)
  const facts = { sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: 1000, pages: 1 }] }
  const body = JSON.stringify({ ...facts, recipients: [{ nationalIdentityNumber }] })
  const asked = await fetch(`${running.url}/v1/precheck`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body })
  t.match(await asked.json(), { recipients: [{ rule: 'reserved' }] })
  t.strictSame((await readsOf(running)), [
    { id, data: { client: 'sender', shown: 'decision' } }, { id, data: { client: 'desk', shown: 'story' } },
    { id: null, data: { client: 'sender', shown: 'precheck', recipients: 1 } }
  ])
  t.match((await read<{ events: object[] }>(running, `/v1/letters/${id}/events`)).events.at(-1), { type: 'recipient.read', data: { shown: 'story' } })
  t.match(await (await fetch(`${running.url}/desk/letters/${id}?lang=en`, { headers: { authorization } })).text(), /What is known of the recipient was shown/)
})

test('what cannot be logged is not shown', async t => {
  const running = await startPostbud(t)
  const { id } = await reserved(running)
  await running.gateway.database.exec('alter table letter_event add constraint nothing_read check (type <> \'recipient.read\') not valid')
  t.equal(await statusOf(running, `/v1/letters/${id}/decision`), 500)
  t.equal(await statusOf(running, `/desk/letters/${id}`), 503)
  t.equal(await statusOf(running, `/v1/letters/${id}`), 200)
})

test('the log of a gateway at work holds, and the commands prove it over the API', async t => {
  const running = await startPostbud(t)
  const { id } = await reserved(running)
  t.equal(await statusOf(running, `/v1/letters/${id}/decision`), 200)
  await running.gateway.store.events.number()
  const told: string[] = []
  const ports = { fetch, now: () => new Date(), stdout: { write: (text: string) => told.push(text) }, stderr: { write: () => {} } }
  t.equal(await runAuditVerify({ url: running.url, apiKey: 'sandbox', json: true }, ports), 0)
  t.match(JSON.parse(told.join('')), { outside: 0, broken: null, chain: /^[0-9a-f]{64}$/ })
  const { entries } = await read<{ entries: { entry: string }[] }>(running, '/v1/audit')
  t.match(entries.at(-1)?.entry, /"recipient\.read", .*\{"shown": "decision", "client": "sender"\}\]$/)
})
