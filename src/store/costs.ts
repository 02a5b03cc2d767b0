// The cost table: what each attempt would cost, and what it did. One row an amount.
import type { Costs } from '../journey/costs.ts'
import type { Cost, CostBasis, Forecast } from '../letter/cost.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import { integer, json, text } from './cells.ts'
import type { Database } from './database.ts'

/** The cost table over a database. */
export function createCosts (database: Database): Costs {
  const insert = database.gathered((made: Made[]) => insertAll(database, made))
  const basisOf = database.gathered((attempts: Ordinal[]) => basesOf(database, attempts))
  const settle = database.gathered((settled: Settled[]) => settleAll(database, settled))
  return {
    forecast: (letter, ordinal, forecast, at) => insert({ letter, ordinal, forecast, at }),
    basisOf: (letterId, ordinal) => basisOf({ letterId, ordinal }),
    settle: (letterId, ordinal, cost, at) => settle({ letterId, ordinal, cost, at })
  }
}

/** A forecast made for an attempt. */
interface Made { letter: Letter, ordinal: number, forecast: Forecast, at: Date }

async function insertAll (database: Database, made: readonly Made[]): Promise<undefined[]> {
  await database.query(
    `insert into letter_cost (letter_id, ordinal, sender, class, invoice_reference, accepted_at, forecast_at, forecast_price_table, is_estimate,
       kind, forecast_milli_ore, basis, paper_milli_ore)
     select * from json_to_recordset($1::json) as line (letter_id uuid, ordinal int, sender text, class text, invoice_reference text,
       accepted_at timestamptz, forecast_at timestamptz, forecast_price_table text, is_estimate boolean, kind text, milli_ore bigint,
       basis jsonb, paper bigint)`, [JSON.stringify(made.flatMap(linesOf))])
  return made.map(() => undefined)
}

function linesOf ({ letter, ordinal, forecast, at }: Made): Record<string, unknown>[] {
  return forecast.lines.map(({ kind, milliOre }) => ({
    letter_id: letter.id,
    ordinal,
    sender: letter.sender,
    class: letter.class,
    invoice_reference: letter.invoiceReference,
    accepted_at: letter.acceptedAt,
    forecast_at: at,
    forecast_price_table: forecast.priceTable,
    is_estimate: forecast.isEstimate,
    kind,
    milli_ore: milliOre,
    ...kind !== 'transport' && { basis: forecast.basis, paper: forecast.paperMilliOre }
  }))
}

/** An attempt of a letter. */
interface Ordinal { letterId: LetterId, ordinal: number }

async function basesOf (database: Database, attempts: readonly Ordinal[]): Promise<(CostBasis | undefined)[]> {
  const rows = await database.query(
    `select letter_id, ordinal, basis from letter_cost
     where letter_id = any($1::uuid[]) and basis is not null and actual_at is null`, [attempts.map(({ letterId }) => letterId)])
  const bases = new Map(rows.map(row => [`${text(row.letter_id)}/${integer(row.ordinal)}`, json<CostBasis>(row.basis)]))
  return attempts.map(({ letterId, ordinal }) => bases.get(`${letterId}/${ordinal}`))
}

/** What an attempt did cost. */
interface Settled extends Ordinal { cost: Cost, at: Date }

async function settleAll (database: Database, settled: readonly Settled[]): Promise<undefined[]> {
  await database.query(
    `update letter_cost set actual_milli_ore = line.milli_ore, actual_price_table = line.price_table, actual_at = line.at
     from json_to_recordset($2::json) as line (letter_id uuid, ordinal int, kind text, milli_ore bigint, price_table text, at timestamptz)
     where letter_cost.letter_id = any($1::uuid[]) and letter_cost.letter_id = line.letter_id and letter_cost.ordinal = line.ordinal
       and letter_cost.kind = line.kind and actual_at is null`,
    [settled.map(({ letterId }) => letterId), JSON.stringify(settled.flatMap(({ letterId, ordinal, cost, at }) => cost.lines.map(
      ({ kind, milliOre }) => ({ letter_id: letterId, ordinal, kind, milli_ore: milliOre, price_table: cost.priceTable, at }))))])
  return settled.map(() => undefined)
}
