import type { ToldOverride } from '../letter/override.ts'
import { html, type Html } from './html.ts'
import { moment } from './moment.ts'
import { row, table } from './parts.ts'
import type { View } from './view.ts'

/** What people decided about a letter: what, why, who, when and until when. */
export function overridesTable (overrides: readonly ToldOverride[], view: View): Html {
  const words = view.messages.decide
  const rows = overrides.map(({ ordinal, action, channel, reason, client, by, at, until }) => row(String(ordinal), [
    words.actions[action === 'route' ? channel ?? 'print' : action], html`<span class="desk-text">${reason}</span>`, `${by} (${client})`, moment(at, view),
    until === undefined ? words.always : moment(until, view)
  ]))
  return table('overrides-caption', words.decisions, [view.messages.story.ordinal, words.what, words.why, words.who, words.at, words.untilWhen], rows)
}
