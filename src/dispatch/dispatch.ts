import type { Channel } from '../letter/choice.ts'
import { channelTable } from './channels.ts'
import { createAccessPoint, type AccessPointOptions } from './dpi/access-point.ts'
import type { Transport } from './transport.ts'

/** What dispatch is made with: the settings of its transports. */
export type DispatchOptions = AccessPointOptions

/** Makes the dispatch: each envelope goes by the transport that the channel table names for its attempt. */
export function createDispatch (options: DispatchOptions): Transport {
  const transports = { dpi: createAccessPoint(options) }
  const transportOf = (channel: Channel): Transport => transports[channelTable[channel].transport]
  return {
    handOver: async envelope => await transportOf(envelope.attempt.channel).handOver(envelope),
    follow: async (attempt, sender) => await transportOf(attempt.channel).follow(attempt, sender)
  }
}
