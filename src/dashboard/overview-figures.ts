// The top of the front page: the answer to "is anything wrong?", then five numbers.
import { workingStates } from '../letter/states.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { lengthOfTime, since } from './moment.ts'
import type { DeskOverview } from './ports.ts'
import { checkNames, conditionOf, countWhere, oldestWaiting, type DeskFinding } from './verdict.ts'
import type { View } from './view.ts'

/** The answer in one sentence, and each finding with the way to it. */
export function verdictAlert (findings: readonly DeskFinding[], view: View): Html {
  const { overview } = view.messages
  if (findings.length === 0) return alert('success', overview.verdictGood, html`<p>${overview.verdictGoodText}</p>`)
  const lines = findings.map(finding => html`<li>${findingLine(finding, view)}</li>`)
  return alert('warning', overview.verdictBad(findings.length), html`<ul class="ds-list">${lines}</ul>`)
}

function alert (color: 'success' | 'warning', title: string, body: Html): Html {
  return html`<div class="ds-alert desk-verdict" data-color="${color}"><h2 class="ds-heading" data-size="xs" data-verdict>${title}</h2>${body}</div>`
}

function findingLine (finding: DeskFinding, view: View): Html {
  const { overview: { findings }, shared } = view.messages
  switch (finding.kind) {
    case 'oldest':
      return way(view.link(`/letters/${finding.letterId}`), findings.oldest(lengthOfTime(finding.ageMs, shared.units)))
    case 'people':
      return way(view.link('/letters', { state: finding.state }), findings.people(finding.count))
    case 'pauses':
      return way(view.link('/pauses'), findings.pauses(finding.count))
    case 'party':
      return way('#health', findings.party('channel' in finding.party ? shared.channels[finding.party.channel] : shared.registers[finding.party.register], finding.code))
    case 'check':
      return way('#checks', findings.checks[finding.check](finding.count))
  }
}

function way (address: string, words: string): Html {
  return html`<a class="ds-link" href="${address}">${words}</a>`
}

/** Five numbers, the oldest waiting letter first. */
export function keyFigures (overview: DeskOverview, findings: readonly DeskFinding[], view: View): Html {
  const words = view.messages.overview
  const people = findings.find(finding => finding.kind === 'people')
  const deviations = checkNames.reduce((sum, check) => sum + overview.checks[check], 0)
  const has = (kind: DeskFinding['kind']) => findings.some(finding => finding.kind === kind)
  return html`<dl class="desk-figures">
${figure(words.oldestWaiting, oldestFigure(overview, view), words.oldestWaitingNote, has('oldest'), view)}
${figure(words.inProgress, countWhere(overview, state => workingStates.has(state)), words.inProgressNote, false, view)}
${figure(words.needsPerson, people === undefined ? 0 : way(view.link('/letters', { state: people.state }), String(people.count)), words.needsPersonNote, has('people'), view)}
${figure(words.partiesWell, partiesFigure(overview, view), words.partiesWellNote, has('party'), view)}
${figure(words.deviations, deviations === 0 ? 0 : way('#checks', String(deviations)), words.deviationsNote, has('check'), view)}
</dl>`
}

function figure (name: string, value: HtmlPart, note: string, needsAttention: boolean, view: View): Html {
  const mark = needsAttention && html`<span class="desk-attention"><span aria-hidden="true">! </span>${view.messages.overview.attention}</span>`
  return html`<div class="desk-figure"${needsAttention && html` data-color="warning"`}><dt>${name}</dt><dd class="desk-value">${value}</dd><dd class="desk-note">${mark}${note}</dd></div>`
}

function oldestFigure (overview: DeskOverview, view: View): Html {
  const oldest = oldestWaiting(overview)
  if (oldest === undefined) return html`<span class="desk-calm">${view.messages.overview.nothingWaits}</span>`
  return html`<a class="ds-link" href="${view.link(`/letters/${oldest.letterId}`)}">${since(oldest.since, view)}</a>`
}

function partiesFigure (overview: DeskOverview, view: View): HtmlPart {
  const conditions = [...overview.channels, ...overview.registers].map(conditionOf).filter(condition => condition !== 'unused')
  if (conditions.length === 0) return html`<span class="desk-calm">${view.messages.overview.unused}</span>`
  return view.messages.overview.partiesOf(conditions.filter(condition => condition === 'well').length, conditions.length)
}
