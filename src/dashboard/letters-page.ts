import { identityNumberShape } from '../intake/identity-number.ts'
import { channels } from '../letter/choice.ts'
import { ageNames, type AskedFilter, type FilterReading } from './filter.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { letterStates } from '../letter/states.ts'
import { deskRoot } from './links.ts'
import { shortMoment, since } from './moment.ts'
import { channelName, row, stateLabel, table } from './parts.ts'
import type { DeskLetter, DeskList } from './ports.ts'
import type { View } from './view.ts'

/** The list: the filter is a plain form, so that the address holds all of it. */
export function lettersPage (list: DeskList, reading: FilterReading, view: View): string {
  const { list: words, shared } = view.messages
  const body = html`<h1 class="ds-heading" data-size="md">${shared.letters}</h1>
${reading.hasUnreadable && html`<div class="ds-alert" data-color="warning"><p>${words.ignored}</p></div>`}
${filterForm(reading.asked, view)}
${list.letters.length === 0 ? nothing(view) : lettersTable(list.letters, view)}
${paging(list, reading.asked, view)}
${actOnMany(reading.asked, view)}`
  return layout({ title: shared.letters, section: 'letters', path: '/letters', query: { ...reading.asked }, body }, view)
}

function filterForm (asked: AskedFilter, view: View): Html {
  const { list: words, shared } = view.messages
  return html`<form class="desk-filter" method="get" action="${deskRoot}/letters" role="search" aria-label="${words.filter}">
${view.chosen !== undefined && html`<input type="hidden" name="lang" value="${view.chosen}">`}
${select('state', words.state, letterStates.map(state => [state, shared.states[state]]), asked.state, view)}
${select('channel', words.channel, channels.map(channel => [channel, shared.channels[channel]]), asked.channel, view)}
${select('age', words.age, ageNames.map(age => [age, words.ages[age]]), asked.age, view)}
${input('sender', words.sender, words.senderNote, html` inputmode="numeric" maxlength="11" pattern="( *[0-9]){9} *"`, asked.sender)}
${input('reference', words.reference, words.referenceNote, html` maxlength="100" pattern="(?!.*${identityNumberShape}).*"`, asked.reference)}
<div class="desk-actions"><button type="submit" class="ds-button" data-size="sm">${words.show}</button>
<a class="ds-button" data-variant="tertiary" data-size="sm" href="${view.link('/letters')}">${words.clear}</a></div>
</form>`
}

function select (name: string, title: string, options: readonly (readonly [string, string])[], chosen: string | undefined, view: View): Html {
  const entries = options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)
  return html`<div class="ds-field"><label class="ds-label" for="filter-${name}">${title}</label>
<select class="ds-input" id="filter-${name}" name="${name}"><option value="">${view.messages.list.any}</option>${entries}</select></div>`
}

function input (name: string, title: string, note: string, limits: Html, value: string | undefined): Html {
  return html`<div class="ds-field"><label class="ds-label" for="filter-${name}">${title}</label>
<div data-field="description" id="filter-${name}-note">${note}</div>
<input class="ds-input" type="text" id="filter-${name}" name="${name}" autocomplete="off" aria-describedby="filter-${name}-note" title="${note}" value="${value ?? ''}"${limits}></div>`
}

function nothing (view: View): Html {
  const { list: words } = view.messages
  return html`<div class="desk-empty"><h2 class="ds-heading" data-size="xs">${words.none}</h2><p>${words.noneText}</p></div>`
}

function lettersTable (letters: readonly DeskLetter[], view: View): Html {
  const { list: words } = view.messages
  const head = [words.reference, words.state, words.channel, words.class, words.acceptedAt, words.inStateSince, words.sender, words.reason]
  return table('letters', words.caption(letters.length), head, letters.map(letter => letterRow(letter, view)))
}

function letterRow (letter: DeskLetter, view: View): Html {
  const name = html`<a class="ds-link" href="${view.link(`/letters/${letter.id}`)}">${letter.reference}</a>`
  const cells: HtmlPart[] = [
    stateLabel(letter.state, view), channelName(letter.channel, view), view.messages.shared.classes[letter.class],
    shortMoment(letter.acceptedAt, view), since(letter.changedAt, view), letter.sender, letter.reason === null ? '–' : letter.reason.sentence[view.language]
  ]
  return row(name, cells)
}

/** Forward by cursor, and back to the first page: a list that moves while one reads has no page numbers. */
function paging (list: DeskList, asked: AskedFilter, view: View): Html {
  const { cursor, ...conditions } = asked
  const first = cursor !== undefined && pageLink(view.messages.list.first, view.link('/letters', conditions))
  const more = list.next !== null && pageLink(view.messages.list.more, view.link('/letters', { ...conditions, cursor: list.next }))
  return html`<div class="desk-actions">${first}${more}</div>`
}

/** Age and reference select no letters of an action: a list that has them carries nothing over, lest more letters be meant than it shows. */
function actOnMany ({ state, channel, sender, age, reference }: AskedFilter, view: View): Html {
  const carried = age === undefined && reference === undefined ? { state, channel, sender } : {}
  return html`<p><a class="ds-link" href="${view.link('/actions', carried)}#select">${view.messages.hands.many}</a></p>`
}

function pageLink (words: string, address: string): Html {
  return html`<a class="ds-button" data-variant="secondary" data-size="sm" href="${address}">${words}</a>`
}
