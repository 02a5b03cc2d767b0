// The lower part of the front page: where letters are, how old they are, how the others answer.
import { channels, type Channel } from '../letter/choice.ts'
import { letterStates, type LetterState } from '../letter/states.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { shortMoment, since } from './moment.ts'
import { channelName, codeWithMeaning, label, row, stateLabel, table } from './parts.ts'
import type { CallHealth, DeskOverview } from './ports.ts'
import { checkNames, conditionOf } from './verdict.ts'
import type { View } from './view.ts'

/** Letters by state, one column a channel; each number leads to its letters. States without letters are left out. */
export function countsTable (overview: DeskOverview, view: View): Html {
  const words = view.messages.overview
  const columns: (Channel | null)[] = [null, ...channels]
  const states = letterStates.filter(state => overview.counts.some(entry => entry.state === state && entry.count > 0))
  const rows = states.map(state => {
    const numbers = columns.map(channel => countOf(overview, state, channel))
    const cells = columns.map((channel, index) => numberLink(numbers[index] ?? 0, { state, channel: channel ?? undefined }, channel !== null, view))
    const total = numbers.reduce((sum, number) => sum + number, 0)
    return row(stateLabel(state, view), [...cells, numberLink(total, { state }, true, view)])
  })
  return table('counts', words.byState, [words.state, ...columns.map(channel => channelName(channel, view)), words.total], rows, 'numbers')
}

function countOf (overview: DeskOverview, state: LetterState, channel: Channel | null): number {
  return overview.counts.reduce((sum, entry) => entry.state === state && entry.channel === channel ? sum + entry.count : sum, 0)
}

function numberLink (count: number, query: Record<string, string | undefined>, canFilter: boolean, view: View): HtmlPart {
  const text = new Intl.NumberFormat(view.messages.shared.locale).format(count)
  return count > 0 && canFilter ? html`<a class="ds-link" href="${view.link('/letters', query)}">${text}</a>` : text
}

/** The oldest letter of each working state and channel, the oldest of all first. */
export function oldestTable (overview: DeskOverview, view: View): Html {
  const words = view.messages.overview
  const rows = overview.oldest.toSorted((a, b) => a.since.getTime() - b.since.getTime()).map(entry => row(stateLabel(entry.state, view), [
    channelName(entry.channel, view), since(entry.since, view),
    html`<a class="ds-link" href="${view.link(`/letters/${entry.letterId}`)}"><code>${entry.letterId}</code></a>`
  ]))
  return table('oldest', words.oldestByState, [words.state, words.channel, words.waitedFor, words.letter], rows)
}

/** How the newest calls to each channel and register went. */
export function healthTable (overview: DeskOverview, view: View): Html {
  const { overview: words, shared } = view.messages
  const rows = [
    ...overview.channels.map(party => row(shared.channels[party.channel], [...healthCells(party, view), party.waiting])),
    ...overview.registers.map(party => row(shared.registers[party.register], [...healthCells(party, view), '–']))
  ]
  return table('health-caption', words.health, [words.party, words.condition, words.lastSuccess, words.lastFailure, words.waiting], rows)
}

function healthCells (party: CallHealth, view: View): HtmlPart[] {
  const words = view.messages.overview
  const condition = conditionOf(party)
  const tone = { well: 'good', failing: 'bad', unused: 'neutral' } as const
  const failure = party.lastFailure === null ? '–' : html`${shortMoment(party.lastFailure.at, view)}<br>${codeWithMeaning(party.lastFailure.code, view)}`
  return [label(tone[condition], words[condition]), party.lastSuccessAt === null ? '–' : shortMoment(party.lastSuccessAt, view), failure]
}

/** Counts that should be 0. */
export function checksTable (overview: DeskOverview, view: View): Html {
  const words = view.messages.overview
  const rows = checkNames.map(check => {
    const count = overview.checks[check]
    return row(words.checkNames[check], [label(count === 0 ? 'good' : 'attention', String(count))])
  })
  return table('checks-caption', words.checks, [words.check, words.count], rows, 'numbers')
}
