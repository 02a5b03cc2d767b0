// Fetching what channels have for us, a page at a time.
import type { Settled } from './settle.ts'

/** Where one sender's receipts are fetched. */
export interface Inbox {
  /** The first page of what is not acknowledged yet. */
  list: () => Promise<{ raw: string }[]>
  acknowledge: (receiptId: string) => Promise<void>
}

/** What collecting needs. */
export interface CollectPorts {
  inbox: Inbox
  settle: (raw: string) => Promise<Settled>
  receiptIdOf: (raw: string) => string | undefined
  /** Told what became of each message. */
  onSettled: (settled: Settled) => void
}

// A list that never grows shorter must not keep the duty for ever; the rest is taken next time.
const mostPages = 50

/**
 * Empties an inbox. The first page is asked for again and again, because acknowledged messages drop out of the list (dpi-json §7).
 *
 * A message is acknowledged only when it is stored. One that has no id at all cannot be acknowledged; it stays, and is passed over.
 */
export async function collectReceipts (ports: CollectPorts): Promise<number> {
  let collected = 0
  for (let page = 0; page < mostPages; page += 1) {
    const messages = await ports.inbox.list()
    let acknowledged = 0
    for (const { raw } of messages) {
      ports.onSettled(await ports.settle(raw))
      const id = ports.receiptIdOf(raw)
      if (id === undefined) continue
      await ports.inbox.acknowledge(id)
      acknowledged += 1
    }
    collected += acknowledged
    if (acknowledged === 0) return collected
  }
  return collected
}
