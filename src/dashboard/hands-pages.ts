// The pages on which people act by hand on many letters: what stopped, the actions, and the pauses.
import type { ActOrder, DeadLetterGroup, Preview, Selection, ToldAction } from '../letter/act.ts'
import { channels } from '../letter/choice.ts'
import type { Pause } from '../letter/pause.ts'
import { choiceWords, type ActChoice } from './act-choices.ts'
import { groundsFields, handsForm, type HandsForm } from './hands-form.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { moment, since } from './moment.ts'
import { channelName, facts, label, row, section, stateLabel, table, type Tone } from './parts.ts'
import type { DeskPauses } from './ports.ts'
import { selectForm, type Selecting } from './select-form.ts'
import type { View } from './view.ts'

/** A form as it was sent, when something was wrong with it. */
export type Sent = Pick<HandsForm, 'typed' | 'refused'>

/** Letters that stopped, by what stopped them; each group that can go on leads to its release. */
export function deadLettersPage (groups: readonly DeadLetterGroup[], view: View): string {
  const { hands: words, shared, list, overview } = view.messages
  const head = [list.reason, list.state, list.channel, list.sender, words.letters, words.oldest, words.examples, words.acts.release]
  const rows = groups.map(group => row(cause(group, view), [
    stateLabel(group.state, view), channelName(group.channel, view), group.sender, String(group.letters), since(group.oldestSince, view),
    group.letterIds.map((id, index) => html`<a class="ds-link" href="${view.link(`/letters/${id}`)}" aria-label="${index + 1}: ${overview.letter} ${id}">${index + 1}</a> `),
    group.state === 'undeliverable' ? '–' : releaseLink(group, view)
  ]))
  const body = html`<h1 class="ds-heading" data-size="md">${shared.deadLetters}</h1>
<p>${words.deadIntro}</p>
${groups.length === 0 ? html`<p>${words.deadNone}</p>` : table('dead-letters', shared.deadLetters, head, rows)}`
  return layout({ title: shared.deadLetters, section: 'deadLetters', path: '/dead-letters', body }, view)
}

function cause ({ reasonCode, sentence }: DeadLetterGroup, view: View): HtmlPart {
  return reasonCode === null ? '–' : html`${sentence?.[view.language]} <code>${reasonCode}</code>`
}

function releaseLink ({ state, reasonCode, channel, sender, letters }: DeadLetterGroup, view: View): Html {
  const query = { act: 'release', state, reasonCode: reasonCode ?? undefined, channel: channel ?? 'none', sender }
  return html`<a class="ds-link" href="${view.link('/actions/new', query)}">${view.messages.hands.releaseAll(letters)}</a>`
}

/** What an action would meet, and the form that asks for it. */
export interface NewAction extends Sent {
  choice: ActChoice
  selection: Readonly<Record<string, string>>
  preview: Preview
  key: string
}

/** Counts before anything is done. */
export function newActionPage ({ choice, selection, preview, key, ...sent }: NewAction, view: View): string {
  const { hands: words } = view.messages
  const { name, act } = choice
  const query = { act: name, ...selection }
  const title = words.newAction(words.acts[act])
  const form: HandsForm = {
    id: 'order', title: words.order, address: view.link('/actions/new', query), hidden: { key, expected: String(preview.total) }, fields: groundsFields(view),
    buttons: [['start', words.start(words.acts[act], preview.can)]], ...sent
  }
  const body = html`<h1 class="ds-heading" data-size="md">${title}</h1>
<p>${selected(selection)} <a class="ds-link" href="${view.link('/actions', query)}#select">${words.reselect}</a></p>
${choice.channel !== undefined && facts(way(choice, view))}
${counted(preview, view)}
${preview.needsApproval && html`<div class="ds-alert" data-color="warning"><p>${words.needsApproval}</p></div>`}
${preview.total > 0 ? handsForm(form, view) : html`<p>${words.noneSelected}</p>`}`
  return layout({ title, section: 'actions', path: '/actions/new', query, body }, view)
}

function selected (selection: Selection | Readonly<Record<string, string>>): Html {
  return html`${Object.entries(selection).map(([name, value]: [string, unknown]) => html`<code>${name} ${value instanceof Date ? value.toISOString() : String(value)}</code> `)}`
}

function counted ({ total, can, cannot }: Preview, view: View): Html {
  const { hands: words, story, list } = view.messages
  const rows = cannot.map(({ state, attempt, letters }) => row(stateLabel(state, view), [
    attempt === undefined ? '–' : `${attempt.ordinal}: ${story.attemptStates[attempt.state]}`, String(letters)
  ]))
  return html`${facts([[words.total, String(total)], [words.can, String(can)], [words.cannot, String(total - can)]])}
${rows.length > 0 && table('cannot', words.cannot, [list.state, story.attempts, words.letters], rows)}`
}

const tones: Readonly<Record<ToldAction['state'], Tone>> = { waiting_approval: 'attention', running: 'busy', done: 'good', refused: 'neutral' }

/** The newest actions, those that wait or run first; and the form that selects letters for another. */
export function actionsPage (actions: readonly ToldAction[], selecting: Selecting, view: View): string {
  const { hands: words, shared, list, decide } = view.messages
  const rows = actions.map(action => row(html`<a class="ds-link" href="${view.link(`/actions/${action.id}`)}">${choiceWords(action, view)}</a>`, [
    label(tones[action.state], words.states[action.state]), selected(action.selection), String(action.preview.total), `${action.by} (${action.client})`,
    moment(action.createdAt, view)
  ]))
  const body = html`<h1 class="ds-heading" data-size="md">${shared.actions}</h1>
<p>${words.actionsIntro} <a class="ds-link" href="#select">${words.many}</a></p>
${actions.length === 0 ? html`<p>${words.actionsNone}</p>` : table('actions', shared.actions, [decide.what, list.state, words.selection, words.letters, decide.who, decide.at], rows)}
${selectForm(selecting, view)}`
  return layout({ title: shared.actions, section: 'actions', path: '/actions', query: selecting.order.query, body }, view)
}

/** One action: how far it has come, and the second person's form where it waits for one. */
export function actionPage (action: ToldAction, view: View, sent: Sent = {}): string {
  const { hands: words, decide } = view.messages
  const { id, act, state, by, client, reason, createdAt, approval, preview } = action
  const title = words.newAction(words.acts[act])
  const form: HandsForm = {
    id: 'approval', title: words.approval, intro: html`<p>${words.approvalIntro}</p>`, address: view.link(`/actions/${id}`), hidden: {}, fields: groundsFields(view),
    conflict: words.settled(words.states[state]), buttons: [['approve', words.approve], ['refuse', words.refuse]], ...sent
  }
  const body = html`<h1 class="ds-heading" data-size="md">${title}</h1>
<p>${label(tones[state], words.states[state])} ${selected(action.selection)}</p>
${facts([...way(action, view), [decide.who, `${by} (${client})`], [decide.why, reason], [decide.at, moment(createdAt, view)], ...said(approval, view)])}
${section('counted', words.counted, counted(preview, view))}
${section('progress', words.progress, progressOf(action, view))}
${(state === 'waiting_approval' || sent.refused !== undefined) && handsForm(form, view)}`
  return layout({ title, section: 'actions', path: `/actions/${id}`, body }, view)
}

/** Where a redirection leads. */
function way ({ channel }: ActOrder, view: View): [string, HtmlPart][] {
  const { hands: words, decide } = view.messages
  return channel === undefined ? [] : [[words.way, decide.actions[channel]]]
}

function progressOf ({ progress: { waiting, acted, skipped, failed } }: ToldAction, view: View): Html {
  const { hands: words, list, story } = view.messages
  const sum = (outcomes: typeof skipped): string => String(outcomes.reduce((total, { letters }) => total + letters, 0))
  const rows = [...skipped, ...failed].map(({ state, code, letters }) => row(state === null ? '–' : stateLabel(state, view), [html`<code>${code}</code>`, String(letters)]))
  return html`${facts([[words.waiting, String(waiting)], [words.acted, String(acted)], [words.skipped, sum(skipped)], [words.failed, sum(failed)]])}
${rows.length > 0 && table('outcomes', words.outcomes, [list.state, story.code, words.letters], rows)}`
}

function said (approval: ToldAction['approval'], view: View): [string, HtmlPart][] {
  if (approval === null) return []
  const { hands: words } = view.messages
  return [[approval.isApproved ? words.approvedBy : words.refusedBy, html`${approval.by}${approval.client !== undefined && ` (${approval.client})`}: ${approval.reason} ${moment(approval.at, view)}`]]
}

/** What was sent on the page of pauses, and by which of its forms. */
export interface SentPause extends Sent {
  from: 'pause' | 'resume'
}

/** What is paused, and the forms that pause and resume. */
export function pausesPage ({ inForce: pauses, ended }: DeskPauses, view: View, sent?: SentPause): string {
  const { hands: words, shared, list, decide } = view.messages
  const rows = pauses.map(pause => row(scope(pause, view), [
    pause.reason, pause.by ?? words.byChannel, moment(pause.since, view), pause.until === null ? words.untilResumed : moment(pause.until, view)
  ]))
  const optional = (name: string, title: string, options: readonly (readonly [string, string])[]) => ({ name, title, kind: 'select' as const, options })
  const start: HandsForm = {
    id: 'pause', title: words.pause, intro: html`<p>${words.pauseIntro}</p>`, address: view.link('/pauses'), hidden: {}, buttons: [['pause', words.pause]],
    fields: [
      optional('channel', list.channel, channels.map(channel => [channel, shared.channels[channel]])),
      optional('class', list.class, (['decision', 'important', 'information'] as const).map(one => [one, shared.classes[one]])),
      { name: 'sender', title: list.sender, note: list.senderNote, kind: 'text' },
      { name: 'until', title: words.pauseUntil, note: words.pauseUntilNote, kind: 'datetime-local' }, ...groundsFields(view)
    ],
    ...sent?.from === 'pause' && sent
  }
  const resume: HandsForm = {
    id: 'resume', title: words.resume, address: view.link('/pauses'), hidden: {}, buttons: [['resume', words.resume]],
    fields: [{ name: 'id', title: words.which, kind: 'select', isRequired: true, options: pauses.map(pause => [pause.id, scope(pause, view)]) }, ...groundsFields(view)],
    ...sent?.from === 'resume' && sent
  }
  const body = html`<h1 class="ds-heading" data-size="md">${shared.pauses}</h1>
${pauses.length === 0 ? html`<p>${words.pausesNone}</p>` : table('pauses', shared.pauses, [words.scope, decide.why, decide.who, decide.at, decide.untilWhen], rows)}
${(pauses.length > 0 || sent?.from === 'resume') && handsForm(resume, view)}
${handsForm(start, view)}
${ended.length > 0 && endedPauses(ended, view)}`
  return layout({ title: shared.pauses, section: 'pauses', path: '/pauses', body }, view)
}

function endedPauses (pauses: readonly Pause[], view: View): Html {
  const { hands: words, decide } = view.messages
  const rows = pauses.map(pause => row(scope(pause, view), [
    pause.reason, pause.by ?? words.byChannel, moment(pause.since, view), pause.ended === undefined ? '–' : moment(pause.ended.at, view),
    pause.ended?.by ?? words.timeUp, pause.ended?.reason ?? '–'
  ]))
  const head = [words.scope, decide.why, decide.who, decide.at, words.ended, words.endedBy, words.endedWhy]
  return section('ended', words.pausesEnded, table('ended-pauses', words.pausesEnded, head, rows))
}

function scope ({ channel, sender, class: letterClass }: Pause, view: View): string {
  const { shared, hands } = view.messages
  const named = [
    ...channel === null ? [] : [shared.channels[channel]],
    ...letterClass === null ? [] : [shared.classes[letterClass]],
    ...sender === null ? [] : [sender]
  ]
  return named.length === 0 ? hands.everything : named.join(', ')
}
