// One letter for each way a letter can end or stop that is not delivery, over real HTTP.
import { test } from 'tap'
import { accepted, aLetterInput, citizens, eventTypes, reaches, setFault } from '../support/client.ts'
import { eventually, startPostbud } from '../support/running.ts'

/** Cases of the population that no channel takes, with the state they end in and the rule that says so. */
const stops = [
  ['unknown', 'undeliverable', 'unknown-person'],
  ['dead', 'needs_decision', 'dead'],
  ['dead-with-mailbox', 'needs_decision', 'dead'],
  ['false-identity', 'needs_decision', 'false-identity'],
  ['disappeared', 'needs_decision', 'uncertain-status'],
  ['protection-strict-no-postal', 'needs_decision', undefined],
  ['no-address', 'needs_decision', undefined]
] as const

test('letters that nobody may have sent stop with their rule', async t => {
  const running = await startPostbud(t)
  for (const [name, state, rule] of stops) {
    const [citizen] = await citizens(running, name)
    const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
    const status = await reaches(running, id, state)
    t.strictSame(status.attempts, [], `${name} is sent nowhere`)
    if (rule !== undefined) t.equal(status.reason?.code, rule, name)
  }
})

test('a mailbox that refuses a letter holds it, with the attempt refused', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-closed')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  t.match(await reaches(running, id, 'held'), { reason: { code: 'ERR_DISPATCH_FAILED_LATER' }, attempts: [{ state: 'refused' }] })
})

test('an access point that gives up holds the letter', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-plain')
  await setFault(running, { target: 'access-point', kind: 'send-fails', count: 1 })
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  t.match(await reaches(running, id, 'held'), { reason: { code: 'ERR_DISPATCH_FAILED_LATER' } })
})

test('a notice that failed leaves the letter delivered, and tells', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-notice-fails')
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  await eventually(async () => (await eventTypes(running, id)).includes('notification.failed') || undefined)
  await reaches(running, id, 'delivered')
})

test('a register that is down makes a letter wait, never print', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-plain')
  await setFault(running, { target: 'folkeregisteret', kind: 'status', status: 503, count: 1 })
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  t.match(await reaches(running, id, 'delivered'), { channel: 'eboks' })
  t.ok((await eventTypes(running, id)).includes('letter.waiting'))
})

test('a lost answer is doubt, and the letter still arrives once', async t => {
  const running = await startPostbud(t, { settings: { POSTBUD_RECEIPTS_EVERY_MS: '3000' } })
  const [citizen] = await citizens(running, 'digipost-plain')
  await eventually(async () => (await (await fetch(`${running.url}/metrics`)).text()).includes('postbud_letters_uncertain 0') || undefined)
  await setFault(running, { target: 'access-point', kind: 'lost-answer', count: 1 })
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  const status = await reaches(running, id, 'delivered')
  const journal = await (await fetch(`${running.sandboxUrl}/sandbox/journal`)).json() as { messages: { messageId: string }[] }
  t.strictSame(journal.messages.map(({ messageId }) => messageId), status.attempts.map(({ messageId }) => messageId), 'one message, one attempt')
})

test('a forged receipt is set aside and the true one still counts', async t => {
  const running = await startPostbud(t)
  const [citizen] = await citizens(running, 'eboks-plain')
  await setFault(running, { target: 'receivers', kind: 'forged-receipt', count: 1 })
  const id = await accepted(running, aLetterInput({ nationalIdentityNumber: citizen?.nationalIdentityNumber }))
  await reaches(running, id, 'delivered')
  await eventually(async () => (await (await fetch(`${running.url}/metrics`)).text()).includes('postbud_receipts_quarantined 1') || undefined)
})
