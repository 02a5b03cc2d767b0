import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { CostKind, CostRow, Forecast } from '../../src/letter/cost.ts'
import type { Letter } from '../../src/letter/letter.ts'
import { aLetter } from '../support/a-letter.ts'
import { acceptedAt, aStore, type TestStore } from '../support/a-store.ts'
import { without } from '../support/without.ts'

const period = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') }
const digital: Forecast = {
  priceTable: 'p1',
  lines: [{ kind: 'digital', milliOre: 69_000 }, { kind: 'transport', milliOre: 14_700 }],
  isEstimate: false,
  basis: { channel: 'digipost', bytes: 1000, pages: [1], arePagesGuessed: false, color: 'color', isAbroad: false, isPrintable: true },
  paperMilliOre: 2_014_700
}
const paper: Forecast = { ...digital, lines: [{ kind: 'print', milliOre: 2_000_000 }, { kind: 'transport', milliOre: 14_700 }], isEstimate: true }

/** Keeps a letter's forecast, and what it did cost where asked. */
async function keep ({ records }: TestStore, forecast: Forecast, changes: Partial<Letter> = {}, isPaid = true): Promise<Letter> {
  const letter = aLetter({ id: randomUUID(), acceptedAt, ...changes })
  await records.costs.forecast(letter, 1, forecast, acceptedAt)
  if (isPaid) await records.costs.settle(letter.id, 1, { ...forecast, priceTable: 'p2' }, acceptedAt)
  return letter
}

test('report() adds exactly and rounds once', async t => {
  const store = await aStore()
  for (let count = 0; count < 10; count++) await keep(store, digital)
  t.strictSame(await store.costReports.report(period, 'sender', ['313000001']), [{
    // 10 × (69 + 14.7) and 10 × (2014.7 − 83.7)
    sender: '313000001', group: null, letters: 10, forecastOre: 837, paidLetters: 10, actualOre: 837, savedOre: 19_310, isEstimate: false
  } satisfies CostRow])
})

test('report() counts as paid and saved only what a receipt came for', async t => {
  const store = await aStore()
  await keep(store, digital)
  await keep(store, digital, {}, false)
  await keep(store, paper)
  const [row] = await store.costReports.report(period, 'sender', ['313000001'])
  t.match(row, { letters: 3, forecastOre: 84 + 84 + 2015 - 1, paidLetters: 2, actualOre: 2098, savedOre: 1931, isEstimate: true })
})

test('report() of a letter that went on to paper is one letter that cost more than paper', async t => {
  const store = await aStore()
  const letter = await keep(store, digital)
  await store.records.costs.forecast(letter, 2, paper, acceptedAt)
  await store.records.costs.settle(letter.id, 2, paper, acceptedAt)
  t.match(await store.costReports.report(period, 'sender', ['313000001']), [{ letters: 1, forecastOre: 2098, paidLetters: 1, actualOre: 2098, savedOre: -84 }])
})

test('report() groups by class and by invoice reference within each sender', async t => {
  const store = await aStore()
  await keep(store, digital, { class: 'information', invoiceReference: 'K1' })
  await keep(store, digital, { class: 'decision', invoiceReference: 'K1' })
  await keep(store, digital, { sender: '313000028' })
  const groups = async (by: 'class' | 'invoiceReference'): Promise<unknown[]> =>
    (await store.costReports.report(period, by, ['313000001', '313000028'])).map(({ sender, group, letters }) => [sender, group, letters])
  t.strictSame(await groups('class'), [['313000001', 'decision', 1], ['313000001', 'information', 1], ['313000028', 'decision', 1]])
  t.strictSame(await groups('invoiceReference'), [['313000001', 'K1', 2], ['313000028', null, 1]])
})

test('report() leaves out other senders and letters accepted outside the period', async t => {
  const store = await aStore()
  await keep(store, digital, { sender: '313000028' })
  await keep(store, digital, { acceptedAt: period.to })
  t.strictSame(await store.costReports.report(period, 'sender', ['313000001']), [])
  await keep(store, digital, { acceptedAt: period.from })
  t.match(await store.costReports.report(period, 'sender', ['313000001']), [{ letters: 1 }])
})

test('report() leaves out of the saving what cannot be printed', async t => {
  const store = await aStore()
  await keep(store, without(digital, 'paperMilliOre'))
  t.match(await store.costReports.report(period, 'sender', ['313000001']), [{ actualOre: 84, savedOre: 0 }])
})

test('ofLetter() tells each amount with the table it is from, to the sender only', async t => {
  const store = await aStore()
  const { id } = await keep(store, digital, {}, false)
  const before = await store.costReports.ofLetter(id, ['313000001'])
  t.match(before, { forecastOre: 84, actualOre: null, paperOre: 2015, isEstimate: false })
  await store.records.costs.settle(id, 1, { ...digital, priceTable: 'p2', lines: [{ kind: 'digital', milliOre: 72_000 }, { kind: 'transport', milliOre: 16_000 }] }, acceptedAt)
  const line = (kind: CostKind, forecastOre: number, actualOre: number): object => ({ attempt: 1, kind, priceTable: 'p2', forecastOre, actualOre })
  t.strictSame(await store.costReports.ofLetter(id, ['313000001']), { ...before, actualOre: 88, lines: [line('digital', 69, 72), line('transport', 15, 16)] })
  t.strictSame([await store.costReports.ofLetter(id, ['313000028']), await store.costReports.ofLetter('x', ['313000001'])], [undefined, undefined])
})
