// The one way the desk makes markup. What is not written in a template of ours comes out as text.

class Markup {
  readonly #markup: string

  constructor (markup: string) {
    this.#markup = markup
  }

  /** The markup, for the last step: sending it. */
  toString (): string {
    return this.#markup
  }
}

/** Markup that is safe to stand in a page, because every part of it was written here or escaped. Only `html` makes it. */
export type Html = Markup

/** What may stand in a template. Nothing comes of null, undefined and false, so that a condition can stand there. */
export type HtmlPart = Html | string | number | null | undefined | false | readonly HtmlPart[]

/**
 * Joins a template to markup. Strings and numbers are escaped, other markup stands as it is, lists are joined.
 *
 * Escaping is exact for text and for quoted attribute values. A value right after `=` would stand unquoted, and one that opens a tag or a
 * comment would name an element: neither can be made safe by escaping.
 *
 * @throws {TypeError} if a value stands in such a place
 * @example html`<p title="${title}">${text}</p>`
 */
export function html (strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = strings[0] ?? ''
  parts.forEach((part, index) => {
    if (/[=<]$|<[/!]-*$/.test(strings[index] ?? '')) throw new TypeError(`Cannot write markup: part ${index + 1} stands where it cannot be escaped`)
    markup += write(part) + (strings[index + 1] ?? '')
  })
  return new Markup(markup)
}

function write (part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return part.map(write).join('')
}

/** The five characters that mean something in HTML, in text or in a quoted attribute value (HTML Living Standard §13.1.2). */
const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

function escape (text: string): string {
  return text.replace(/[&<>"']/g, character => references[character] ?? '')
}
