import { identityNumberShape } from '../intake/identity-number.ts'
import { acts } from '../letter/act.ts'
import { channels } from '../letter/choice.ts'
import { letterStates } from '../letter/states.ts'
import { choicesOf, choiceWords } from './act-choices.ts'
import type { AskedOrder } from './asked-order.ts'
import { handsForm, type HandsField } from './hands-form.ts'
import { html, type Html } from './html.ts'
import { deskRoot } from './links.ts'
import type { Refused } from './ports.ts'
import type { View } from './view.ts'

/** What the form is written with. */
export interface Selecting {
  /** The senders letters may be selected of. */
  senders: readonly string[]
  /** What was asked for before, or is carried over from a list. */
  order: AskedOrder
  refused?: Refused | undefined
}

/** The form by which a person selects many letters to act on. It leads to their count: the address holds all of it, and nothing is done yet. */
export function selectForm ({ senders, order, refused }: Selecting, view: View): Html {
  const { hands: words } = view.messages
  return handsForm({
    id: 'select', title: words.many, intro: html`<p>${words.manyIntro}</p>`, method: 'get', address: `${deskRoot}/actions/new`, errors: words.notCounted,
    hidden: view.chosen === undefined ? {} : { lang: view.chosen },
    fields: [{ name: 'act', title: words.act, kind: 'select', isRequired: true, options: choicesOf(acts).map(choice => [choice.name, choiceWords(choice, view)]) }],
    group: { name: 'selection', title: words.whichLetters, note: words.whichLettersNote, fault: words.nothingGiven, fields: criteria(senders, order, view) },
    buttons: [['count', words.count]], typed: order.query, refused
  }, view)
}

/** By what letters are selected. A sender that is not known any more stays, so that nothing is selected that was not asked for. */
function criteria (senders: readonly string[], { query }: AskedOrder, view: View): HandsField[] {
  const { hands: words, list, shared } = view.messages
  const known = [...new Set([...senders, ...query.sender === undefined ? [] : [query.sender]])]
  const select = (name: string, title: string, options: HandsField['options']): HandsField => ({ name, title, kind: 'select', ...options !== undefined && { options } })
  return [
    { name: 'batch', title: words.batch, note: words.batchNote, kind: 'text', limits: plain },
    select('sender', list.sender, known.map(sender => [sender, sender])),
    select('class', list.class, (['decision', 'important', 'information'] as const).map(one => [one, shared.classes[one]])),
    select('state', list.state, letterStates.map(state => [state, shared.states[state]])),
    select('channel', list.channel, [...channels.map((channel): [string, string] => [channel, shared.channels[channel]]), ['none', shared.noChannel]]),
    { name: 'reasonCode', title: words.reasonCode, note: words.reasonCodeNote, kind: 'text', limits: plain }
  ]
}

/** What stands in an address holds no identity number. */
const plain = html` maxlength="100" autocomplete="off" pattern="(?!.*${identityNumberShape}).*"`
