// What is told of costs. Sums are made of exact amounts and rounded once.
import { toOre, type CostGroup, type CostKind, type CostRow, type LetterCost } from '../letter/cost.ts'
import type { LetterId, OrganizationNumber } from '../letter/letter.ts'
import { integer, maybeText, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { isUuid } from './uuid.ts'

/** Queries for those who ask what letters cost. */
export interface CostReports {
  /** One letter's; undefined when nothing was kept of it. */
  ofLetter: (id: LetterId, senders: readonly OrganizationNumber[]) => Promise<LetterCost | undefined>
  /** Letters accepted from one moment up to another. */
  report: (period: { from: Date, to: Date }, by: CostGroup, senders: readonly OrganizationNumber[]) => Promise<CostRow[]>
}

const groupColumns: Readonly<Record<CostGroup, string>> = { sender: 'null::text', class: 'class', invoiceReference: 'invoice_reference' }

/** Reports over a database. */
export function createCostReports (database: Database): CostReports {
  return {
    ofLetter: async (id, senders) => {
      if (!isUuid(id)) return undefined
      const rows = await database.query(
        'select * from letter_cost where letter_id = $1 and sender = any($2::text[]) order by ordinal, kind', [id, senders])
      return rows.length === 0 ? undefined : toLetterCost(rows)
    },
    report: async ({ from, to }, by, senders) => (await database.query(
      `with one as (
         select letter_id, sender, ${groupColumns[by]} as grouped, sum(forecast_milli_ore) as forecast, sum(actual_milli_ore) as actual,
           max(paper_milli_ore) as paper, bool_or(is_estimate) as is_estimate
         from letter_cost where sender = any($1::text[]) and accepted_at >= $2 and accepted_at < $3 group by letter_id, sender, grouped)
       select sender, grouped, count(*) as letters, sum(forecast) as forecast, count(actual) as paid, coalesce(sum(actual), 0) as actual,
         coalesce(sum(paper - actual), 0) as saved, bool_or(is_estimate) as is_estimate
       from one group by sender, grouped order by sender, grouped nulls first`,
      [senders, from, to])).map(toCostRow)
  }
}

function toLetterCost (rows: readonly Row[]): LetterCost {
  const actuals = rows.flatMap(row => row.actual_milli_ore === null ? [] : [integer(row.actual_milli_ore)])
  const papers = rows.flatMap(row => row.paper_milli_ore === null ? [] : [integer(row.paper_milli_ore)])
  return {
    forecastOre: toOre(sum(rows.map(row => integer(row.forecast_milli_ore)))),
    actualOre: actuals.length === 0 ? null : toOre(sum(actuals)),
    paperOre: papers.length === 0 ? null : toOre(Math.max(...papers)),
    isEstimate: rows.some(row => row.is_estimate === true),
    lines: rows.map(row => ({
      attempt: integer(row.ordinal),
      kind: text<CostKind>(row.kind),
      priceTable: maybeText(row.actual_price_table) ?? text(row.forecast_price_table),
      forecastOre: toOre(integer(row.forecast_milli_ore)),
      actualOre: row.actual_milli_ore === null ? null : toOre(integer(row.actual_milli_ore))
    }))
  }
}

function toCostRow (row: Row): CostRow {
  return {
    sender: text(row.sender),
    group: maybeText(row.grouped),
    letters: integer(row.letters),
    forecastOre: toOre(integer(row.forecast)),
    paidLetters: integer(row.paid),
    actualOre: toOre(integer(row.actual)),
    savedOre: toOre(integer(row.saved)),
    isEstimate: row.is_estimate === true
  }
}

function sum (amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
