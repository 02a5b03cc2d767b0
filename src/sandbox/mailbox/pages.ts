import { html, type Html } from './html.ts'
import { address } from './layout.ts'
import { texts, type PageLanguage } from './texts.ts'

/** One mailbox in a list. */
export interface MailboxRow {
  id: string
  name: string
  operator: string
  letters: number
}

/** One letter in a list. */
export interface LetterRow {
  /** The message id: a row's id, nothing of the citizen. */
  id: string
  /** Non-sensitive by rule, and empty for paper, which has none. */
  title: string
  /** Organization number: the sandbox knows no names of senders. */
  sender: string
  receivedAt: Date
  isOpened: boolean
  /** Paper is not opened here; it is shown as the print shop made it. */
  isPrinted: boolean
}

/** One letter on its own page. */
export interface LetterView extends LetterRow {
  wantsReceipt: boolean
  documents: readonly { title: string, mediaType: string }[]
}

/** What the first page lists. `isMissed`: a search before found nothing. */
export interface StartRows {
  withLetters: readonly MailboxRow[]
  examples: readonly MailboxRow[]
  isMissed: boolean
}

/** Page where a mailbox is chosen. */
export function startPage (rows: StartRows, language: PageLanguage): Html {
  const words = texts[language]
  const missed = html`<p class="ds-validation-message" id="search-problem" role="alert">${words.notFound}</p>`
  return html`<form method="post" action="${address('/search', language)}" class="search">
<div class="ds-field">
<label class="ds-label" for="number">${words.searchLabel}</label>
<p id="search-hint" data-field="description">${words.searchHint}</p>
<input class="ds-input" id="number" name="number" inputmode="numeric" autocomplete="off" maxlength="11" required
  aria-describedby="search-hint${rows.isMissed ? ' search-problem' : ''}"${rows.isMissed ? html` aria-invalid="true"` : undefined}>
${rows.isMissed ? missed : undefined}
</div>
<button class="ds-button" type="submit">${words.searchButton}</button>
</form>
<h2 class="ds-heading" data-size="md">${words.withLetters}</h2>
${rows.withLetters.length === 0 ? html`<p class="ds-paragraph">${words.nobody}</p>` : mailboxTable(rows.withLetters, words.withLetters, language)}
<h2 class="ds-heading" data-size="md">${words.examples}</h2>
${mailboxTable(rows.examples, words.examples, language)}`
}

/** Page of one mailbox. */
export function inboxPage (owner: string, letters: readonly LetterRow[], language: PageLanguage): Html {
  const words = texts[language]
  if (letters.length === 0) return html`<p class="ds-paragraph">${words.empty}</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.inbox}"><table class="ds-table" data-border>
<caption class="ds-sr-only">${words.inbox}</caption>
<thead><tr><th scope="col">${words.title}</th><th scope="col">${words.sender}</th><th scope="col">${words.received}</th>
<th scope="col">${words.status}</th></tr></thead>
<tbody>${letters.map(letter => html`<tr>
<th scope="row"><a class="ds-link" href="${address(`/${owner}/letters/${letter.id}`, language)}">${letter.title || words.paperLetter}</a></th>
<td>${letter.sender}</td><td>${time(letter.receivedAt, language)}</td><td>${status(letter, language)}</td></tr>`)}</tbody>
</table></div>`
}

/** Page of one letter. Unopened it shows a button; opening is a choice, so no link and no prefetch can make it. */
export function letterPage (owner: string, letter: LetterView, language: PageLanguage): Html {
  const words = texts[language]
  const here = `/${owner}/letters/${letter.id}`
  const facts = html`<dl class="facts"><dt>${words.sender}</dt><dd>${letter.sender}</dd><dt>${words.received}</dt>
<dd>${time(letter.receivedAt, language)}</dd><dt>${words.status}</dt><dd>${status(letter, language)}</dd></dl>`
  if (!letter.isOpened && !letter.isPrinted) {
    return html`${facts}<p class="ds-paragraph">${letter.wantsReceipt ? words.receiptWanted : words.notOpened}</p>
<form method="post" action="${address(`${here}/open`, language)}"><button class="ds-button" type="submit">${words.open}</button></form>`
  }
  return html`${facts}${letter.documents.map((document, number) => documentView(document, `/mailbox${here}/documents/${number}`, number, language))}`
}

/** The frame holds the browser's own PDF viewer; where there is none, and for every other type, the link below it leads on. */
function documentView (document: { title: string, mediaType: string }, path: string, number: number, language: PageLanguage): Html {
  const words = texts[language]
  const name = `${words.document} ${number + 1}: ${document.title}`
  const frame = html`<iframe class="document" src="${path}" title="${name}"></iframe>`
  return html`<section aria-labelledby="document-${number}"><h2 class="ds-heading" data-size="sm" id="document-${number}">${name}</h2>
${document.mediaType === 'application/pdf' ? frame : undefined}
<p class="ds-paragraph"><a class="ds-link" href="${path}">${words.download}<span class="ds-sr-only"> ${name}</span></a></p></section>`
}

/** The frame around a table scrolls by keyboard on narrow screens (WCAG 2.1.1). */
function mailboxTable (rows: readonly MailboxRow[], caption: string, language: PageLanguage): Html {
  const words = texts[language]
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="ds-table" data-border>
<caption class="ds-sr-only">${caption}</caption>
<thead><tr><th scope="col">${words.name}</th><th scope="col">${words.operator}</th><th scope="col">${words.letters}</th></tr></thead>
<tbody>${rows.map(row => html`<tr><th scope="row"><a class="ds-link" href="${address(`/${row.id}`, language)}">${row.name}</a></th>
<td>${row.operator}</td><td>${row.letters}</td></tr>`)}</tbody>
</table></div>`
}

/** Words, not colors alone (WCAG 1.4.1). */
function status (letter: LetterRow, language: PageLanguage): Html {
  const words = texts[language]
  if (letter.isPrinted) return html`<span class="ds-tag" data-color="info">${words.printed}</span>`
  return letter.isOpened ? html`<span class="ds-tag" data-color="success">${words.read}</span>` : html`<span class="ds-tag">${words.unread}</span>`
}

/** Norwegian time, in the reader's way of writing it. */
function time (at: Date, language: PageLanguage): Html {
  const form = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : `${language}-NO`, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Oslo' })
  return html`<time datetime="${at.toISOString()}">${form.format(at)}</time>`
}
