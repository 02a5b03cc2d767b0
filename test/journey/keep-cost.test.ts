import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { acceptOne, aFile, aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { aContact, facts } from '../support/facts.ts'
import { letterInput, returnAddress } from '../support/letter-input.ts'

const costOf = ({ costReports }: TestJourney, id: string) => costReports.ofLetter(id, ['313000001'])

async function settle (bench: TestJourney, id: string, changes: Parameters<typeof aReceipt>[0] = {}): Promise<void> {
  const conversationId = (await statusOf(bench, id)).attempts[0]?.conversationId ?? ''
  await bench.journey.settle(JSON.stringify(aReceipt({ id: randomUUID(), conversationId, ...changes })))
}

test('keepForecast() keeps the price of the way that was chosen', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  t.match(await costOf(bench, id), {
    forecastOre: 84, actualOre: null,
    lines: [{ attempt: 1, kind: 'digital', priceTable: 'digdir-2024-01', forecastOre: 69 }, { kind: 'transport', forecastOre: 15 }]
  })
})

test('keepForecast() prices paper by the pages the caller told', async t => {
  const bench = await aJourney()
  const documents = [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf', pages: 13 }]
  const id = await acceptOne(bench, { input: letterInput({ recipient: { address: returnAddress }, documents }) })
  await carryStep(bench, 'lookup', id)
  // Example prices of 2024: seven sheets at 70, a C4 at 340, postage 4000.
  t.match(await costOf(bench, id), { paperOre: 4845, lines: [{ kind: 'print', forecastOre: 4830 }, { kind: 'transport' }] })
})

test('keepForecast() believes the bytes of a PDF before the caller', async t => {
  const bench = await aJourney()
  const documents = [{ fileName: 'vedtak.pdf', mediaType: 'application/pdf', pages: 13 }]
  const content = Buffer.from('%PDF-1.7\n<</Type/Page>> <</Type/Page>> <</Type/Page>>\n%%EOF\n')
  const id = await acceptOne(bench, { input: letterInput({ recipient: { address: returnAddress }, documents }), files: [aFile(content)] })
  await carryStep(bench, 'lookup', id)
  // Two sheets at 70, a C5 at 170, postage 2000.
  t.match(await costOf(bench, id), { lines: [{ kind: 'print', forecastOre: 2310 }, { kind: 'transport' }] })
})

test('keepActual() keeps what a delivery did cost, by the table of its day, once', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  await settle(bench, id, { kind: 'opening', occurredAt: new Date('2023-06-01T10:00:00Z') })
  const paid = await costOf(bench, id)
  t.match(paid, { forecastOre: 84, actualOre: 88, lines: [{ priceTable: 'digdir-2021-01', actualOre: 72 }, { actualOre: 16 }] })
  await settle(bench, id, { kind: 'delivery', occurredAt: new Date('2026-03-01T10:01:00Z') })
  t.strictSame(await costOf(bench, id), paid)
})

for (const kind of ['failure', 'notification-failed'] as const) {
  test(`keepActual() keeps nothing for a receipt of the kind ${kind}`, async t => {
    const bench = await aJourney()
    const id = await letterBefore(bench, 'follow')
    await settle(bench, id, { kind })
    t.match(await costOf(bench, id), { forecastOre: 84, actualOre: null })
  })
}

test('keepActual() keeps what a delivery did cost that is all that ever comes', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  await settle(bench, id, { kind: 'delivery' })
  t.match(await costOf(bench, id), { forecastOre: 84, actualOre: 84 })
})

test('keepActual() keeps what paper did cost that comes back', async t => {
  const onPaper = facts({ contact: aContact({ isReserved: true }) })
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, onPaper])) })
  const id = await letterBefore(bench, 'follow')
  await settle(bench, id, { kind: 'returned-post', issuer: '974761076' })
  t.equal((await statusOf(bench, id)).state, 'returned')
  t.match(await costOf(bench, id), { actualOre: Number })
})

test('keepActual() keeps nothing for a delivery that somebody else claims', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  await settle(bench, id, { kind: 'delivery', issuer: '922020175' })
  t.match(await costOf(bench, id), { forecastOre: 84, actualOre: null })
})

test('without a price table in force letters go all the same, and have no cost', async t => {
  const bench = await aJourney()
  bench.rooms.pricing = { forecast: () => undefined, priceAt: () => undefined }
  const id = await letterBefore(bench, 'follow')
  await settle(bench, id)
  t.strictSame([(await statusOf(bench, id)).state, await costOf(bench, id)], ['delivered', undefined])
})
