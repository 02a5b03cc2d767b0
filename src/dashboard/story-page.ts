import type { Attempt } from '../letter/attempt.ts'
import { stoppedStates } from '../letter/states.ts'
import { html, type Html, type HtmlPart } from './html.ts'
import { layout } from './layout.ts'
import { moment, since } from './moment.ts'
import { channelName, facts, label, row, section, stateLabel, table, type Tone } from './parts.ts'
import type { DeskDecision, DeskStory, ReceiptFate } from './ports.ts'
import { timeline } from './timeline.ts'
import type { View } from './view.ts'

/** One letter's story: where it is, what happens next, what happened, why it went there, and the proof. */
export function storyPage (story: DeskStory, view: View): string {
  const { story: words, shared } = view.messages
  const { letter } = story
  const title = words.title(letter.reference)
  const body = html`<nav class="ds-breadcrumbs" aria-label="${shared.letters}"><ol><li><a class="ds-link" href="${view.link('/letters')}">${shared.letters}</a></li><li><a class="ds-link" href="${view.link(`/letters/${letter.id}`)}" aria-current="page">${letter.reference}</a></li></ol></nav>
<h1 class="ds-heading" data-size="md">${title}</h1>
${reason(story, view)}
${summary(story, view)}
${section('timeline', words.timeline, timeline(story, view))}
${section('why', words.why, story.decision === null ? html`<p>${words.undecided}</p>` : why(story.decision, view))}
${section('attempts', words.attempts, attempts(story, view))}
${section('receipts', words.receipts, receipts(story, view))}`
  return layout({ title, section: 'letters', path: `/letters/${letter.id}`, body }, view)
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
    [list.channel, channelName(letter.channel, view)], [list.class, shared.classes[letter.class]],
    [words.recipient, recipient(story, view)], [words.sender, letter.sender],
    [list.acceptedAt, moment(letter.acceptedAt, view)], [words.id, html`<code>${letter.id}</code>`]
  ])
}

/** Shows only what is masked, whatever the port gave: a number in full would stand here as "hidden". */
function recipient ({ maskedRecipient }: DeskStory, view: View): string {
  const { bareAddress, hidden } = view.messages.story
  if (maskedRecipient === null) return bareAddress
  return /^(?:\d{6}|\*{6})\*{5}$/.test(maskedRecipient) ? maskedRecipient : hidden
}

function why (decision: DeskDecision, view: View): Html {
  const words = view.messages.story
  const rules = decision.evaluated.map(({ rule, matched }) =>
    row(html`<code>${rule}</code>`, [matched ? label('good', words.matched) : label('neutral', words.notMatched)]))
  const inputs = Object.entries(decision.inputs).map(([name, value]) => row(html`<code>${name}</code>`, [inputText(value, view)]))
  return html`<p>${decision.sentence[view.language]}</p>
${facts([[words.rule, html`<code>${decision.rule}</code>`], [words.ruleset, html`<code>${decision.ruleset}</code>`]])}
<details class="ds-details" id="rules"><summary>${words.evaluated}</summary><div class="desk-tables">${table('rules-caption', words.evaluated, [words.rule, view.messages.overview.condition], rules)}${table('inputs', words.inputs, [words.input, words.value], inputs)}</div></details>`
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
