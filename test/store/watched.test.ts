import { test } from 'tap'
import type { ReceiptLimit } from '../../src/journey/watch.ts'
import { acceptOne, aJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptedAt, aStore, moveLetter, storeAttempt, storeLetter, type TestStore } from '../support/a-store.ts'

const hour = (hours: number): Date => new Date(acceptedAt.getTime() + hours * 3_600_000)
const limits: ReceiptLimit[] = [{ channel: 'eboks', hours: 24 }, { channel: 'print', hours: 100 }, { channel: 'print', receiver: '984661185', hours: 50 }]

/** A letter that was handed over when it was accepted. */
async function handedOver (store: TestStore, channel: 'eboks' | 'print', receiver: string): Promise<{ letterId: string, messageId: string }> {
  const { id } = await storeLetter(store)
  await moveLetter(store, id, 'dispatched')
  const attempt = await storeAttempt(store, id, { state: 'handing_over', channel, receiver })
  await store.records.attempts.move(attempt, 'handed_over', { handedOverAt: acceptedAt })
  const { messageId } = attempt
  return { letterId: id, messageId }
}

test('missingReceipts() goes by the limit of the channel, and before that by the receiver\'s own', async t => {
  const store = await aStore()
  const mailbox = await handedOver(store, 'eboks', '922020175')
  const [shop, other] = [await handedOver(store, 'print', '984661185'), await handedOver(store, 'print', '922020175')]
  const overdueAt = async (hours: number): Promise<string[]> =>
    (await store.watched.missingReceipts(limits, hour(hours))).map(({ key }) => key).toSorted()
  t.strictSame(await overdueAt(23.9), [])
  t.strictSame(await overdueAt(24.1), [mailbox.messageId])
  t.strictSame(await overdueAt(50.1), [mailbox.messageId, shop.messageId].toSorted())
  t.strictSame(await overdueAt(100.1), [mailbox, shop, other].map(({ messageId }) => messageId).toSorted())
})

test('missingReceipts() names channel, receiver and letter, and forgets one whose receipt came', async t => {
  const store = await aStore()
  const { letterId } = await handedOver(store, 'print', '984661185')
  t.match(await store.watched.missingReceipts(limits, hour(60)), [{ letterId, sender: '313000001', data: { channel: 'print', receiver: '984661185' } }])
  await store.database.query('update letter set state = \'delivered\' where id = $1', [letterId])
  t.strictSame(await store.watched.missingReceipts(limits, hour(60)), [])
})

test('unmatchedReceipts() tells of those that were parked before a moment', async t => {
  const { records, watched } = await aStore()
  await records.receipts.putAway({ raw: 'raw', receipt: aReceipt(), state: 'parked', receivedAt: acceptedAt, why: 'no-such-conversation' })
  t.strictSame(await watched.unmatchedReceipts(acceptedAt), [])
  t.match(await watched.unmatchedReceipts(hour(1)), [{ sender: null, letterId: null, data: { why: 'no-such-conversation' } }])
  await records.receipts.putAway({ raw: 'raw', receipt: aReceipt(), state: 'ignored', receivedAt: acceptedAt, why: 'repeat' })
  t.strictSame(await watched.unmatchedReceipts(hour(1)), [])
})

/** A letter of a case system. */
async function sentBy (store: TestStore, client: string, at: Date): Promise<void> {
  const { id } = await storeLetter(store, { acceptedAt: at })
  await store.database.query(
    'insert into idempotency (owner, key_digest, letter_id, holder, held_until, created_at) values ($1, $2, $3, $3, $4, $4)', [client, Buffer.from(id), id, at])
}

test('countTraffic() counts the hours of each case system, once, and keeps them when the letters go', async t => {
  const store = await aStore()
  for (const [client, hours] of [['payroll', 0], ['payroll', 0.5], ['payroll', 30], ['archive', 1]] as const) await sentBy(store, client, hour(hours))
  await store.watched.countTraffic()
  await store.database.exec('delete from idempotency where owner = \'payroll\'')
  await store.watched.countTraffic()
  t.strictSame(await store.watched.sources(hour(0)), [
    { sender: '313000001', client: 'archive', hours: [hour(1)] }, { sender: '313000001', client: 'payroll', hours: [hour(0), hour(30)] }
  ])
  t.strictSame(await store.database.query('select letters from traffic order by letters desc limit 1'), [{ letters: 2 }])
  t.strictSame((await store.watched.sources(hour(2))).map(({ client }) => client), ['payroll'])
})

test('countTraffic() counts no acts of people, whose keys stand beside those of letters', async t => {
  const { journey, watched, ...bench } = await aJourney()
  const letterId = await acceptOne({ journey, watched, ...bench })
  const input = { reason: 'Feil i vedlegget', by: 'Kari Saksbehandler' }
  for (const [client, name] of [['sender', 'hold'], ['desk', 'release']] as const) {
    t.match(await journey.act(name, { client, idempotencyKey: 'one', letterId, input }), { kind: 'decided' })
  }
  const owners = (await bench.database.query('select owner from idempotency order by owner')).map(({ owner }) => owner)
  t.equal(owners.length, 3)
  await watched.countTraffic()
  t.strictSame((await watched.sources(hour(-1))).map(({ client }) => client), owners.filter(owner => !String(owner).includes('/')))
})
