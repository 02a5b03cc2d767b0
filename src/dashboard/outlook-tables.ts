// What is ahead, and what happened on the last day that was reported.
import type { DayReport, SenderDay } from '../letter/day-report.ts'
import type { Outlook } from '../letter/outlook.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { shortMoment } from './moment.ts'
import { channelName, row, table } from './parts.ts'
import type { View } from './view.ts'

/** What waits by channel, and the runs that senders told of, where there are any. */
export function outlookTables ({ lanes, windows }: Outlook, view: View): Html {
  const { overview, shared } = view.messages
  const { outlook: words } = overview
  const number = new Intl.NumberFormat(shared.locale, { maximumFractionDigits: 1 })
  const waiting = lanes.map(lane => row(lane.channel === null ? words.allChannels : channelName(lane.channel, view), [
    number.format(lane.waiting), number.format(lane.soon), number.format(lane.perMinute), end(lane.finishesAt, view)
  ]))
  const runs = windows.map(window => row(html`<code>${window.id}</code>`, [
    window.sender, shortMoment(window.from, view), shortMoment(window.to, view), number.format(window.expected), number.format(window.accepted),
    number.format(window.waiting), end(window.finishesAt, view)
  ]))
  const { waiting: waits } = overview
  const head = [words.run, overview.report.sender, words.from, words.to, words.expected, words.accepted, waits, words.finishesAt]
  return html`<div class="desk-tables">${table('lanes', words.lanes, [overview.channel, waits, words.soon, words.perMinute, words.finishesAt], waiting, 'numbers')}
${runs.length > 0 && table('windows', words.windows, head, runs, 'numbers')}</div>`
}

function end (moment: Date | null, view: View): HtmlPart {
  return moment === null ? view.messages.overview.outlook.unknown : shortMoment(moment, view)
}

/** A row a sender. */
export function reportTable (report: DayReport, view: View): Html {
  const { overview, shared } = view.messages
  const { report: words } = overview
  if (report.senders.length === 0) return html`<p>${words.nothing}</p>`
  const number = new Intl.NumberFormat(shared.locale)
  const rows = report.senders.map(day => row(day.sender, [
    day.accepted, sum(Object.values(day.handedOver)), day.events['letter.delivered'], stopped(day), day.events['deadline.missed'],
    sum(day.missingReceipts.map(({ count }) => count)), day.late
  ].map(count => number.format(count))))
  const { sender, delivered, missedDeadlines, missingReceipts, late } = words
  const head = [sender, overview.accepted, overview.handedOver, delivered, words.stopped, missedDeadlines, missingReceipts, late]
  return table('report-caption', words.title(report.day), head, rows, 'numbers')
}

function stopped ({ events }: SenderDay): number {
  return events['letter.held'] + events['letter.needs_decision'] + events['letter.undeliverable']
}

function sum (counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
