// A letter's events as sentences, in the order they were logged, with the reason beside the ones that have one.
import { channels } from '../letter/choice.ts'
import type { LoggedEvent } from '../letter/event.ts'
import { isSaid } from '../letter/said.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { moment } from './moment.ts'
import { codeWithMeaning } from './parts.ts'
import type { DeskStory } from './ports.ts'
import type { View } from './view.ts'

/** Writes the time line as an ordered list. */
export function timeline (story: DeskStory, view: View): Html {
  const last = lastReason(story)
  const entries = story.events.map(event => html`<li class="desk-event"><p class="desk-when">${moment(event.at, view)}</p>
<div><p>${sentence(event, view)}</p>${details(event, story, last === event, view)}</div></li>
`)
  return html`<ol class="desk-timeline">${entries}</ol>`
}

/** A log written by a newer gateway may hold events this page does not know yet. */
function sentence (event: LoggedEvent, view: View): string {
  const known: Readonly<Partial<Record<string, string>>> = view.messages.story.events
  return known[event.type] ?? view.messages.story.unknownEvent
}

/** The event the letter's present reason belongs to: the newest one that brought it into its state, or kept a delivered one there. */
function lastReason ({ letter, events }: DeskStory): LoggedEvent | undefined {
  return letter.reason === null ? undefined : events.findLast(({ type }) => type === `letter.${letter.state}` || type === 'ladder.stopped')
}

function details (event: LoggedEvent, story: DeskStory, hasReason: boolean, view: View): HtmlPart[] {
  const { story: words, shared } = view.messages
  const channel = channels.find(known => known === event.data.channel)
  const code = event.data.code
  const until = readMoment(event.data.until)
  return [
    story.decision !== null && event === story.events.findLast(({ type }) => type === 'letter.routed') && detail(story.decision.sentence[view.language]),
    hasReason && story.letter.reason !== null && detail(story.letter.reason.sentence[view.language]),
    channel !== undefined && detail(words.viaChannel(shared.channels[channel])),
    isCode(code) && detail(html`${words.code}: ${codeWithMeaning(code, view)}`),
    isSaid(event.data.said) && detail(`${words.said}: ${event.data.said}`),
    until !== undefined && detail(html`${words.until} ${moment(until, view)}`)
  ]
}

function detail (text: HtmlPart): Html {
  return html`<p class="desk-note">${text}</p>`
}

/** Only what has the shape of one of our codes is shown: an event's data comes from many places. */
function isCode (value: unknown): value is string {
  return typeof value === 'string' && /^ERR_[A-Z_]{3,60}$/.test(value)
}

function readMoment (value: unknown): Date | undefined {
  const date = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value) : undefined
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
}
