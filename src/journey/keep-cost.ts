import type { Attempt } from '../letter/attempt.ts'
import type { SendChoice } from '../letter/choice.ts'
import type { Letter } from '../letter/letter.ts'
import { wayOf } from '../route/forecast.ts'
import type { Records } from './records.ts'
import type { Rooms } from './rooms.ts'

/** What keeping costs needs. */
export interface CostPorts {
  rooms: Pick<Rooms, 'pricing'>
  records: Pick<Records, 'costs'>
}

/** Keeps what an attempt will cost. Call it in the transaction that makes the attempt. */
export async function keepForecast ({ rooms, records }: CostPorts, letter: Letter, attempt: Attempt, choice: SendChoice): Promise<void> {
  const forecast = rooms.pricing.forecast(letter, wayOf(choice), attempt.createdAt)
  if (forecast !== undefined) await records.costs.forecast(letter, attempt.ordinal, forecast, attempt.createdAt)
}

/** Keeps what a delivered attempt did cost: the same basis, by the price table of the day it was delivered. */
export async function keepActual ({ rooms, records }: CostPorts, { letterId, ordinal }: Attempt, deliveredAt: Date): Promise<void> {
  const basis = await records.costs.basisOf(letterId, ordinal)
  const actual = basis === undefined ? undefined : rooms.pricing.priceAt(basis, deliveredAt)
  if (actual !== undefined) await records.costs.settle(letterId, ordinal, actual, deliveredAt)
}
