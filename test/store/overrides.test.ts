import { test } from 'tap'
import { acceptedAt, aStore, storeLetter } from '../support/a-store.ts'

const address = { name: 'Kari Elsewhere', lines: ['Annengata 2'], postalCode: '5003', city: 'BERGEN' }
const grounds = { by: 'Kari Saksbehandler', reason: 'Avklart', at: acceptedAt, client: 'desk' }
const later = (hours: number): Date => new Date(acceptedAt.getTime() + hours * 3_600_000)

test('insert() counts the decisions of a letter and keeps each whole', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const first = await store.records.overrides.insert(id, { action: 'address', address, ...grounds })
  const second = await store.records.overrides.insert(id, { action: 'route', channel: 'print', ...grounds, until: later(1) })
  t.strictSame(first, { action: 'address', address, ...grounds, ordinal: 1 })
  t.strictSame(second, { action: 'route', channel: 'print', ...grounds, until: later(1), ordinal: 2 })
  t.strictSame(await store.records.overrides.ofLetter(id), [first, second])
})

test('inForce() gives the last one until its time, and no earlier one after that', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const { overrides } = store.records
  t.equal(await overrides.inForce(id, acceptedAt), undefined)
  await overrides.insert(id, { action: 'address', address, ...grounds })
  t.equal((await overrides.inForce(id, later(1000)))?.ordinal, 1)
  await overrides.insert(id, { action: 'route', channel: 'print', ...grounds, until: later(1) })
  t.equal((await overrides.inForce(id, acceptedAt))?.ordinal, 2)
  t.equal(await overrides.inForce(id, later(1)), undefined)
})

test('the table shows neither who decided, nor why, nor where to', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  await store.records.overrides.insert(id, { action: 'address', address, ...grounds })
  const rows = await store.database.query('select * from letter_override')
  const text = rows.flatMap(row => Object.values(row)).map(cell => cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : JSON.stringify(cell)).join()
  t.notMatch(text, /Kari|Avklart|Annengata|BERGEN/)
})

test('a tombstone and a returned address tell nothing to whoever reads the tables', async t => {
  const { records, database } = await aStore()
  const key = records.returnedAddresses.keyOf('20914695016', address)
  const conversationId = '01890000-0000-7000-8000-0000000000cc'
  const tombstone = {
    conversationId, letterId: '01890000-0000-7000-8000-000000000001', sender: '313000001', receiver: '974761076', reference: 'sak-4711', addressKey: key, handedOverAt: acceptedAt
  }
  await records.tombstones.insert(tombstone)
  await records.tombstones.insert({ ...tombstone, reference: 'another' })
  await records.returnedAddresses.add(key, acceptedAt)
  t.strictSame(await records.tombstones.byConversation(conversationId), tombstone)
  t.strictSame(await records.returnedAddresses.among([key, 'ab']), new Set([key]))
  const rows = [...await database.query('select * from tombstone'), ...await database.query('select * from returned_address')]
  t.notMatch(rows.flatMap(row => Object.values(row)).map(cell => cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : JSON.stringify(cell)).join(),
    /sak-4711|Annengata|20914695016|0000000000cc/)
})
