// What a hand-over costs. Money is counted in thousandths of an øre, because transport has a price of 14.7 øre; all without VAT.
import type { Channel } from './choice.ts'
import type { OrganizationNumber, PrintOptions } from './letter.ts'

/** What is paid for: storing in a mailbox, printing and posting, or carrying the message between access points. */
export type CostKind = 'digital' | 'print' | 'transport'

/** One amount. */
export interface CostLine {
  kind: CostKind
  /** Thousandths of an øre, a whole number. */
  milliOre: number
}

/** Everything a price depends on, so that it can be found again with another price table. No personal data. */
export interface CostBasis {
  channel: Channel
  /** All documents together, unpacked. */
  bytes: number
  /** Pages of each document. */
  pages: number[]
  /** Some document's pages were guessed from its size. */
  arePagesGuessed: boolean
  color: PrintOptions['color']
  /** The paper goes to another country. */
  isAbroad: boolean
  /** Paper takes PDF only. */
  isPrintable: boolean
}

/** A price found in a table. */
export interface Cost {
  /** Version of the price table. */
  priceTable: string
  lines: CostLine[]
  /** A price of paper in it, also one that is only compared with, was found with guessed pages or with example prices. */
  isEstimate: boolean
}

/** What a hand-over will cost by the table in force when it was planned. */
export interface Forecast extends Cost {
  basis: CostBasis
  /** What the same letter costs on paper, transport included; absent when it cannot be printed. */
  paperMilliOre?: number
}

/** The sum of lines, in thousandths of an øre. */
export function totalOf (lines: readonly CostLine[]): number {
  return lines.reduce((sum, { milliOre }) => sum + milliOre, 0)
}

/** Whole øre of thousandths: rounded once, after everything was added up. */
export function toOre (milliOre: number): number {
  return Math.round(milliOre / 1000)
}

/** What is told of one letter's money, in whole øre. */
export interface LetterCost {
  forecastOre: number
  /** Null until a receipt came. */
  actualOre: number | null
  /** What the letter would cost on paper alone; null when it cannot be printed. */
  paperOre: number | null
  isEstimate: boolean
  lines: { attempt: number, kind: CostKind, priceTable: string, forecastOre: number, actualOre: number | null }[]
}

/** How a report of costs is grouped, within each sender. */
export type CostGroup = 'sender' | 'class' | 'invoiceReference'

/** One line of a report of costs, in whole øre. */
export interface CostRow {
  sender: OrganizationNumber
  /** Letter class or invoice reference; null for a whole sender, and for letters without a reference. */
  group: string | null
  letters: number
  forecastOre: number
  /** Letters with a receipt, and what those did cost. */
  paidLetters: number
  actualOre: number
  /** How much less the paid letters did cost than they would have on paper; those that cannot be printed are left out. */
  savedOre: number
  isEstimate: boolean
}
