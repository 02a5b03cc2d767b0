import type { Cost, CostBasis, Forecast } from '../letter/cost.ts'
import type { Letter, LetterId } from '../letter/letter.ts'

/** What the journey keeps of money: a forecast beside each attempt, and the actual price beside each delivery. */
export interface Costs {
  /** Keeps what an attempt will cost, in the transaction that makes the attempt. */
  forecast: (letter: Letter, ordinal: number, forecast: Forecast, at: Date) => Promise<void>
  /** What an attempt's price was found from; undefined when no price table was in force. */
  basisOf: (letterId: LetterId, ordinal: number) => Promise<CostBasis | undefined>
  /** Keeps what an attempt did cost; the first answer stays. */
  settle: (letterId: LetterId, ordinal: number, cost: Cost, at: Date) => Promise<void>
}
