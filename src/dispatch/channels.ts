import type { Channel } from '../letter/choice.ts'

/** What the other side can do about a hand-over whose answer was lost (queue-and-faults.md, "Doubt is a state"). */
export interface Abilities {
  /** Whether it says how a hand-over went on, by its message id. Where it does, an uncertain one is asked about first. */
  canBeAsked: boolean
  /** Whether it knows a repeat by its message id. Only where it does may an uncertain hand-over be repeated. */
  recognizesRepeats: boolean
}

/** What there is to know of a channel when an envelope is handed over. */
export interface ChannelRow extends Abilities {
  /** Which transport carries it. A new transport is a new folder and a new word here. */
  transport: 'dpi'
  /** For people. */
  name: string
}

/** One row a channel. All three go through the access point of *Digital postkasse til innbyggere*, which refuses a known message id. */
export const channelTable: Readonly<Record<Channel, ChannelRow>> = {
  eboks: { transport: 'dpi', name: 'e-Boks', canBeAsked: true, recognizesRepeats: true },
  digipost: { transport: 'dpi', name: 'Digipost', canBeAsked: true, recognizesRepeats: true },
  print: { transport: 'dpi', name: 'Print', canBeAsked: true, recognizesRepeats: true }
}
