// What goes between the benchmark and the processes that measure a case, both sides ours.
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

/** What a measuring process tells: that it is warm and waits for the others, later what it found. */
export type Told = 'warm' | Figures

/** Reads what is asked. */
export function readAsked (message: unknown): Asked {
  return message as Asked
}

/** Reads what is told. */
export function readTold (message: unknown): Told {
  return message as Told
}
