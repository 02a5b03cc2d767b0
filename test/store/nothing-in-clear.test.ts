// Whoever copies the database learns nothing of a person: a letter is accepted and carried, and every column of every table is read.
import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { Rooms } from '../../src/journey/rooms.ts'
import type { Database } from '../../src/store/database.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { acceptOne, aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aContact, facts } from '../support/facts.ts'
import { letterInput, tinyPdf } from '../support/letter-input.ts'

const title = 'Vedtak om sosialhjelp'
const reference = 'sak-4711'

/** Every row of every table of ours and of the queue's, as text; binary columns both as they show and as their bytes read. */
async function dump (database: Database): Promise<string> {
  const tables = await database.query(`select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss')`)
  const texts = await Promise.all(tables.map(async ({ name }) => {
    const rows = await database.query(`select * from ${String(name)}`)
    return rows.flatMap(row => Object.values(row)).map(cell => cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : JSON.stringify(cell))
  }))
  return texts.flat().join('\n')
}

/** What identifies or describes a person, in plain and in the encodings something might have put it into. */
function marks (): string[] {
  const plain = [
    '20914695016', 'STADIG KUBBESTOL', 'Stavangvegen', 'stadig@example.com', '+4790000000', 'stadig.kubbestol#4ABC', title, 'vedtak-kubbestol',
    'Du har post om saken', tinyPdf.toString().slice(0, 40)
  ]
  return plain.flatMap(text => [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64').replace(/=*$/, '').slice(0, -1)])
}

async function found (bench: TestJourney): Promise<string[]> {
  const text = await dump(bench.database)
  return marks().filter(mark => text.includes(mark))
}

const input = letterInput({
  title, reference, notification: { emailText: 'Du har post om saken' },
  documents: [{ fileName: 'vedtak-kubbestol.pdf', mediaType: 'application/pdf' }]
})

async function accepted (bench: TestJourney): Promise<string> {
  const content = (async function* () { yield await Promise.resolve(tinyPdf) })()
  return acceptOne(bench, { input, files: [{ fileName: 'vedtak-kubbestol.pdf', mediaType: 'application/pdf', content }] })
}

/** By mail: the address is in the choice. */
const onPaper: Partial<Rooms> = {
  lookup: async people => new Map(people.map(number => [number, facts({ contact: aContact({ isReserved: true }) })]))
}

for (const [way, rooms] of [['mailbox', {}], ['paper', onPaper]] as const) {
  test(`no table shows anything of a person whose letter went by ${way}`, async t => {
    const bench = await aJourney(rooms)
    const id = await accepted(bench)
    for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
    const conversationId = (await statusOf(bench, id)).attempts[0]?.conversationId ?? ''
    await bench.journey.settle(JSON.stringify(aReceipt({ id: randomUUID(), conversationId, issuer: '974761076', detail: '+4790000000' })))
    t.match(await statusOf(bench, id), { state: way === 'paper' ? 'delivered' : 'dispatched' })
    t.strictSame(await found(bench), [])
  })
}

test('no table shows anything of a person whose receipt is parked or quarantined', async t => {
  const bench = await aJourney()
  await letterBefore(bench, 'seal')
  await bench.journey.settle(JSON.stringify(aReceipt({ conversationId: randomUUID(), detail: 'STADIG KUBBESTOL' })))
  await bench.journey.settle('forged: 20914695016')
  t.strictSame(await found(bench), [])
})

test('the search would find what stands in clear: the reference does', async t => {
  const bench = await aJourney()
  await accepted(bench)
  t.ok((await dump(bench.database)).includes(reference))
})
