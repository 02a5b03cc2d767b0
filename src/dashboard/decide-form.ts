import type { LetterStatus } from '../letter/letter-status.ts'
import { decideActions, fieldsAtFault, type DecideField } from './decide-input.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { inTheWay } from './in-the-way.ts'
import { section } from './parts.ts'
import type { Refused } from './ports.ts'
import type { View } from './view.ts'

/** What a form is written with. */
export interface DecideForm {
  letter: LetterStatus
  /** Under which it is taken once, however often it is sent. */
  key: string
  /** As typed before, when something was wrong. */
  typed?: Readonly<Record<DecideField, string>>
  refused?: Refused
}

/** The form with which a person decides about a letter. What was wrong stands above it, has the focus, and leads to each field. */
export function decideForm (form: DecideForm, view: View): Html {
  const words = view.messages.decide
  return section('decide', words.form, html`<p>${words.intro}</p>
${form.refused !== undefined && summary(form.letter, form.refused, view)}
<form class="desk-form" method="post" action="${view.link(`/letters/${form.letter.id}`)}" novalidate="">
<input type="hidden" name="key" value="${form.key}">
${actionField(form, view)}
<fieldset class="ds-fieldset"><legend class="ds-label">${words.address}</legend><p data-field="description">${words.addressNote}</p>
${input('name', words.name, form, view)}
${area('lines', words.lines, words.linesNote, form, view)}
${input('postalCode', words.postalCode, form, view, html` inputmode="numeric"`)}
${input('city', words.city, form, view)}
${input('countryCode', words.countryCode, form, view, html` maxlength="2"`, words.countryNote)}</fieldset>
${area('reason', words.reason, words.reasonNote, form, view)}
${input('by', words.by, form, view, html` autocomplete="name" maxlength="100"`)}
${input('until', words.until, form, view, html` type="date"`, words.untilNote)}
<div class="desk-actions"><button type="submit" class="ds-button" data-size="sm">${words.submit}</button></div>
</form>`)
}

function summary (letter: LetterStatus, refused: Refused, view: View): Html {
  const words = view.messages.decide
  const why = general(letter, refused, view)
  const entries = why === undefined
    ? fieldsAtFault(refused).map(field => html`<li><a class="ds-link" href="#decide-${field === 'form' ? 'action' : field}">${words.fields[field]}</a></li>`)
    : [html`<li>${why}</li>`]
  return html`<div class="ds-error-summary" id="decide-errors" tabindex="-1" autofocus="" aria-labelledby="decide-errors-title">
<h3 class="ds-heading" data-size="2xs" id="decide-errors-title">${words.errors}</h3><ul class="ds-list">${entries}</ul></div>`
}

/** Why it cannot be, where no field is at fault. */
function general (letter: LetterStatus, { problems, sentence }: Refused, view: View): string | undefined {
  const { decide: words, hands, shared } = view.messages
  switch (problems[0]?.code) {
    case 'ERR_DECIDE_FORBIDDEN': return words.forbidden(sentence?.[view.language] ?? '')
    case 'ERR_DECIDE_IN_DOUBT': return inTheWay('redirect', letter, view) ?? words.inDoubt
    case 'ERR_DECIDE_STATE': return words.state(shared.states[letter.state])
    case 'ERR_INTAKE_KEY_REUSED': return hands.reused
    default: return problems.some(({ field }) => field !== undefined) ? undefined : words.unavailable
  }
}

function actionField (form: DecideForm, view: View): Html {
  const words = view.messages.decide
  const options = decideActions.map(action => html`<option value="${action}"${form.typed?.action === action && html` selected=""`}>${words.actions[action]}</option>`)
  return field('action', words.action, undefined, form, view,
    html`<select class="ds-input" id="decide-action" name="action" required=""${described('action', undefined, form)}><option value="">${words.choose}</option>${options}</select>`)
}

function input (name: DecideField, title: string, form: DecideForm, view: View, more?: Html, note?: string): Html {
  const isRequired = name === 'by'
  return field(name, title, note, form, view,
    html`<input class="ds-input" id="decide-${name}" name="${name}" value="${form.typed?.[name] ?? ''}"${isRequired && html` required=""`}${more}${described(name, note, form)}>`)
}

function area (name: DecideField, title: string, note: string, form: DecideForm, view: View): Html {
  const isRequired = name === 'reason'
  return field(name, title, note, form, view,
    html`<textarea class="ds-input" id="decide-${name}" name="${name}" rows="3"${isRequired && html` required=""`}${described(name, note, form)}>
${form.typed?.[name] ?? ''}</textarea>`)
}

function field (name: DecideField, title: string, note: string | undefined, form: DecideForm, view: View, control: Html): Html {
  const fault: HtmlPart = isAtFault(name, form)
    && html`<p class="ds-validation-message" data-color="danger" id="decide-${name}-fault">${view.messages.decide.fields[name]}</p>`
  return html`<div class="ds-field"><label class="ds-label" for="decide-${name}">${title}</label>
${note !== undefined && html`<div data-field="description" id="decide-${name}-note">${note}</div>`}
${control}${fault}</div>`
}

function described (name: DecideField, note: string | undefined, form: DecideForm): HtmlPart {
  const ids = [...note === undefined ? [] : [`decide-${name}-note`], ...isAtFault(name, form) ? [`decide-${name}-fault`] : []]
  return [ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`, isAtFault(name, form) && html` aria-invalid="true"`]
}

function isAtFault (name: DecideField, { refused }: DecideForm): boolean {
  return refused !== undefined && fieldsAtFault(refused).includes(name)
}
