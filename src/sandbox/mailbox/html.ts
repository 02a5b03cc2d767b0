/** A piece of HTML that is safe to put into a page. Only {@link html} makes one, so text cannot be taken for markup. */
export class Html {
  readonly text: string

  constructor (text: string) {
    this.text = text
  }
}

/** What may stand in a template. `undefined` writes nothing. */
export type HtmlValue = Html | string | number | undefined | readonly Html[]

/** Writes HTML; every value that is not HTML itself is escaped, for text and for quoted attributes alike. */
export function html (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, index) => `${text}${write(values[index - 1])}${part}`))
}

/** `&` first, or the others would be escaped twice. */
function write (value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(one => one.text).join('')
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;')
}
