import { test } from 'tap'
import { checkMailbox } from '../../../src/sandbox/receivers/check-mailbox.ts'
import type { ProvedLetter } from '../../../src/sandbox/receivers/prove-message.ts'
import { aWorld } from '../../support/a-world.ts'
import { personOf } from '../../support/running-sandbox.ts'
import { testParty } from '../../support/test-certificates.ts'

const addressOf = (name: string): string => personOf(name).contact.mailbox?.address ?? ''

async function aLetter (mailboxAddress: string, names: readonly string[] = ['letter.pdf'], manifestAddress = mailboxAddress): Promise<ProvedLetter> {
  const { certificate, chain } = await testParty('sender')
  const signer = { organizationNumber: '313000001', certificate, chain }
  const documents = names.map(name => ({ name, mediaType: 'application/pdf', content: new Uint8Array() }))
  return {
    message: {
      messageId: 'm', conversationId: 'c', kind: 'digital', sender: '313000001', receiver: '922020175', onBehalfOf: '313000001', fingerprint: '',
      accessToken: '', createdAt: new Date(), openingReceipt: false, notices: {}, mailboxAddress, signer
    },
    package: { sender: '313000001', signer, signingTime: new Date(), documents, mailboxAddress: manifestAddress }
  }
}

test('checkMailbox() finds the owner', async t => {
  const world = await aWorld()
  t.equal(checkMailbox(await aLetter(addressOf('eboks-plain')), 'eboks', world).id, personOf('eboks-plain').id)
})

test('checkMailbox() refuses a mailbox of another operator, a closed one, and none', async t => {
  const world = await aWorld()
  for (const address of [addressOf('digipost-plain'), addressOf('eboks-closed'), '9999999999']) {
    const letter = await aLetter(address)
    t.throws(() => checkMailbox(letter, 'eboks', world), { name: 'Rejected', reason: 'mailbox' })
  }
})

test('checkMailbox() refuses a manifest that names another mailbox than the message', async t => {
  const world = await aWorld()
  const letter = await aLetter(addressOf('eboks-plain'), ['letter.pdf'], addressOf('eboks-nynorsk'))
  t.throws(() => checkMailbox(letter, 'eboks', world), { name: 'Rejected', reason: 'mailbox' })
})

test('checkMailbox() refuses two documents of one name at e-Boks, whatever the case', async t => {
  const world = await aWorld()
  const letter = await aLetter(addressOf('eboks-plain'), ['letter.pdf', 'Letter.PDF'])
  t.throws(() => checkMailbox(letter, 'eboks', world), { name: 'Rejected', reason: 'duplicate-name' })
})

test('checkMailbox() does not mind that at Digipost', async t => {
  const world = await aWorld()
  const letter = await aLetter(addressOf('digipost-plain'), ['letter.pdf', 'letter.pdf'])
  t.doesNotThrow(() => checkMailbox(letter, 'digipost', world))
})

test('checkMailbox() lets an operator break', async t => {
  const world = await aWorld()
  const letter = await aLetter(addressOf('digipost-breaks'))
  t.throws(() => checkMailbox(letter, 'digipost', world), { name: 'Rejected', reason: 'breaks' })
})
