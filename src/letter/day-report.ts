import type { Channel } from './choice.ts'
import type { OrganizationNumber } from './letter.ts'
import type { Outlook } from './outlook.ts'
import type { LetterState } from './states.ts'

/** What is counted of the log: each once a day and sender. */
export const reportedEvents = [
  'letter.delivered', 'letter.opened', 'letter.returned', 'letter.held', 'letter.needs_decision', 'letter.undeliverable', 'letter.withdrawn',
  'deadline.missed', 'receipt.missing'
] as const

/** One of them. */
export type ReportedEvent = typeof reportedEvents[number]

/** One sender's day. Counts only. */
export interface SenderDay {
  sender: OrganizationNumber
  accepted: number
  handedOver: Readonly<Record<Channel, number>>
  events: Readonly<Record<ReportedEvent, number>>
  /** As letters stood when the report was made. */
  states: readonly { state: LetterState, channel: Channel | null, count: number }[]
  /** Letters more than five minutes past their next step, then. */
  late: number
  /** Letters handed over whose receipt was overdue, then. */
  missingReceipts: readonly { channel: Channel, count: number }[]
}

/** What happened on a date in Norway, and how things stood when that was written down. */
export interface DayReport {
  day: string
  madeAt: Date
  senders: readonly SenderDay[]
  /** What was ahead then. */
  outlook: Outlook
}

/** The report as it concerns some senders: of the others nothing, but how much waits in all. */
export function reportFor (report: DayReport, senders: readonly OrganizationNumber[]): DayReport {
  return { ...report, senders: report.senders.filter(({ sender }) => senders.includes(sender)), outlook: outlookFor(report.outlook, senders) }
}

/** What is ahead as it concerns some senders. */
export function outlookFor (outlook: Outlook, senders: readonly OrganizationNumber[]): Outlook {
  return { ...outlook, windows: outlook.windows.filter(({ sender }) => senders.includes(sender)) }
}
