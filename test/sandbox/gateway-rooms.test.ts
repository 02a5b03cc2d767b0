// The gateway's own rooms against the sandbox: what the one writes the other must read, for every case of the population.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { test } from 'tap'
import { createDispatch } from '../../src/dispatch/dispatch.ts'
import type { Attempt } from '../../src/letter/attempt.ts'
import type { RecipientFacts } from '../../src/letter/recipient-facts.ts'
import { createPopulationRegister } from '../../src/lookup/folkeregisteret/population-register.ts'
import { createContactRegister } from '../../src/lookup/krr/contact-register.ts'
import { createLookup } from '../../src/lookup/lookup.ts'
import { createInbox } from '../../src/receipt/dpi/inbox.ts'
import { readReceipt } from '../../src/receipt/read-receipt.ts'
import { receiptIdOf } from '../../src/receipt/receipt-id.ts'
import { route } from '../../src/route/route.ts'
import { cases } from '../../src/sandbox/population/cases.ts'
import { aLetter } from '../support/a-letter.ts'
import { personOf, population, runningSandbox, scopes, type RunningSandbox } from '../support/running-sandbox.ts'
import { sealedMessage, toMailbox, toPrint, type SealedMessage } from '../support/sealed-message.ts'
import { testParty } from '../support/test-certificates.ts'

const shared = { fetch, timeoutMs: 20_000, now: (): Date => new Date() }

async function factsOf (sandbox: RunningSandbox, numbers: readonly string[]): Promise<Map<string, RecipientFacts>> {
  const contactRegister = createContactRegister({
    ...shared, baseUrl: `${sandbox.url}/krr`, token: async () => await sandbox.token(`${scopes.contact} ${scopes.mailbox}`)
  })
  const populationRegister = createPopulationRegister({
    ...shared, baseUrl: `${sandbox.url}/folkeregisteret/offentlig-med-hjemmel/api`, token: async () => await sandbox.token(scopes.register)
  })
  return await createLookup({ contactRegister, populationRegister, now: shared.now })(numbers)
}

/** Hands a sealed message over through the gateway's dispatch, and tells how it went. */
async function dispatched (sandbox: RunningSandbox, message: SealedMessage, channel: 'eboks' | 'print'): Promise<{ outcome: unknown, status: unknown }> {
  const dispatch = createDispatch({ ...shared, baseUrl: `${sandbox.url}/dpi`, token: async () => await sandbox.token(), channelName: 'postbud' })
  const attempt: Attempt = {
    ...message, letterId: 'x', ordinal: 1, channel, receiver: channel === 'print' ? '974761076' : '922020175', state: 'handing_over', createdAt: new Date(),
    fingerprint: createHash('sha256').update(message.package).digest('base64')
  }
  const outcome = await dispatch.handOver({
    attempt,
    isRepeat: false,
    sender: '313000001',
    packageBytes: message.package.length,
    openPackage: () => Readable.from([message.package]),
    signMessage: () => Promise.resolve(message.jws)
  })
  return { outcome, status: await dispatch.follow(attempt, '313000001') }
}

test('lookup reads facts about every person that the registers know', async t => {
  const sandbox = await runningSandbox(t)
  const facts = new Map<string, RecipientFacts>()
  for (let start = 0; start < population.people.length; start += 1000) {
    const numbers = population.people.slice(start, start + 1000).map(person => person.nationalIdentityNumber)
    for (const [number, one] of await factsOf(sandbox, numbers)) facts.set(number, one)
  }
  const missing = population.people.filter(person => !facts.has(person.nationalIdentityNumber)).map(person => person.case)
  t.same([...new Set(missing)], [])
  t.equal(facts.get(personOf('unknown').nationalIdentityNumber)?.person, 'unknown')
})

test('lookup follows a superseded number to the one in use', async t => {
  const { formerNumber = '', nationalIdentityNumber } = personOf('superseded-number')
  const facts = await factsOf(await runningSandbox(t), [formerNumber])
  t.match(facts.get(formerNumber), { person: { nationalIdentityNumber }, contact: { mailbox: { provider: '922020175' } } })
})

test('lookup reads the odd timestamps', async t => {
  const person = personOf('digipost-hour-offset')
  const { contact } = (await factsOf(await runningSandbox(t), [person.nationalIdentityNumber])).get(person.nationalIdentityNumber) ?? {}
  const off = (contact?.email?.updatedAt?.getTime() ?? 0) - (person.contact.email?.updatedAt.getTime() ?? 0)
  t.ok(Math.abs(off) < 60_000, 'not an hour or two off') // the sandbox made its population a moment after ours
})

test('route finds a way, or a reason to stop, for a decision to anybody', async t => {
  const numbers = cases.map(({ name }) => personOf(name).nationalIdentityNumber)
  const facts = await factsOf(await runningSandbox(t), numbers)
  const choices = new Map(cases.map(({ name }) => {
    const one = facts.get(personOf(name).nationalIdentityNumber)
    if (one === undefined) throw new Error(`no facts for ${name}`)
    const { choice } = route(aLetter(), one, new Date())
    return [name, choice.kind === 'stop' ? choice.state : choice.channel]
  }))
  t.equal(choices.get('eboks-plain'), 'eboks')
  t.equal(choices.get('digipost-plain'), 'digipost')
  t.equal(choices.get('reserved'), 'print')
  t.equal(choices.get('no-mailbox'), 'print')
  t.equal(choices.get('unknown'), 'undeliverable')
  for (const [name, where] of choices) t.comment(`${name}: ${where}`)
})

test('dispatch is understood by the access point, and understands its answers', async t => {
  const sandbox = await runningSandbox(t)
  const accessToken = await sandbox.token()
  const message = await sealedMessage({ accessToken, choice: await toMailbox('eboks', personOf('eboks-plain').contact.mailbox?.address ?? '') })
  t.match(await dispatched(sandbox, message, 'eboks'), { outcome: { kind: 'done', reference: message.messageId }, status: { status: 'registered' } })
  t.match(await dispatched(sandbox, message, 'eboks'), { outcome: { kind: 'done' } }, 'a repeat is done too')
  await sandbox.advance(3600)
  t.match(await dispatched(sandbox, message, 'eboks'), { status: { status: 'forwarded' } })
})

test('inbox and readReceipt take every receipt of a letter on paper', async t => {
  const sandbox = await runningSandbox(t)
  const { conversationId } = await sandbox.send('no-mailbox', { choice: await toPrint() })
  await sandbox.advance(86_400)
  const inbox = createInbox({ ...shared, baseUrl: `${sandbox.url}/dpi`, token: async () => await sandbox.token(), channelName: 'postbud' })
  const { trust } = await testParty('sender')
  const kinds: string[] = []
  for (const { raw } of (await inbox.list(0)).messages) {
    const receipt = await readReceipt(raw, trust, new Date())
    t.match(receipt, { conversationId, issuer: '974761076', id: receiptIdOf(raw) })
    kinds.push(receipt.kind)
    await inbox.acknowledge(receipt.id)
  }
  t.same(kinds, ['print-accepted', 'delivery'])
  t.same((await inbox.list(0)).messages, [])
})

test('readReceipt takes the receipts of both mailboxes, and no forged one', async t => {
  const sandbox = await runningSandbox(t)
  const { trust } = await testParty('sender')
  await sandbox.send('eboks-plain')
  await sandbox.send('digipost-plain')
  await sandbox.advance(86_400)
  for (const raw of await sandbox.receipts()) t.match(await readReceipt(raw, trust, new Date()), { kind: 'delivery' })
  await sandbox.call('PUT', '/sandbox/faults', { body: [{ target: 'receivers', kind: 'forged-receipt', count: 1 }] })
  await sandbox.send('eboks-plain')
  await sandbox.advance(86_400)
  const [, , forged = ''] = await sandbox.receipts()
  await t.rejects(readReceipt(forged, trust, new Date()), { code: 'ERR_RECEIPT_FORGED' })
})
