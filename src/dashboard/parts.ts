// Small pieces that several pages are built of.
import { errorTable } from '../letter/error-table.ts'
import type { Channel } from '../letter/choice.ts'
import type { LetterState } from '../letter/states.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import type { View } from './view.ts'

/** How something stands. Shown by color and by sign, and always beside words. */
export type Tone = 'good' | 'busy' | 'attention' | 'bad' | 'neutral'

const tones: Readonly<Record<Tone, { color: string, sign: string }>> = {
  good: { color: 'success', sign: '✓' },
  busy: { color: 'info', sign: '→' },
  attention: { color: 'warning', sign: '!' },
  bad: { color: 'danger', sign: '✕' },
  neutral: { color: 'neutral', sign: '–' }
}

const stateTones: Readonly<Record<LetterState, Tone>> = {
  received: 'busy', addressed: 'busy', routed: 'busy', sealed: 'busy', dispatched: 'busy', delivered: 'good', opened: 'good',
  returned: 'bad', held: 'attention', needs_decision: 'attention', undeliverable: 'bad', withdrawn: 'neutral'
}

/** A short label. The sign is for eyes only; the words say all. */
export function label (tone: Tone, words: string): Html {
  const { color, sign } = tones[tone]
  return html`<span class="ds-tag" data-color="${color}"><span class="desk-sign" aria-hidden="true">${sign}</span>${words}</span>`
}

/** A letter's state as a label. */
export function stateLabel (state: LetterState, view: View): Html {
  return label(stateTones[state], view.messages.shared.states[state])
}

/** A channel's name, or that none was chosen. */
export function channelName (channel: Channel | null, view: View): string {
  return channel === null ? view.messages.shared.noChannel : view.messages.shared.channels[channel]
}

/** A code with what it means for whoever reads it. Codes that are not in our table stand alone. */
export function codeWithMeaning (code: string, view: View): Html {
  const row = Object.entries(errorTable).find(([known]) => known === code)?.[1]
  return html`<code>${code}</code>${row !== undefined && html` ${view.messages.shared.families[row.family]}`}`
}

/**
 * A table that scrolls by itself where it is wider than the window; the keyboard reaches it to do so.
 *
 * @param kind `numbers` for one whose cells are figures to be compared
 */
export function table (id: string, caption: string, head: readonly string[], rows: readonly HtmlPart[], kind?: 'numbers'): Html {
  return html`<div class="desk-scroll${kind === 'numbers' && ' desk-numbers'}" role="region" aria-labelledby="${id}" tabindex="0"><table class="ds-table" data-border>
<caption id="${id}" data-size="2xs">${caption}</caption>
<thead><tr>${head.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`
}

/** A row whose first cell names it. */
export function row (name: HtmlPart, cells: readonly HtmlPart[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>\n`
}

/** A heading of the second level with what belongs to it. */
export function section (id: string, title: string, body: HtmlPart): Html {
  return html`<section aria-labelledby="${id}" class="desk-section"><h2 class="ds-heading" data-size="xs" id="${id}">${title}</h2>
${body}</section>
`
}

/** Terms and what they are. */
export function facts (entries: readonly (readonly [string, HtmlPart])[]): Html {
  return html`<dl class="desk-facts">${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`
}
