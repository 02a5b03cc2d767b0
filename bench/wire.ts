// What goes between the benchmark and the process that measures a case: JSON, both sides ours.
import type { BenchCase, BenchKeys } from './bench-case.ts'

/** What a measuring process is asked. */
export interface Asked {
  wanted: BenchCase
  keys: BenchKeys
  withNaive: boolean
}

/** What was measured of one case. */
export interface Figures {
  signsPerSecond: number
  limitPerSecond: number
  lettersPerSecond: number
  longestStallMs: number
  peakRssMb: number
  /** xml-crypto with node-forge, then node-forge alone. Empty where it was not asked for. */
  naive: number[]
}

/** Reads what is asked. */
export function readAsked (text: string): Asked {
  return JSON.parse(text) as Asked
}

/** Reads what was measured. */
export function readFigures (text: string): Figures {
  return JSON.parse(text) as Figures
}
