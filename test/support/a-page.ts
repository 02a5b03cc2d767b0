import type { ListedPage } from '../../src/journey/collect-receipts.ts'

/** A page of these messages; those called `empty` have none. */
export function aPage (messages: readonly string[], size = 100): ListedPage {
  const whole = messages.filter(raw => !raw.startsWith('empty'))
  return { messages: whole.map(raw => ({ raw })), empty: messages.length - whole.length, isFull: messages.length >= size }
}
