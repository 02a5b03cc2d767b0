// The end of a run, as people or programs read it. Row ids, letter ids, codes and counts; never a cell of the manifest.
import { errorTable } from '../letter/error-table.ts'
import type { RefusedRow, RowProblem } from './batch-row.ts'
import type { SettledOutcome } from './send-row.ts'
import { rowsPerSecond, type Tally } from './tally.ts'

/** The summary as text: the figures, then every refused row with what to do about it. */
export function summaryText (batchId: string, tally: Tally): string {
  const figures: [string, number][] = [
    ['rows', tally.total], ['accepted', tally.accepted], ['replayed', tally.replayed], ['done before', tally.skipped],
    ['refused', tally.refused.length], ['left', tally.left], ['seconds', tally.seconds], ['rows/s', rowsPerSecond(tally)]
  ]
  const lines = figures.map(([name, value]) => `  ${name.padEnd(12)}${String(value).padStart(8)}`)
  return [`Batch ${batchId}`, ...lines, ...refusedLines(tally.refused), ''].join('\n')
}

function refusedLines (refused: readonly RefusedRow[]): string[] {
  if (refused.length === 0) return []
  return ['', 'Refused rows:', ...refused.flatMap(({ row, problems }) => problems.map(problem => `  ${row}  ${problemText(problem)}`))]
}

function problemText ({ code, field, sentence }: RowProblem): string {
  return [code, field, sentence ?? remedyOf(code)].filter(part => part !== undefined).join('  ')
}

function remedyOf (code: string): string | undefined {
  return Object.entries(errorTable).find(([known]) => known === code)?.[1].remedy
}

/** The summary as one JSON object on one line; refused rows have lines of their own. */
export function summaryJson (batchId: string, tally: Tally): string {
  const { refused, ...counts } = tally
  return `${JSON.stringify({ summary: { batch: batchId, ...counts, refused: refused.length, rowsPerSecond: rowsPerSecond(tally) } })}\n`
}

/** One settled row as one JSON object on one line. */
export function rowJson (row: string, outcome: SettledOutcome): string {
  const { kind, ...rest } = outcome
  return `${JSON.stringify({ row, outcome: kind, ...rest })}\n`
}
