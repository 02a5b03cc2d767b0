// The cost table: what each attempt would cost, and what it did. One row an amount.
import type { Costs } from '../journey/costs.ts'
import type { Cost, CostBasis, Forecast } from '../letter/cost.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import { json } from './cells.ts'
import type { Database } from './database.ts'

/** The cost table over a database. */
export function createCosts (database: Database): Costs {
  const insert = database.gathered((made: Made[]) => insertAll(database, made))
  return {
    forecast: (letter, ordinal, forecast, at) => insert({ letter, ordinal, forecast, at }),
    basisOf: async (letterId, ordinal) => {
      const [row] = await database.query(
        'select basis from letter_cost where letter_id = $1 and ordinal = $2 and basis is not null and actual_at is null', [letterId, ordinal])
      return row === undefined ? undefined : json<CostBasis>(row.basis)
    },
    settle: (letterId, ordinal, cost, at) => settle(database, letterId, ordinal, cost, at)
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

async function settle (database: Database, letterId: LetterId, ordinal: number, cost: Cost, at: Date): Promise<void> {
  await database.query(
    `update letter_cost set actual_milli_ore = line.milli_ore, actual_price_table = $3, actual_at = $4
     from jsonb_to_recordset($5::jsonb) as line (kind text, milli_ore bigint)
     where letter_id = $1 and ordinal = $2 and letter_cost.kind = line.kind and actual_at is null`,
    [letterId, ordinal, cost.priceTable, at, JSON.stringify(cost.lines.map(({ kind, milliOre }) => ({ kind, milli_ore: milliOre })))])
}
