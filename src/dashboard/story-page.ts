import type { Attempt } from '../letter/attempt.ts'
import { stoppedStates } from '../letter/states.ts'
import { actForm, actsTable } from './act-form.ts'
import { decideForm, type DecideForm } from './decide-form.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { moment, since } from './moment.ts'
import { overridesTable } from './overrides-table.ts'
import { channelName, facts, label, row, section, stateLabel, table, type Tone } from './parts.ts'
import type { DeskDecision, DeskStory, ReceiptFate } from './ports.ts'
import { timeline } from './timeline.ts'
import type { View } from './view.ts'

/** What is shown besides the story: the form, where a person may decide, and that a decision was just taken. */
export interface Deciding {
  form?: Omit<DecideForm, 'letter'>
  act?: Parameters<typeof actForm>[1]
  isTaken?: boolean
}

/** One letter's story: where it is, what happens next, what happened, why it went there, and the proof. */
export function storyPage (story: DeskStory, view: View, { form, act, isTaken = false }: Deciding = {}): string {
  const { story: words, shared } = view.messages
  const { letter } = story
  const title = words.title(letter.reference)
  const body = html`<nav class="ds-breadcrumbs" aria-label="${shared.letters}"><ol><li><a class="ds-link" href="${view.link('/letters')}">${shared.letters}</a></li><li><a class="ds-link" href="${view.link(`/letters/${letter.id}`)}" aria-current="page">${letter.reference}</a></li></ol></nav>
<h1 class="ds-heading" data-size="md">${title}</h1>
${isTaken && html`<div class="ds-alert" data-color="success" role="status" tabindex="-1" autofocus=""><p>${view.messages.decide.taken}</p></div>`}
${reason(story, view)}
${summary(story, view)}
${form !== undefined && (form.refused !== undefined || waitsForPerson(story)) && decideForm({ ...form, letter }, view)}
${act !== undefined && actForm(story, act, view)}
${story.acts.length > 0 && section('acts', view.messages.hands.done, actsTable(story.acts, view))}
${story.overrides.length > 0 && section('overrides', view.messages.decide.decisions, overridesTable(story.overrides, view))}
${section('timeline', words.timeline, timeline(story, view))}
${section('why', words.why, story.decision === null ? html`<p>${words.undecided}</p>` : why(story.decision, view))}
${section('attempts', words.attempts, attempts(story, view))}
${section('receipts', words.receipts, receipts(story, view))}`
  return layout({ title, section: 'letters', path: `/letters/${letter.id}`, body }, view)
}

/** Tells whether the letter stopped for a person. */
export function waitsForPerson ({ letter }: DeskStory): boolean {
  return letter.state === 'needs_decision' || letter.state === 'held'
}

/** Why a letter stopped stands above everything else. */
function reason ({ letter }: DeskStory, view: View): HtmlPart {
  if (letter.reason === null || !stoppedStates.has(letter.state)) return null
  return html`<div class="ds-alert" data-color="warning"><p>${letter.reason.sentence[view.language]} <code>${letter.reason.code}</code></p></div>`
}

function summary (story: DeskStory, view: View): Html {
  const { story: words, list, shared } = view.messages
  const { letter } = story
  const next = letter.next === null ? words.noNext : html`${words.nextStep(words.steps[letter.next.step])} ${moment(letter.next.at, view)}`
  return facts([
    [words.now, html`${stateLabel(letter.state, view)} ${since(letter.changedAt, view)}`], [words.next, next],
    ...deadline(letter, view),
    [list.channel, channelName(letter.channel, view)], [list.class, shared.classes[letter.class]],
    [words.recipient, recipient(story, view)], [words.sender, letter.sender],
    [list.acceptedAt, moment(letter.acceptedAt, view)], [words.id, html`<code>${letter.id}</code>`]
  ])
}

function deadline ({ deadline: due }: DeskStory['letter'], view: View): [string, Html][] {
  const { story: words } = view.messages
  if (due === undefined) return []
  return [[words.deadline, html`${moment(due.by, view)}${due.missedAt !== null && html` ${label('bad', words.deadlineMissed)}`}`]]
}

/** Shows only what is masked, whatever the port gave: a number in full would stand here as "hidden". */
function recipient ({ maskedRecipient, organization: number }: DeskStory, view: View): string {
  const { bareAddress, hidden, organization } = view.messages.story
  if (number !== null) return organization(number)
  if (maskedRecipient === null) return bareAddress
  return /^(?:\d{6}|\*{6})\*{5}$/.test(maskedRecipient) ? maskedRecipient : hidden
}

function why (decision: DeskDecision, view: View): Html {
  const words = view.messages.story
  const rules = decision.evaluated.map(({ rule, matched }) =>
    row(html`<code>${rule}</code>`, [matched ? label('good', words.matched) : label('neutral', words.notMatched)]))
  const inputs = Object.entries(decision.inputs).map(([name, value]) => row(html`<code>${name}</code>`, [inputText(value, view)]))
  const { override } = decision
  const { honored, notHonored } = view.messages.decide
  return html`<p>${decision.sentence[view.language]}</p>
${override !== undefined && html`<p>${(override.isHonored ? honored : notHonored)(override.ordinal)}.</p>`}
${facts([[words.rule, html`<code>${decision.rule}</code>`], [words.ruleset, html`<code>${decision.ruleset}</code>`], ...policy(decision, view), ...registersRead(decision, view)])}
<details class="ds-details" id="rules"><summary>${words.evaluated}</summary><div class="desk-tables">${table('rules-caption', words.evaluated, [words.rule, view.messages.overview.condition], rules)}${table('inputs', words.inputs, [words.input, words.value], inputs)}</div></details>`
}

/** Where there is a policy it is told, and the row that settled the decision if one did. */
function policy ({ policy: under }: DeskDecision, view: View): [string, HtmlPart][] {
  if (under === undefined || under.version === 'none') return []
  const words = view.messages.story
  return [[words.policy, html`<code>${under.version}</code>${under.row !== null && html`, ${words.policyRow(under.row)}`}`]]
}

/** When the registers were asked for what the rules saw, and how long ago that is. */
function registersRead ({ inputs: { factsReadAt } }: DeskDecision, view: View): [string, Html][] {
  const at = typeof factsReadAt === 'string' ? new Date(factsReadAt) : undefined
  if (at === undefined || Number.isNaN(at.getTime())) return []
  return [[view.messages.story.registersRead, html`${moment(at, view)} (${since(at, view)})`]]
}

function inputText (value: string | boolean | number | null, view: View): string {
  const { yes, no } = view.messages.story
  if (value === null) return '–'
  return typeof value === 'boolean' ? value ? yes : no : String(value)
}

const attemptTones = {
  planned: 'busy', sealed: 'busy', handing_over: 'busy', handed_over: 'busy', uncertain: 'attention', delivered: 'good', refused: 'bad'
} as const

function attempts (story: DeskStory, view: View): Html {
  const { story: words, overview, list } = view.messages
  if (story.letter.attempts.length === 0) return html`<p>${words.attemptsNone}</p>`
  const rows = story.letter.attempts.map(attempt => row(ordinal(attempt, story, view), [
    label(attemptTones[attempt.state], words.attemptStates[attempt.state]), channelName(attempt.channel, view), attempt.receiver,
    moment(attempt.createdAt, view), attempt.handedOverAt === undefined ? '–' : moment(attempt.handedOverAt, view), html`<code>${attempt.messageId}</code>`
  ]))
  const head = [words.ordinal, overview.condition, list.channel, words.receiver, words.createdAt, words.handedOverAt, words.messageId]
  return table('attempts-caption', words.attempts, head, rows)
}

/** An attempt's number, and the one it comes after. */
function ordinal ({ ordinal: own, follows }: Attempt, { letter }: DeskStory, view: View): string {
  const former = letter.attempts.find(({ messageId }) => messageId === follows)
  return former === undefined ? String(own) : `${own}, ${view.messages.story.after(former.ordinal)}`
}

const fateTones: Readonly<Record<ReceiptFate, Tone>> = { applied: 'good', ignored: 'neutral', parked: 'attention', quarantined: 'bad' }

function receipts (story: DeskStory, view: View): Html {
  const words = view.messages.story
  if (story.receipts.length === 0) return html`<p>${words.receiptsNone}</p>`
  const rows = story.receipts.map(receipt => row(words.receiptKinds[receipt.kind], [
    receipt.issuer, moment(receipt.occurredAt, view), label(fateTones[receipt.fate], words.fates[receipt.fate])
  ]))
  return table('receipts-caption', words.receipts, [words.kind, words.issuer, words.occurredAt, words.fate], rows)
}
