// The frame around every page: head, skip link, menus, main, footer.
import { html, type Html, type HtmlPart } from './html.ts'
import { deskLanguages } from './language.ts'
import { deskLink, deskRoot } from './links.ts'
import { messagesOf } from './messages/messages-of.ts'
import type { View } from './view.ts'

/** The entries of the main menu, in their order, and where they lead. */
const menu = [
  ['overview', ''], ['letters', '/letters'], ['deadLetters', '/dead-letters'], ['tasks', '/tasks'], ['actions', '/actions'], ['pauses', '/pauses'],
  ['certificates', '/certificates']
] as const

/** One of them. */
export type MenuEntry = typeof menu[number][0]

/** What one page puts into the frame. */
export interface PageContent {
  title: string
  /** Which entry of the main menu this page belongs to. */
  section: MenuEntry | undefined
  /** Path below the root and query, for the same page in another language. */
  path: string
  query?: Readonly<Record<string, string | undefined>>
  body: HtmlPart
}

/** Writes a whole document. No inline script or style, so that the strictest content security policy holds. */
export function layout (content: PageContent, view: View): string {
  const { shared } = view.messages
  return html`<!doctype html>
<html lang="${view.language}" data-color-scheme="auto">
${head(`${content.title} – ${shared.product}`)}
<body data-size="sm">
<a class="ds-skip-link" href="#main">${shared.skipToContent}</a>
<header class="desk-header">
<div class="desk-width desk-bar">
<a class="desk-brand" href="${view.link('')}">${shared.product}</a>
${mainMenu(content, view)}
${languageMenu(content, view)}
</div>
</header>
<main id="main" class="desk-width" tabindex="-1">
${content.body}
</main>
<footer class="desk-footer"><p class="desk-width">${shared.footer}</p></footer>
</body>
</html>
`.toString()
}

function head (title: string): Html {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${deskRoot}/assets/favicon.svg">
<link rel="stylesheet" href="${deskRoot}/designsystemet/theme/designsystemet.css">
<link rel="stylesheet" href="${deskRoot}/designsystemet/src/index.css">
<link rel="stylesheet" href="${deskRoot}/assets/desk.css">
<script defer src="${deskRoot}/assets/desk.js"></script>
</head>`
}

function mainMenu (content: PageContent, view: View): Html {
  const { shared } = view.messages
  const entry = ([section, path]: typeof menu[number]) =>
    html`<li><a class="ds-link" data-color="neutral" href="${view.link(path)}"${content.section === section && html` aria-current="page"`}>${shared[section]}</a></li>`
  return html`<nav aria-label="${shared.mainMenu}"><ul class="desk-menu">${menu.map(entry)}</ul></nav>`
}

/** Each language is named in itself, and the links name the same page in it. */
function languageMenu (content: PageContent, view: View): Html {
  const entries = deskLanguages.map(language => html`<li><a class="ds-link" data-color="neutral" lang="${language}" hreflang="${language}"
 href="${deskLink(content.path, content.query ?? {}, language)}"${language === view.language && html` aria-current="true"`}>${messagesOf(language).shared.languageName}</a></li>`)
  return html`<nav class="desk-languages" aria-label="${view.messages.shared.languageMenu}"><ul class="desk-menu">${entries}</ul></nav>`
}
