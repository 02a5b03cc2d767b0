import { html, type Html, type HtmlPart } from './html.ts'
import { section } from './parts.ts'
import type { Refused } from './ports.ts'
import type { View } from './view.ts'

/** One field of a form. Its name is the last part of the JSON pointer that a refusal names it by. */
export interface HandsField {
  name: string
  title: string
  note?: string
  kind: 'text' | 'area' | 'datetime-local' | 'select'
  /** Of a select: value and words. */
  options?: readonly (readonly [string, string])[]
  isRequired?: boolean
  /** Of an input: more attributes. */
  limits?: Html
}

/** Fields that belong together, and what is said where the whole of them is at fault. */
export interface HandsGroup {
  name: string
  title: string
  note: string
  fault: string
  fields: readonly HandsField[]
}

/** A form of the pages on which people act by hand. */
export interface HandsForm {
  /** Begins the ids of its parts. */
  id: string
  title: string
  intro?: HtmlPart
  /** Where it is sent. */
  address: string
  /** `get` for a form that changes nothing: its fields stand in the address, and the browser checks them. */
  method?: 'get'
  hidden: Readonly<Record<string, string>>
  fields: readonly HandsField[]
  /** Below them. */
  group?: HandsGroup
  /** Value and words of each button; the first is the plain way. */
  buttons: readonly (readonly [string, string])[]
  /** Above what was wrong, where nothing is saved by the form. */
  errors?: string
  /** What stands in the way by now, named. */
  conflict?: string | undefined
  /** As typed before, when something was wrong. */
  typed?: Readonly<Record<string, string>>
  refused?: Refused | undefined
}

/** Writes a form. What was wrong stands above it, has the focus, and leads to each field. */
export function handsForm (form: HandsForm, view: View): Html {
  const hidden = Object.entries(form.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)
  const isSaved = form.method === undefined
  const buttons = form.buttons.map(([value, words], index) =>
    html`<button type="submit" class="ds-button" data-size="sm"${isSaved && html` name="word" value="${value}"`}${index > 0 && html` data-variant="secondary"`}>${words}</button>\n`)
  return section(form.id, form.title, html`${form.intro}
${form.refused !== undefined && summary(form, form.refused, view)}
<form class="desk-form" method="${form.method ?? 'post'}" action="${form.address}"${isSaved && html` novalidate=""`}>
${hidden}${form.fields.map(one => field(one, form, view))}
${form.group !== undefined && group(form.group, form, view)}
<div class="desk-actions">${buttons}</div>
</form>`)
}

/** Who, and why: the fields that every form has. */
export function groundsFields (view: View): HandsField[] {
  const { reason, reasonNote, by } = view.messages.decide
  return [
    { name: 'reason', title: reason, note: reasonNote, kind: 'area', isRequired: true },
    { name: 'by', title: by, kind: 'text', isRequired: true, limits: html` autocomplete="name" maxlength="100"` }
  ]
}

function summary (form: HandsForm, refused: NonNullable<HandsForm['refused']>, view: View): Html {
  const { hands: words, decide } = view.messages
  const { id, fields, group, errors = decide.errors } = form
  const faults = [...fields, ...group?.fields ?? []].filter(({ name }) => isAtFault(name, form))
    .map(({ name, title }) => ({ name, says: words.correct(title) }))
  if (group !== undefined && isAtFault(group.name, form)) faults.push({ name: group.fields[0]?.name ?? '', says: group.fault })
  const entries = faults.length === 0
    ? [html`<li>${general(form, refused, view)}</li>`]
    : faults.map(({ name, says }) => html`<li><a class="ds-link" href="#${id}-${name}">${says}</a></li>`)
  return html`<div class="ds-error-summary" id="${id}-errors" tabindex="-1" autofocus="" aria-labelledby="${id}-errors-title">
<h3 class="ds-heading" data-size="2xs" id="${id}-errors-title">${errors}</h3><ul class="ds-list">${entries}</ul></div>`
}

/** Why it cannot be, where no field is at fault. */
function general ({ conflict }: HandsForm, { problems, sentence }: Refused, view: View): string {
  const { hands: words, decide } = view.messages
  switch (problems[0]?.code) {
    case 'ERR_INTAKE_KEY_REUSED': return words.reused
    case 'ERR_ACTION_STATE': case 'ERR_ACTION_SETTLED': return conflict ?? words.state
    case 'ERR_ACTION_IN_DOUBT': return conflict ?? decide.inDoubt
    case 'ERR_ACTION_COUNT': return words.countChanged
    case 'ERR_ACTION_SAME_PERSON': return words.samePerson
    case 'ERR_DECIDE_FORBIDDEN': return decide.forbidden(sentence?.[view.language] ?? '')
    default: return decide.unavailable
  }
}

function group ({ name, title, note, fault, fields }: HandsGroup, form: HandsForm, view: View): Html {
  const id = `${form.id}-${name}`
  const isWrong = isAtFault(name, form)
  return html`<fieldset class="ds-fieldset" aria-describedby="${id}-note${isWrong && ` ${id}-fault`}"><legend class="ds-label">${title}</legend>
<p data-field="description" id="${id}-note">${note}</p>
${isWrong && html`<p class="ds-validation-message" data-color="danger" id="${id}-fault">${fault}</p>`}
${fields.map(one => field(one, form, view))}</fieldset>
`
}

function field (one: HandsField, form: HandsForm, view: View): Html {
  const { name, title, note } = one
  const id = `${form.id}-${name}`
  return html`<div class="ds-field"><label class="ds-label" for="${id}">${title}</label>
${note !== undefined && html`<div data-field="description" id="${id}-note">${note}</div>`}
${control(one, id, form, view)}
${isAtFault(name, form) && html`<p class="ds-validation-message" data-color="danger" id="${id}-fault">${view.messages.hands.correct(title)}</p>`}</div>
`
}

function control ({ name, note, kind, options = [], isRequired = false, limits }: HandsField, id: string, form: HandsForm, view: View): Html {
  const typed = form.typed?.[name] ?? ''
  const described = [...note === undefined ? [] : [`${id}-note`], ...isAtFault(name, form) ? [`${id}-fault`] : []]
  const more = html` class="ds-input" id="${id}" name="${name}"${isRequired && html` required=""`}${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${isAtFault(name, form) && html` aria-invalid="true"`}`
  if (kind === 'area') return html`<textarea${more} rows="3">\n${typed}</textarea>`
  if (kind !== 'select') return html`<input${more} type="${kind}" value="${typed}"${limits}>`
  const entries = options.map(([value, words]) => html`<option value="${value}"${value === typed && html` selected=""`}>${words}</option>`)
  return html`<select${more}><option value="">${isRequired ? view.messages.decide.choose : view.messages.list.any}</option>${entries}</select>`
}

/** A key that was used before names the fields that differ: none of them is wrong. */
function isAtFault (name: string, { refused }: HandsForm): boolean {
  return refused?.problems.some(({ code, field: pointer = '' }) => code !== 'ERR_INTAKE_KEY_REUSED' && pointer.split('/').at(-1) === name) ?? false
}
