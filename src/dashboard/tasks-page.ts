import type { Task } from '../letter/task.ts'
import { html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { shortMoment, since } from './moment.ts'
import { row, table } from './parts.ts'
import type { View } from './view.ts'

/** What a person has to look into: what it is, whose, and what to begin with. */
export function tasksPage (tasks: readonly Task[], view: View): string {
  const { tasks: words, shared } = view.messages
  const head = [words.kind, words.sender, words.about, words.open]
  const rows = tasks.map(task => row(words.kinds[task.kind], [task.sender ?? shared.none, about(task, view), since(task.openedAt, view)]))
  const body = html`<h1 class="ds-heading" data-size="md">${shared.tasks}</h1>
<p>${words.intro}</p>
${tasks.length === 0 ? html`<p>${words.nothing}</p>` : table('open-tasks', words.caption, head, rows)}`
  return layout({ title: shared.tasks, section: 'tasks', path: '/tasks', body }, view)
}

/** The letter where there is one, and the facts beside it; a fact the page has no name for is left out. */
function about ({ letterId, data }: Task, view: View): HtmlPart {
  const { facts, letter } = view.messages.tasks
  const told = Object.entries(facts).flatMap(([name, words]) => {
    const value = data[name]
    return value === undefined ? [] : [html`${words}: ${valueOf(name, value, view)} `]
  })
  return [letterId === null ? '' : html`<a class="ds-link" href="${view.link(`/letters/${letterId}`)}">${letter}</a> `, ...told]
}

function valueOf (name: string, value: string | number, view: View): HtmlPart {
  const { channels } = view.messages.shared
  if (name === 'channel') return Object.entries(channels).find(([channel]) => channel === value)?.[1] ?? value
  const at = name === 'since' || name.endsWith('At') ? new Date(value) : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? String(value) : shortMoment(at, view)
}
