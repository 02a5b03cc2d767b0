import { html, type Html } from './html.ts'
import { pageLanguages, texts, type PageLanguage } from './texts.ts'

/** Where the pages and their style sheets are served. */
export const mailboxPath = '/mailbox'

/** What a page consists of. */
export interface Page {
  language: PageLanguage
  /** Path of this page without its query, for the language links. */
  path: string
  heading: string
  content: Html
  /** Where "back" leads. */
  backTo?: string
}

/** An address that keeps the language. */
export function address (path: string, language: PageLanguage): string {
  return `${mailboxPath}${path}?lang=${language}`
}

/** Writes a whole page. Everything comes from our own origin; there is no script and no inline style. */
export function layout ({ language, path, heading, content, backTo }: Page): string {
  const words = texts[language]
  return `<!doctype html>\n${html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} – ${words.siteName}</title>
<link rel="icon" href="${mailboxPath}/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${mailboxPath}/design/theme/designsystemet.css">
<link rel="stylesheet" href="${mailboxPath}/design/src/index.css">
<link rel="stylesheet" href="${mailboxPath}/assets/mailbox.css">
</head>
<body data-color-scheme="auto">
<a class="ds-skip-link" href="#main">${words.skip}</a>
<header class="page-header">
<a class="ds-link" href="${address('', language)}">${words.siteName}</a>
<nav aria-label="${words.language}"><ul class="languages">${pageLanguages.map(code => languageLink(code, language, path))}</ul></nav>
</header>
<main id="main" tabindex="-1">
<div class="ds-alert" data-color="info">${words.notice}</div>
${backTo === undefined ? undefined : html`<p class="ds-paragraph"><a class="ds-link" href="${address(backTo, language)}">${words.back}</a></p>`}
<h1 class="ds-heading" data-size="lg">${heading}</h1>
${content}
</main>
</body>
</html>`.text}`
}

/** Each language in its own language, so that its readers find it. */
function languageLink (code: PageLanguage, shown: PageLanguage, path: string): Html {
  const name = texts[code].languageName
  const link = html`<a class="ds-link" href="${address(path, code)}" hreflang="${code}" lang="${code}">${name}</a>`
  const here = html`<span lang="${code}" aria-current="true">${name}</span>`
  return html`<li>${code === shown ? here : link}</li>`
}
