// The cost table: what each attempt would cost, and what it did. One row an amount.
import type { Costs } from '../journey/costs.ts'
import type { Cost, CostBasis, Forecast } from '../letter/cost.ts'
import type { Letter, LetterId } from '../letter/letter.ts'
import { json } from './cells.ts'
import type { Database } from './database.ts'

/** The cost table over a database. */
export function createCosts (database: Database): Costs {
  return {
    forecast: (letter, ordinal, forecast, at) => insert(database, letter, ordinal, forecast, at),
    basisOf: async (letterId, ordinal) => {
      const [row] = await database.query(
        'select basis from letter_cost where letter_id = $1 and ordinal = $2 and basis is not null and actual_at is null', [letterId, ordinal])
      return row === undefined ? undefined : json<CostBasis>(row.basis)
    },
    settle: (letterId, ordinal, cost, at) => settle(database, letterId, ordinal, cost, at)
  }
}

async function insert (database: Database, letter: Letter, ordinal: number, forecast: Forecast, at: Date): Promise<void> {
  const rows = forecast.lines.map(({ kind, milliOre }) => ({
    kind, milli_ore: milliOre, ...kind !== 'transport' && { basis: forecast.basis, paper: forecast.paperMilliOre }
  }))
  await database.query(
    `insert into letter_cost (letter_id, ordinal, sender, class, invoice_reference, accepted_at, forecast_at, forecast_price_table, is_estimate,
       kind, forecast_milli_ore, basis, paper_milli_ore)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, line.*
     from jsonb_to_recordset($10::jsonb) as line (kind text, milli_ore bigint, basis jsonb, paper bigint)`,
    [letter.id, ordinal, letter.sender, letter.class, letter.invoiceReference ?? null, letter.acceptedAt, at, forecast.priceTable,
      forecast.isEstimate, JSON.stringify(rows)])
}

async function settle (database: Database, letterId: LetterId, ordinal: number, cost: Cost, at: Date): Promise<void> {
  await database.query(
    `update letter_cost set actual_milli_ore = line.milli_ore, actual_price_table = $3, actual_at = $4
     from jsonb_to_recordset($5::jsonb) as line (kind text, milli_ore bigint)
     where letter_id = $1 and ordinal = $2 and letter_cost.kind = line.kind and actual_at is null`,
    [letterId, ordinal, cost.priceTable, at, JSON.stringify(cost.lines.map(({ kind, milliOre }) => ({ kind, milli_ore: milliOre })))])
}
