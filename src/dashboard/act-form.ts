import { acts, type DoneAct } from '../letter/act.ts'
import { possibleActs } from '../journey/may-act.ts'
import { choicesOf, choiceWords, readChoice } from './act-choices.ts'
import { groundsFields, handsForm, type HandsForm } from './hands-form.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { inTheWay } from './in-the-way.ts'
import { moment } from './moment.ts'
import { row, stateLabel, table } from './parts.ts'
import type { DeskStory } from './ports.ts'
import type { View } from './view.ts'

/** The form by which a person acts on one letter; nothing where nothing can be done. One that was refused keeps what was chosen. */
export function actForm ({ letter }: DeskStory, form: Pick<HandsForm, 'typed' | 'refused'> & { key: string }, view: View): HtmlPart {
  const { hands: words } = view.messages
  const { key, ...sent } = form
  const chosen = sent.refused === undefined ? undefined : readChoice(sent.typed?.act)
  const possible = new Set(possibleActs(letter.state, letter.attempts))
  const options = choicesOf(acts).filter(({ name, act }) => possible.has(act) || name === chosen?.name)
    .map((choice): [string, string] => [choice.name, choiceWords(choice, view)])
  if (options.length === 0) return null
  return handsForm({
    id: 'act', title: words.actForm, address: view.link(`/letters/${letter.id}`), hidden: { key }, buttons: [['act', words.doIt]],
    fields: [{ name: 'act', title: words.act, kind: 'select', isRequired: true, options }, ...groundsFields(view)],
    conflict: chosen && inTheWay(chosen.act, letter, view), ...sent
  }, view)
}

/** What people did with a letter: what, from where, why, who and when. */
export function actsTable (done: readonly DoneAct[], view: View): Html {
  const { hands: words, decide, story } = view.messages
  const rows = done.map(({ ordinal, act, from, reason, by, client, at, actionId }) => row(String(ordinal), [
    actionId === undefined ? words.acts[act] : html`<a class="ds-link" href="${view.link(`/actions/${actionId}`)}">${words.acts[act]}</a>`,
    stateLabel(from, view), html`<span class="desk-text">${reason}</span>`, `${by} (${client})`, moment(at, view)
  ]))
  return table('acts-caption', words.done, [story.ordinal, decide.what, words.from, decide.why, decide.who, decide.at], rows)
}
