// What a letter will cost, by the price table in force. Pure: the tables are given, and no price stands here.
import type { SendChoice } from '../letter/choice.ts'
import { totalOf, type Cost, type CostBasis, type CostLine, type Forecast } from '../letter/cost.ts'
import type { Letter } from '../letter/letter.ts'
import { tableAt, type PriceTable, type PriceTables } from './prices.ts'

/** Where a letter goes, as far as its price depends on it. */
export type Way = Pick<SendChoice, 'channel'> & { isAbroad: boolean }

/** The way of a choice. A letter for a mailbox would go to a Norwegian address if it were printed. */
export function wayOf (choice: SendChoice): Way {
  return { channel: choice.channel, isAbroad: choice.kind === 'print' && (choice.address.countryCode ?? 'NO') !== 'NO' }
}

/** Prices as the journey asks for them. */
export interface Pricing {
  /** What a letter will cost this way; undefined when no price table is in force. */
  forecast: (letter: Letter, way: Way, at: Date) => Forecast | undefined
  /** The price of the same hand-over at another moment. */
  priceAt: (basis: CostBasis, at: Date) => Cost | undefined
}

/** Makes it over price tables. */
export function createPricing (tables: PriceTables): Pricing {
  return {
    forecast: (letter, way, at) => forecast(tables, letter, way, at),
    priceAt: (basis, at) => priceAt(tables, basis, at)
  }
}

/** Also what the letter would cost on paper. */
function forecast (tables: PriceTables, letter: Letter, way: Way, at: Date): Forecast | undefined {
  const table = tableAt(tables, at)
  if (table === undefined) return undefined
  const basis = basisOf(table, letter, way)
  const cost = priced(table, basis)
  if (!basis.isPrintable) return { ...cost, basis }
  const paper = priced(table, { ...basis, channel: 'print' })
  return { ...cost, isEstimate: paper.isEstimate, basis, paperMilliOre: totalOf(paper.lines) }
}

function priceAt (tables: PriceTables, basis: CostBasis, at: Date): Cost | undefined {
  const table = tableAt(tables, at)
  return table === undefined ? undefined : priced(table, basis)
}

function basisOf ({ print }: PriceTable, { documents, print: { color } }: Letter, { channel, isAbroad }: Way): CostBasis {
  return {
    channel,
    isAbroad,
    color,
    bytes: documents.reduce((sum, document) => sum + document.bytes, 0),
    pages: documents.map(({ pages, bytes }) => pages ?? Math.max(1, Math.ceil(bytes / print.guessedBytesPerPage))),
    arePagesGuessed: documents.some(({ pages }) => pages === undefined),
    isPrintable: documents.every(({ mediaType }) => mediaType === 'application/pdf')
  }
}

function priced (table: PriceTable, basis: CostBasis): Cost {
  const { channel } = basis
  const transport: CostLine = { kind: 'transport', milliOre: table.transportOrePerThousand }
  const main: CostLine = channel === 'print'
    ? { kind: 'print', milliOre: paperOre(table, basis) * 1000 }
    : { kind: 'digital', milliOre: mailboxOre(table.mailbox[channel], basis.bytes) * 1000 }
  return {
    priceTable: table.version,
    lines: [main, transport],
    isEstimate: channel === 'print' && (basis.arePagesGuessed || table.print.isExample)
  }
}

function mailboxOre ({ steps, above }: PriceTable['mailbox']['eboks'], bytes: number): number {
  const step = steps.find(({ upToBytes }) => bytes <= upToBytes)
  if (step !== undefined) return step.ore
  const extra = above.extra
  return above.ore + (extra === undefined ? 0 : Math.ceil((bytes - (steps.at(-1)?.upToBytes ?? 0)) / extra.perStartedBytes) * extra.ore)
}

/** Each document begins a sheet of its own. */
function paperOre ({ print }: PriceTable, { pages, color, isAbroad }: CostBasis): number {
  const sheets = pages.reduce((sum, count) => sum + Math.ceil(count / print.pagesPerSheet), 0)
  const envelope = print.envelopes.find(({ upToSheets }) => sheets <= upToSheets) ?? print.envelopes.at(-1)
  if (envelope === undefined) throw new RangeError('Cannot price a letter: the table has no envelope')
  const posted = envelope.ore + (isAbroad ? envelope.foreignPostageOre : envelope.domesticPostageOre)
  return sheets * print.sheetOre[color] + Math.ceil(sheets / envelope.upToSheets) * posted
}
