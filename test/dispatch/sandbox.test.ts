// Hand-over, status, receipts and acknowledgement against the sandbox's access point, with really sealed letters.
import { test, type Test } from 'tap'
import { createDispatch } from '../../src/dispatch/dispatch.ts'
import type { Transport } from '../../src/dispatch/transport.ts'
import type { SendChoice } from '../../src/letter/choice.ts'
import type { SealedEnvelope } from '../../src/letter/sealed-envelope.ts'
import type { LetterState } from '../../src/letter/states.ts'
import { createInbox, type Inbox } from '../../src/receipt/dpi/inbox.ts'
import { readReceipt } from '../../src/receipt/read-receipt.ts'
import { receiptIdOf } from '../../src/receipt/receipt-id.ts'
import { settlement } from '../../src/receipt/settlement.ts'
import { anAttempt, anEnvelope } from '../support/an-envelope.ts'
import { personOf, runningSandbox, type RunningSandbox } from '../support/running-sandbox.ts'
import { sealedMessage, toMailbox, toPrint } from '../support/sealed-message.ts'
import { testParty } from '../support/test-certificates.ts'

interface Bench { sandbox: RunningSandbox, dispatch: Transport, inbox: Inbox }

async function bench (t: Test): Promise<Bench> {
  const sandbox = await runningSandbox(t)
  const shared = { baseUrl: `${sandbox.url}/dpi`, token: async () => await sandbox.token(), fetch, timeoutMs: 20_000, channelName: 'postbud', now: () => new Date() }
  return { sandbox, dispatch: createDispatch(shared), inbox: createInbox(shared) }
}

async function sealedFor (sandbox: RunningSandbox, choice: SendChoice): Promise<SealedEnvelope> {
  const { messageId, conversationId, jws, package: content } = await sealedMessage({ accessToken: await sandbox.token(), choice })
  const attempt = anAttempt({ channel: choice.channel, receiver: choice.receiver, messageId, conversationId })
  return anEnvelope(content, { attempt, signMessage: () => Promise.resolve(jws) })
}

const choices: [string, () => Promise<SendChoice>][] = [
  ['e-Boks', async () => await toMailbox('eboks', personOf('eboks-plain').contact.mailbox?.address ?? '')],
  ['Digipost', async () => await toMailbox('digipost', personOf('digipost-plain').contact.mailbox?.address ?? '')],
  ['print', async () => await toPrint()]
]

for (const [name, choose] of choices) {
  test(`handOver() to ${name}: a repeat is done too, and the status says forwarded`, async t => {
    const { sandbox, dispatch } = await bench(t)
    const envelope = await sealedFor(sandbox, await choose())
    const done = { kind: 'done', reference: envelope.attempt.messageId }
    t.strictSame([await dispatch.handOver(envelope), await dispatch.handOver(envelope)], [done, done])
    await sandbox.advance(3600)
    t.match(await dispatch.follow(envelope.attempt, '313000001'), { status: 'forwarded', at: Date })
  })

  test(`receipts from ${name} are proved, settle the letter, and go when acknowledged`, async t => {
    const { sandbox, dispatch, inbox } = await bench(t)
    const envelope = await sealedFor(sandbox, await choose())
    await dispatch.handOver(envelope)
    await sandbox.advance(4 * 3600)
    const { trust } = await testParty('sender')
    let state: LetterState = 'dispatched'
    for (const { raw } of (await inbox.list(0)).messages) {
      const settled = settlement(await readReceipt(raw, trust, new Date()), state, { ...envelope.attempt, state: 'handed_over' })
      if (settled.kind === 'apply') state = settled.letter ?? state
      await inbox.acknowledge(receiptIdOf(raw) ?? '')
    }
    t.equal(state, 'delivered')
    t.strictSame((await inbox.list(0)).messages, [])
  })
}
