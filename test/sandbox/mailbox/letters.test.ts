import { test } from 'tap'
import type { Entry } from '../../../src/sandbox/ledger/entry.ts'
import { createLetters, type Owner } from '../../../src/sandbox/mailbox/letters.ts'
import { createReceiver } from '../../../src/sandbox/receivers/receiver.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { aWorld } from '../../support/a-world.ts'
import { personOf } from '../../support/running-sandbox.ts'

const person = personOf('eboks-plain')
const owner: Owner = { kind: 'person', id: person.id, person }
const at = new Date().toISOString()

async function aWorldWith (letter: Partial<Extract<Entry, { kind: 'judged' }>['letter']>, messageId = 'm'): Promise<World> {
  const world = await aWorld()
  await world.ledger.record({
    kind: 'accepted', messageId, conversationId: 'c', type: 'digital', process: 'p', sender: '313000001', onBehalfOf: '313000001',
    receiver: '922020175', fingerprint: 'f', packageBytes: 1, jws: 'j', tokenCheckedAt: at, at
  })
  const whole = { mailboxAddress: person.contact.mailbox?.address ?? '', title: 'T', openingReceipt: true, documents: [], ...letter }
  await world.ledger.record({ kind: 'judged', messageId, receipts: [], letter: whole, at })
  return world
}

const lettersOf = (world: World): ReturnType<typeof createLetters> => createLetters(world, [createReceiver('eboks', world), createReceiver('print', world)])

test('of() gives an owner the letters of that mailbox', async t => {
  t.equal(lettersOf(await aWorldWith({})).of(owner).length, 1)
  t.equal(lettersOf(await aWorldWith({ mailboxAddress: '9999999999' })).of(owner).length, 0)
  t.equal(lettersOf(await aWorldWith({})).of({ kind: 'print', id: 'print' }).length, 0)
})

test('of() holds a letter back until it is available, by the sandbox\'s clock', async t => {
  const world = await aWorldWith({ availableFrom: new Date(Date.now() + 60_000).toISOString() })
  t.equal(lettersOf(world).of(owner).length, 0)
  await world.clock.move(61_000)
  t.equal(lettersOf(world).of(owner).length, 1)
})

test('open() issues one opening receipt, however often and however fast it is pressed', async t => {
  const world = await aWorldWith({})
  const letters = lettersOf(world)
  const [message] = letters.of(owner)
  if (message === undefined) throw new Error('no letter')
  await Promise.all([letters.open(message), letters.open(message), letters.open(message)])
  t.match(world.ledger.state.unread, [{ kind: 'opening' }])
  t.equal(world.ledger.state.unread.length, 1)
})

test('open() notes the opening, and issues nothing that was not asked for', async t => {
  const world = await aWorldWith({ openingReceipt: false })
  const letters = lettersOf(world)
  const [message] = letters.of(owner)
  if (message === undefined) throw new Error('no letter')
  await letters.open(message)
  t.type(message.openedAt, Date)
  t.equal(world.ledger.state.unread.length, 0)
})

test('document() gives nothing where there is no package', async t => {
  const world = await aWorldWith({})
  const letters = lettersOf(world)
  const [message] = letters.of(owner)
  if (message === undefined) throw new Error('no letter')
  t.equal(await letters.document(message, 0), undefined)
})
