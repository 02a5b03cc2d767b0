import type { RefusedRow } from './batch-row.ts'

/** How a run stands. `skipped` rows were done by an earlier run; `left` ones are still to do. */
export interface Tally {
  total: number
  accepted: number
  replayed: number
  skipped: number
  left: number
  refused: readonly RefusedRow[]
  seconds: number
}

/** Rows this run got an answer to, a second. */
export function rowsPerSecond ({ accepted, replayed, refused, seconds }: Tally): number {
  return seconds > 0 ? Math.round((accepted + replayed + refused.length) / seconds * 10) / 10 : 0
}
