// Rows of the fault table, one after another, each with its figure beside its target.
import type { Ground } from './rig.ts'
import { allRows } from './rows/all-rows.ts'
import type { Row } from './rows/row.ts'

/** What one row came to. */
export interface RowReport { row: number, fault: string, target: string, figure: string, isKept: boolean, seconds: number }

/**
 * The rows a list of numbers names: `1,2,17-19`, or `all`.
 *
 * @throws {TypeError} naming what is no row, or a row that is not automated here
 */
export function chosenRows (text: string): Row[] {
  if (text === 'all') return [...allRows]
  const numbers = text.split(',').flatMap(part => {
    const [from, to = from] = part.split('-').map(Number)
    if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to) || to < from) throw new TypeError(`Cannot run "${part}": not a row`)
    return Array.from({ length: to - from + 1 }, (_, step) => from + step)
  })
  const missing = numbers.filter(number => !allRows.some(({ row }) => row === number))
  if (missing.length > 0) throw new TypeError(`Cannot run row ${missing.join(', ')}: see docs/faults.md for how it is shown`)
  return allRows.filter(({ row }) => numbers.includes(row))
}

/** Runs rows; each is told as soon as it is over. A row whose scenario itself fails has broken its promise. */
export async function runRows (ground: Ground, rows: readonly Row[], tell: (report: RowReport) => void): Promise<RowReport[]> {
  const reports: RowReport[] = []
  for (const { row, fault, target, run } of rows) {
    const begun = Date.now()
    const result = await run(ground).catch((error: unknown) => ({ figure: error instanceof Error ? error.message : String(error), isKept: false }))
    const report = { row, fault, target, ...result, seconds: Math.round((Date.now() - begun) / 1000) }
    reports.push(report)
    tell(report)
  }
  return reports
}

/** One row as a line for people. */
export function describeRow ({ row, fault, target, figure, isKept, seconds }: RowReport): string {
  return `${isKept ? 'kept  ' : 'BROKEN'} row ${String(row).padStart(2)} ${fault}\n         ${figure} (target: ${target}; ${seconds} s)\n`
}
