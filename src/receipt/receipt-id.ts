import { readInstanceId } from './dpi/wire.ts'

/**
 * The id a message gives itself, **unproved**: good for one thing only, to acknowledge a message that was stored in quarantine, so that it does
 * not come back for ever and block those behind it (protocol-notes.md §4, trap 8).
 *
 * @returns undefined when the message cannot be read even that far
 */
export function receiptIdOf (raw: string): string | undefined {
  const payload = raw.split('.')[1]
  return payload === undefined ? undefined : readInstanceId(Buffer.from(payload, 'base64url').toString('utf8'))
}
