// A whole gateway: what people decide, over the API and at the desk, and what the sandbox then gets.
import { test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, reaches, read } from '../support/client.ts'
import { startPostbud, type Running } from '../support/running.ts'

const address = { name: 'Ola Fullmektig', lines: ['Storgata 1'], postalCode: '0155', city: 'OSLO' }
const anna = { authorization: `Basic ${btoa('anna:sandbox')}` }

/** Sends an information letter to a citizen of a case that the rules leave to people. */
async function stopped (running: Running, name: string): Promise<string> {
  const [citizen] = await citizens(running, name)
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }, { class: 'information' }))
  await reaches(running, id, 'needs_decision')
  return id
}

/** Fills in the form of the letter's page, as a browser without script does. */
async function decideAtDesk ({ url }: Running, id: string): Promise<Response> {
  const page = await (await fetch(`${url}/desk/letters/${id}`, { headers: anna })).text()
  const key = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const typed = { key, action: 'address', name: address.name, lines: 'Storgata 1', postalCode: '0155', city: 'OSLO', reason: 'På telefon', by: 'Anna' }
  return fetch(`${url}/desk/letters/${id}`, {
    method: 'POST', body: new URLSearchParams(typed), redirect: 'manual', headers: { ...anna, 'sec-fetch-site': 'same-origin' }
  })
}

function decide ({ url }: Running, id: string, decision: Record<string, unknown>): Promise<Response> {
  return fetch(`${url}/v1/letters/${id}/decide`, {
    method: 'POST', body: JSON.stringify({ reason: 'Skifteattest', by: 'Anna', ...decision }),
    headers: { 'authorization': 'Bearer sandbox', 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
  })
}

test('letters that stopped go on paper where people say, and an organization gets its letter', async t => {
  const running = await startPostbud(t)
  const atDesk = await stopped(running, 'no-address')
  const overApi = await stopped(running, 'dead')
  const toOrganization = await accepted(running, aLetterInput({ organizationNumber: '984661185', address }))
  t.equal((await decideAtDesk(running, atDesk)).status, 303)
  t.equal((await decide(running, overApi, { action: 'route', channel: 'print' })).status, 409, 'the dead are not written to')
  t.equal((await decide(running, overApi, { action: 'estate-contact', address })).status, 200)
  for (const id of [atDesk, overApi, toOrganization]) t.match(await reaches(running, id, 'delivered'), { channel: 'print' })
  t.match(await read(running, `/v1/letters/${overApi}/decision`), {
    rule: 'decided-by-person', override: { by: 'Anna', action: 'estate-contact', isHonored: true }
  })
  t.ok((await eventTypes(running, atDesk)).includes('letter.decided'))
  t.notMatch(running.logged(), /Anna|Skifteattest|Fullmektig|Storgata/)
})
