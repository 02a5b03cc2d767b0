import { test } from 'tap'
import { totalOf, toOre } from '../../src/letter/cost.ts'
import type { Letter, LetterDocument } from '../../src/letter/letter.ts'
import { createPricing, wayOf } from '../../src/route/forecast.ts'
import { readPrices } from '../../src/route/prices.ts'
import { aLetter } from '../support/a-letter.ts'
import { validCertificate } from '../support/facts.ts'
import { publicPrices, publicPricesText } from '../support/prices.ts'

const at = new Date('2026-03-01T10:00:00Z')
const pricing = createPricing(publicPrices)
const mailbox = { channel: 'digipost', isAbroad: false } as const
const paper = { channel: 'print', isAbroad: false } as const

function letterOf (...documents: Partial<LetterDocument>[]): Letter {
  const one: Omit<LetterDocument, 'number'> = { fileName: 'a.pdf', title: 'a', mediaType: 'application/pdf', bytes: 1000, sha256: 'a' }
  return aLetter({ documents: documents.map((changes, number) => ({ number, ...one, ...changes })) })
}

// Digdir's price list of 2024-01-01, øre without VAT: the step, and the first byte past it.
const published = [
  [1, 69], [100_000, 69], [100_001, 94], [200_000, 94], [200_001, 107], [300_000, 107], [300_001, 195], [500_000, 195], [500_001, 220],
  [1_000_000, 220], [1_000_001, 575], [5_000_000, 575], [5_000_001, 575 + 192],
  [6_000_000, 575 + 192], [6_000_001, 575 + 2 * 192], [44_000_000, 575 + 39 * 192]
] as const

for (const [bytes, ore] of published) {
  test(`forecast() of ${bytes} bytes to a mailbox is ${ore} øre and transport`, async t => {
    const { lines } = pricing.forecast(letterOf({ bytes }), mailbox, at) ?? {}
    t.strictSame(lines, [{ kind: 'digital', milliOre: ore * 1000 }, { kind: 'transport', milliOre: 14_700 }])
  })
}

test('forecast() goes by the size of all documents together', async t => {
  t.equal(pricing.forecast(letterOf({ bytes: 60_000 }, { bytes: 60_000 }), mailbox, at)?.lines[0]?.milliOre, 94_000)
})

test('forecast() of a thousand letters adds up to what a thousand shipments cost', async t => {
  const transport = Array.from({ length: 1000 }, () => pricing.forecast(letterOf({}), mailbox, at)?.lines.at(-1)?.milliOre ?? 0)
  t.equal(toOre(transport.reduce((sum, milliOre) => sum + milliOre, 0)), 14_700)
})

test('forecast() is by the table of the day', async t => {
  const { lines, priceTable } = pricing.forecast(letterOf({}), mailbox, new Date('2022-01-01T12:00:00Z')) ?? {}
  t.strictSame([priceTable, lines], ['digdir-2021-01', [{ kind: 'digital', milliOre: 72_000 }, { kind: 'transport', milliOre: 16_000 }]])
  t.equal(pricing.forecast(letterOf({}), mailbox, new Date('2019-01-01T12:00:00Z')), undefined)
})

/** Prices with figures that can be added in the head. */
const printed = createPricing(readPrices(publicPricesText.replaceAll(/"print": \{[^]*?"envelopes": \[[^]*?\]\s*\}/g, JSON.stringify({
  isExample: false, pagesPerSheet: 2, guessedBytesPerPage: 10_000, sheetOre: { 'black-and-white': 10, 'color': 25 },
  envelopes: [{ name: 'C5', upToSheets: 6, ore: 100, domesticPostageOre: 1000, foreignPostageOre: 3000 }, { name: 'C4', upToSheets: 99, ore: 200, domesticPostageOre: 2000, foreignPostageOre: 5000 }]
}).replace(/^/, '"print": '))))

const onPaper: [what: string, letter: Letter, ore: number, isAbroad?: boolean][] = [
  ['one page', letterOf({ pages: 1 }), 10 + 100 + 1000],
  ['three pages on two sheets', letterOf({ pages: 3 }), 20 + 100 + 1000],
  ['two documents of one page each, a sheet for each', letterOf({ pages: 1 }, { pages: 1 }), 20 + 100 + 1000],
  ['twelve pages, the most of a C5', letterOf({ pages: 12 }), 60 + 100 + 1000],
  ['thirteen pages in a C4', letterOf({ pages: 13 }), 70 + 200 + 2000],
  ['100 sheets in two C4', letterOf({ pages: 200 }), 1000 + 2 * (200 + 2000)],
  ['one page in color', { ...letterOf({ pages: 1 }), print: { ...aLetter().print, color: 'color' } }, 25 + 100 + 1000],
  ['one page abroad', letterOf({ pages: 1 }), 10 + 100 + 3000, true]
]

for (const [what, letter, ore, isAbroad = false] of onPaper) {
  test(`forecast() on paper: ${what}`, async t => {
    const { lines, isEstimate, paperMilliOre } = printed.forecast(letter, { channel: 'print', isAbroad }, at) ?? {}
    t.strictSame(lines, [{ kind: 'print', milliOre: ore * 1000 }, { kind: 'transport', milliOre: 14_700 }])
    t.strictSame([isEstimate, paperMilliOre], [false, ore * 1000 + 14_700])
  })
}

test('forecast() guesses pages that nobody told, and says so', async t => {
  const { lines, isEstimate } = printed.forecast(letterOf({ bytes: 20_001 }), paper, at) ?? {}
  t.strictSame([lines?.[0]?.milliOre, isEstimate], [(20 + 100 + 1000) * 1000, true])
})

test('forecast() by example prices is an estimate, unless the letter cannot be printed at all', async t => {
  t.strictSame([paper, mailbox].map(way => pricing.forecast(letterOf({ pages: 1 }), way, at)?.isEstimate), [true, true])
  t.equal(pricing.forecast(letterOf({ mediaType: 'text/html' }), mailbox, at)?.isEstimate, false)
})

test('forecast() tells what a mailbox letter would cost on paper, unless it cannot be printed', async t => {
  t.equal(printed.forecast(letterOf({ pages: 1 }), mailbox, at)?.paperMilliOre, 1_110_000 + 14_700)
  t.equal(printed.forecast(letterOf({ mediaType: 'text/html' }), mailbox, at)?.paperMilliOre, undefined)
})

test('priceAt() finds the price of the same letter by another table', async t => {
  const { basis } = pricing.forecast(letterOf({}), mailbox, at) ?? {}
  if (basis === undefined) throw new Error('no forecast')
  t.equal(totalOf(pricing.priceAt(basis, at)?.lines ?? []), 83_700)
  t.equal(totalOf(pricing.priceAt(basis, new Date('2023-06-01T00:00:00Z'))?.lines ?? []), 88_000)
})

test('wayOf() tells a foreign address from a Norwegian one', async t => {
  const choice = { kind: 'print', channel: 'print', receiver: '974761076', certificate: validCertificate } as const
  t.strictSame(wayOf({ ...choice, address: { name: 'A', lines: ['B'], countryCode: 'SE' } }), { channel: 'print', isAbroad: true })
  t.strictSame(wayOf({ ...choice, address: { name: 'A', lines: ['B'], postalCode: '0150', city: 'OSLO' } }), paper)
})
