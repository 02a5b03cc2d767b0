import type { Channel } from '../letter/choice.ts'
import { createBreakers, type Breakers, type BreakerState } from './breakers.ts'
import { channelTable } from './channels.ts'
import { createAccessPoint, type AccessPointOptions } from './dpi/access-point.ts'
import type { Transport } from './transport.ts'

/** What dispatch is made with: the settings of its transports. */
export type DispatchOptions = AccessPointOptions

/** All transports behind one breaker a channel. */
export interface Dispatch extends Transport {
  /** Where the breaker of a channel stands in this process. */
  breakerOf (channel: Channel): BreakerState
}

/** Makes the dispatch: each envelope goes by the transport that the channel table names for its attempt. Nobody is asked while the channel rests. */
export function createDispatch (options: DispatchOptions, breakers: Breakers = createBreakers({ now: options.now })): Dispatch {
  const transports = { dpi: createAccessPoint(options) }
  const transportOf = (channel: Channel): Transport => transports[channelTable[channel].transport]
  return {
    handOver: envelope => {
      const { attempt: { channel }, isRepeat } = envelope
      return breakers.run(channel, () => transportOf(channel).handOver(envelope), isRepeat)
    },
    follow: (attempt, sender) => breakers.ask(attempt.channel, () => transportOf(attempt.channel).follow(attempt, sender)),
    breakerOf: channel => breakers.stateOf(channel)
  }
}
