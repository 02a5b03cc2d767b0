// People change in the registers while their letters wait, over real HTTP: the feeds tell, and the letters are decided anew.
import { test } from 'tap'
import { registerDuties } from '../../src/main/register-duties.ts'
import { accepted, aLetterInput, citizens, eventTypes, reaches, read, setFault, type Citizen, type Status } from '../support/client.ts'
import { eventually, startPostbud, type Running } from '../support/running.ts'

/** A letter to the first citizen of a case, and who that is. */
async function letterTo (running: Running, name: string): Promise<{ id: string, citizen: Citizen }> {
  const [citizen] = await citizens(running, name)
  if (citizen === undefined) throw new Error(`there is nobody of the case ${name}`)
  return { id: await accepted(running, aLetterInput({ nationalIdentityNumber: citizen.nationalIdentityNumber })), citizen }
}

/** Changes a person in the sandbox's registers. */
async function change ({ sandboxUrl }: Running, { id }: Citizen, news: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${sandboxUrl}/sandbox/people/${id}`, {
    method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(news)
  })
  if (!response.ok) throw new Error(`Cannot change the person: ${response.status}`)
}

/** A Postbud whose access point takes nothing for now, and which knows where the feeds stand. */
async function watching (...[t]: Parameters<typeof startPostbud>): Promise<Running> {
  const running = await startPostbud(t)
  await setFault(running, { target: 'access-point', kind: 'rate-limit', ms: 600_000 })
  const { registerCursors } = running.gateway.store
  for (const register of ['contact-register', 'population-register'] as const) await eventually(() => registerCursors.read(register))
  return running
}

/** Waits until a letter is sealed, and was told to come back in ten minutes. */
function isWaiting (running: Running, { id }: { id: string }): Promise<true> {
  return eventually(async () => (await read<Status>(running, `/v1/letters/${id}`)).reason?.code === 'ERR_DISPATCH_THROTTLED' || undefined)
}

/** The access point takes messages again, and its wish to be left alone is over. */
async function takesAgain ({ sandboxUrl, gateway: { store: { records: { pauses } } } }: Running): Promise<void> {
  await fetch(`${sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
  for (const { id } of await pauses.inForce(new Date())) await pauses.end(id, { by: 'test', reason: 'over' }, new Date())
}

test('letters that wait are decided anew when a feed tells of their recipients', async t => {
  const running = await watching(t)
  const dying = await letterTo(running, 'digipost-plain')
  const reserving = await letterTo(running, 'eboks-plain')
  const found = await letterTo(running, 'disappeared')
  await Promise.all([isWaiting(running, dying), isWaiting(running, reserving), reaches(running, found.id, 'needs_decision')])
  await takesAgain(running)
  await change(running, dying.citizen, { isDead: true })
  await change(running, reserving.citizen, { isReserved: true })
  await change(running, found.citizen, { status: 'resident' })
  const changedAt = Date.now()
  for (const duty of registerDuties(running.gateway)) await duty.run()
  t.match(await reaches(running, dying.id, 'needs_decision'), { channel: null, reason: { code: 'dead' }, attempts: [{ state: 'refused' }] })
  t.match((await eventTypes(running, dying.id)).slice(-3), ['letter.rechecked', 'attempt.called_off', 'letter.needs_decision'])
  const decision = await read<{ inputs: { factsReadAt: string } }>(running, `/v1/letters/${dying.id}/decision`)
  t.ok(Date.parse(decision.inputs.factsReadAt) >= changedAt, 'tells when the registers were read')
  t.match(await reaches(running, reserving.id, 'delivered'), { channel: 'print' })
  await reaches(running, found.id, 'delivered')
  t.match(await (await fetch(`${running.url}/metrics`)).text(), /postbud_letters_rechecked_total\{register="population-register"\} 2/)
})
