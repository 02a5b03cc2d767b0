// Price tables as dated configuration. No price stands in code: the public ones are in default-prices.json, the operator's in a file of
// its own. All amounts are whole øre without VAT.
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { GatewayError } from '../letter/gateway-error.ts'
import { dayInNorway } from './norwegian-day.ts'

const closed = { additionalProperties: false }
const ore = Type.Integer({ minimum: 0, maximum: 10_000_000 })
const size = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })

const mailboxSchema = Type.Object({
  /** By the size of the unpacked content; the first step it fits is the one. */
  steps: Type.Array(Type.Object({ upToBytes: size, ore }, closed), { minItems: 1, maxItems: 100 }),
  /** Past the last step: a price, and so much more for each started part. */
  above: Type.Object({ ore, extra: Type.Optional(Type.Object({ ore, perStartedBytes: size }, closed)) }, closed)
}, closed)

const printSchema = Type.Object({
  /** True for prices that nobody has agreed to. */
  isExample: Type.Boolean(),
  pagesPerSheet: Type.Enum([1, 2]),
  /** For documents whose pages nobody told. */
  guessedBytesPerPage: size,
  sheetOre: Type.Object({ 'black-and-white': ore, 'color': ore }, closed),
  /** The first that takes all sheets; past the last one, as many of the last as are needed. */
  envelopes: Type.Array(Type.Object({
    name: Type.String({ minLength: 1, maxLength: 20 }), upToSheets: size, ore, domesticPostageOre: ore, foreignPostageOre: ore
  }, closed), { minItems: 1, maxItems: 20 })
}, closed)

const tableSchema = Type.Object({
  version: Type.String({ pattern: '^[A-Za-z0-9._-]{1,40}$' }),
  /** First day in Norway. */
  validFrom: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
  source: Type.String({ minLength: 1, maxLength: 1000 }),
  /** For a thousand shipments: one costs a part of an øre. */
  transportOrePerThousand: ore,
  mailbox: Type.Object({ eboks: mailboxSchema, digipost: mailboxSchema }, closed),
  print: printSchema
}, closed)

const fileSchema = Type.Object({ tables: Type.Array(tableSchema, { minItems: 1, maxItems: 200 }) }, closed)

/** Prices from one day on. */
export type PriceTable = Readonly<Static<typeof tableSchema>>

/** All tables, the newest first. */
export type PriceTables = readonly PriceTable[]

/**
 * Reads price tables.
 *
 * @throws {GatewayError} `ERR_CONFIG_INVALID` naming everything that is wrong
 */
export function readPrices (text: string): PriceTables {
  const file = parsed(text)
  const mistakes = [...Value.Errors(fileSchema, file)].map(({ instancePath, message }) => `${instancePath === '' ? 'the file' : instancePath} ${message}`)
  if (mistakes.length > 0 || !Value.Check(fileSchema, file)) throw invalid(mistakes)
  const contradictions = [...repeated(file.tables), ...file.tables.flatMap(disorder)]
  if (contradictions.length > 0) throw invalid(contradictions)
  return file.tables.toSorted((one, other) => one.validFrom < other.validFrom ? 1 : -1)
}

/** The table in force at a moment, by the date in Norway; undefined before the first. */
export function tableAt (tables: PriceTables, at: Date): PriceTable | undefined {
  const day = dayInNorway(at)
  return tables.find(({ validFrom }) => validFrom <= day)
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(['the file is not JSON'])
  }
}

function repeated (tables: PriceTables): string[] {
  return (['version', 'validFrom'] as const).flatMap(name => {
    const seen = new Set<string>()
    return tables.flatMap((table, index) => {
      const isKnown = seen.has(table[name])
      seen.add(table[name])
      return isKnown ? [`/tables/${index}/${name} stands twice`] : []
    })
  })
}

function disorder ({ validFrom, mailbox, print }: PriceTable, index: number): string[] {
  const path = `/tables/${index}`
  const date = new Date(`${validFrom}T00:00:00Z`)
  const isDate = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(validFrom)
  return [
    ...isDate ? [] : [`${path}/validFrom is not a date`],
    ...(['eboks', 'digipost'] as const).flatMap(name =>
      isRising(mailbox[name].steps.map(({ upToBytes }) => upToBytes)) ? [] : [`${path}/mailbox/${name}/steps do not rise`]),
    ...isRising(print.envelopes.map(({ upToSheets }) => upToSheets)) ? [] : [`${path}/print/envelopes do not rise`]
  ]
}

function isRising (numbers: readonly number[]): boolean {
  return numbers.every((number, index) => number > (numbers[index - 1] ?? 0))
}

function invalid (mistakes: readonly string[]): GatewayError {
  return new GatewayError('ERR_CONFIG_INVALID', `Cannot read the price tables: ${mistakes.join('; ')}`)
}
