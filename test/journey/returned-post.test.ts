import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { acceptOne, aJourney, carryStep, eventsOf, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { aContact, aPerson, facts } from '../support/facts.ts'
import { letterInput } from '../support/letter-input.ts'

const onPaper = facts({ contact: aContact({ isReserved: true }) })

const printing = (): Promise<TestJourney> => aJourney({ lookup: async people => new Map(people.map(number => [number, onPaper])) })

/** Sends a letter on paper and gives its id and its receipt of returned post. */
async function sent (bench: TestJourney, changes: Record<string, unknown> = {}): Promise<{ id: string, returned: string }> {
  const id = await acceptOne(bench, { input: letterInput(changes) })
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  const conversationId = (await statusOf(bench, id)).attempts[0]?.conversationId ?? ''
  return { id, returned: JSON.stringify(aReceipt({ id: randomUUID(), kind: 'returned-post', conversationId, issuer: '974761076' })) }
}

/** As a purge would leave it. */
async function purge ({ database }: TestJourney, id: string): Promise<void> {
  for (const table of ['content', 'decision', 'letter_override', 'letter_cost', 'attempt']) await database.query(`delete from ${table} where letter_id = $1`, [id])
  await database.query('delete from letter where id = $1', [id])
}

test('returned post finds its letter after purge, and tells the case system its reference', async t => {
  const bench = await printing()
  const { id, returned } = await sent(bench, { reference: 'case-77' })
  await purge(bench, id)
  t.equal(await bench.journey.settle(returned), 'applied')
  const { events } = await bench.events.after(0, 100, ['313000001'])
  t.match(events.at(-1), { letterId: id, type: 'letter.returned', data: { kind: 'returned-post', reference: 'case-77', isLate: true } })
  t.equal(await bench.journey.settle(returned), 'known', 'a repeat changes nothing')
})

test('a receipt for a letter that is gone is told to its sender only, and must come from who got the letter', async t => {
  const bench = await printing()
  const { id, returned } = await sent(bench)
  await purge(bench, id)
  t.equal(await bench.journey.settle(returned.replace('974761076', '984661185')), 'quarantined')
  t.strictSame((await bench.events.after(0, 100, ['310000002'])).events, [])
})

test('another receipt for a letter that is gone is put away, and one without a tombstone waits', async t => {
  const bench = await printing()
  const { id, returned } = await sent(bench)
  await purge(bench, id)
  t.equal(await bench.journey.settle(returned.replace('returned-post', 'delivery')), 'ignored')
  t.equal(await bench.journey.settle(JSON.stringify(aReceipt({ conversationId: randomUUID() }))), 'parked')
})

test('an address that post came back from stops the next letter, until the register gives another', async t => {
  const bench = await printing()
  const { id, returned } = await sent(bench)
  await bench.journey.settle(returned)
  t.match(await statusOf(bench, id), { state: 'returned' })
  const next = await acceptOne(bench)
  await carryStep(bench, 'lookup', next)
  t.match(await statusOf(bench, next), { state: 'needs_decision', reason: { code: 'paper-returned-before' } })
  const moved = aPerson({ address: { name: 'STADIG KUBBESTOL', lines: ['Nyvegen 1'], postalCode: '6944', city: 'STAVANG' } })
  bench.rooms.lookup = async people => new Map(people.map(number => [number, { ...onPaper, person: moved }]))
  const later = await acceptOne(bench)
  await carryStep(bench, 'lookup', later)
  t.match(await statusOf(bench, later), { state: 'routed', channel: 'print' })
})

test('paper that arrived stops no later letter to its address', async t => {
  const bench = await printing()
  const { id, returned } = await sent(bench)
  const arrived = JSON.stringify({ ...JSON.parse(returned) as object, kind: 'delivery' })
  t.equal(await bench.journey.settle(arrived), 'applied')
  const next = await acceptOne(bench)
  await carryStep(bench, 'lookup', next)
  t.match([(await statusOf(bench, id)).state, (await statusOf(bench, next)).state], ['delivered', 'routed'])
})

test('post that somebody else claims came back stops no later letter to its address', async t => {
  const bench = await printing()
  const { returned } = await sent(bench)
  t.equal(await bench.journey.settle(JSON.stringify({ ...JSON.parse(returned) as object, issuer: '922020175' })), 'quarantined')
  const next = await acceptOne(bench)
  await carryStep(bench, 'lookup', next)
  t.match(await statusOf(bench, next), { state: 'routed', channel: 'print' })
})

test('an address is the same in other letters and spaces, but not for another person', async t => {
  const { records: { returnedAddresses } } = await printing()
  const address = { name: 'A', lines: ['Stavangvegen 90'], postalCode: '6944', city: 'STAVANG' }
  const key = returnedAddresses.keyOf('20914695016', address)
  t.equal(returnedAddresses.keyOf('20914695016', { name: 'B', lines: [' stavangvegen  90'], postalCode: '6944', city: 'Stavang', countryCode: 'NO' }), key)
  t.not(returnedAddresses.keyOf('04864803089', address), key)
  t.not(returnedAddresses.keyOf('20914695016', { ...address, lines: ['Stavangvegen 91'] }), key)
})

test('a returned letter is recognized by the number in use, whichever one the next letter names', async t => {
  const bench = await printing()
  const { returned } = await sent(bench)
  await bench.journey.settle(returned)
  const next = await acceptOne(bench, { input: letterInput({ recipient: { nationalIdentityNumber: '04864803089' } }) })
  await carryStep(bench, 'lookup', next)
  t.match(await statusOf(bench, next), { state: 'needs_decision', reason: { code: 'paper-returned-before' } })
})

test('the events of a letter that was sent digitally need no tombstone', async t => {
  const bench = await aJourney()
  const { id } = await sent(bench)
  t.strictSame(await bench.database.query('select * from tombstone'), [])
  t.match(await eventsOf(bench, id), ['letter.received'])
})
