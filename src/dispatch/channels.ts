import type { Channel } from '../letter/choice.ts'

/** What there is to know of a channel when an envelope is handed over. */
export interface ChannelRow {
  /** Which transport carries it. A new transport is a new folder and a new word here. */
  transport: 'dpi'
  /** For people. */
  name: string
  /**
   * Whether the other side knows a repeat by its message id. Where it does, an uncertain hand-over is repeated; where it does not, it stops
   * for a person (queue-and-faults.md, "Doubt is a state").
   */
  recognizesRepeats: boolean
}

/** One row a channel. All three go through the access point of *Digital postkasse til innbyggere*, which refuses a known message id. */
export const channelTable: Readonly<Record<Channel, ChannelRow>> = {
  eboks: { transport: 'dpi', name: 'e-Boks', recognizesRepeats: true },
  digipost: { transport: 'dpi', name: 'Digipost', recognizesRepeats: true },
  print: { transport: 'dpi', name: 'Print', recognizesRepeats: true }
}
