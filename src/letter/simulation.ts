import type { Channel } from './choice.ts'
import type { LetterState } from './states.ts'

/** Where a decision leads: a channel, or the state a letter stops in. */
export type Ending = Channel | Extract<LetterState, 'needs_decision' | 'undeliverable'>

/** How many letters would go from one to another. */
export interface Change<Value extends string> {
  from: Value
  to: Value
  letters: number
}

/** What a draft policy would have changed in a period. Counts only: no letter and nobody is named. */
export interface SimulationAnswer {
  /** Letters decided again. */
  letters: number
  unchanged: number
  changed: number
  /** Letters a person had decided about, which no policy changes: not decided again. */
  decidedByPeople: number
  /** Letters whose stored facts cannot be opened. */
  unreadable: number
  /** False when the period holds more letters than are looked at in a minute; the newest were. */
  isWhole: boolean
  /** By the rule that settled them, the most letters first. */
  rules: Change<string>[]
  /** By where they lead. A letter whose rule alone changes is not here. */
  channels: Change<Ending>[]
  /** In øre without VAT, by the price tables of the days the letters were decided. Follow-ups on paper are not in it. */
  cost: { beforeOre: number, afterOre: number, isEstimate: boolean }
}
