import { readConversationId, readInstanceId } from './dpi/wire.ts'

/**
 * The id a message gives itself, **unproved**: good for one thing only, to acknowledge a message that was stored in quarantine, so that it does
 * not come back for ever and block those behind it (protocol-notes.md §4, trap 8).
 *
 * @returns undefined when the message cannot be read even that far
 */
export function receiptIdOf (raw: string): string | undefined {
  const payload = payloadOf(raw)
  return payload === undefined ? undefined : readInstanceId(payload)
}

/** The conversation a message claims to belong to, **unproved**: only for settling those of one conversation in their order. */
export function conversationIdOf (raw: string): string | undefined {
  const payload = payloadOf(raw)
  return payload === undefined ? undefined : readConversationId(payload)
}

function payloadOf (raw: string): string | undefined {
  const part = raw.split('.')[1]
  return part === undefined ? undefined : Buffer.from(part, 'base64url').toString('utf8')
}
