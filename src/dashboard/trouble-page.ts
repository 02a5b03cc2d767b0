import { GatewayError } from '../letter/gateway-error.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import type { View } from './view.ts'

/** The page for an address that leads nowhere. What was asked for is not repeated: it may be something that should not be shown. */
export function notFoundPage (view: View): string {
  const { trouble } = view.messages
  return troublePage(trouble.notFound, trouble.notFoundText, undefined, view)
}

/** The page for a gateway that cannot read its own figures now. Of an error of ours the code is told, of others nothing. */
export function unavailablePage (error: unknown, view: View): string {
  const { trouble } = view.messages
  return troublePage(trouble.unavailable, trouble.unavailableText, error instanceof GatewayError ? error.code : undefined, view)
}

function troublePage (title: string, text: string, code: string | undefined, view: View): string {
  const body = html`<h1 class="ds-heading" data-size="md">${title}</h1>
<p>${text}</p>
${code !== undefined && html`<p><code>${code}</code></p>`}
<p><a class="ds-link" href="${view.link('')}">${view.messages.trouble.back}</a></p>`
  return layout({ title, section: undefined, path: '', body }, view)
}
