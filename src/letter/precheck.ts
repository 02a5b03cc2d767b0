import type { Channel, Sentence } from './choice.ts'
import type { LetterState } from './states.ts'
import type { Warning } from './warning.ts'

/** What would become of a letter to one recipient. Names nobody: a recipient is its place in the list. */
export interface PrecheckedRecipient {
  index: number
  /** Null when nothing would be sent. */
  channel: Channel | null
  /** Where the letter would come to; `received` when a register gave no readable answer about this person, so that it would wait. */
  state: Extract<LetterState, 'routed' | 'needs_decision' | 'undeliverable' | 'received'>
  /** Id of the rule that says so, or the code of what hindered the look-up. */
  rule: string
  sentence: Sentence
  warnings: Warning[]
  /** In øre without VAT; null when nothing would be sent or no price table is in force. */
  forecastOre: number | null
  /** What the same letter would cost on paper. */
  paperOre: number | null
  isEstimate: boolean
}

/** What would become of a letter to many. */
export interface PrecheckAnswer {
  /** Of the letter itself, whoever gets it. */
  warnings: Warning[]
  recipients: PrecheckedRecipient[]
  totals: {
    channels: Record<Channel, { recipients: number, forecastOre: number }>
    needsDecision: number
    undeliverable: number
    /** A register gave no readable answer about them. */
    unanswered: number
    forecastOre: number
    isEstimate: boolean
  }
}
