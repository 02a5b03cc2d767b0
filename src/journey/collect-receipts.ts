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
  /** The conversation a message claims to belong to, unproved. */
  conversationIdOf: (raw: string) => string | undefined
  /** Told what became of each message. */
  onSettled: (settled: Settled) => void
}

// A list that never grows shorter must not keep the duty for ever; the rest is taken next time.
const mostPages = 50
/** Conversations settled at the same time. */
const abreast = 32
// So many failures in a row are not the messages' fault; we come back when storage or channel is well again.
const mostFailures = 10

/**
 * Empties an inbox. The first page is asked for again and again, because acknowledged messages drop out of the list (dpi-json §7).
 *
 * A message is acknowledged only when it is stored. One that has no id at all cannot be acknowledged; it stays, and is passed over. One that
 * cannot be stored or acknowledged stays too, and must not stand in the way of those behind it: the failure is told when they are done.
 */
export async function collectReceipts (ports: CollectPorts): Promise<number> {
  const failures: Error[] = []
  let collected = 0
  for (let page = 0; page < mostPages; page += 1) {
    const acknowledged = await collectPage(ports, failures)
    collected += acknowledged
    if (acknowledged === 0) break
  }
  const [first] = failures
  if (first !== undefined) throw first
  return collected
}

/** Some conversations of a page side by side, since each is mostly waiting; the messages of one in the order in which they came. */
async function collectPage (ports: CollectPorts, failures: Error[]): Promise<number> {
  const page = await ports.inbox.list()
  const waiting = [...Map.groupBy(page, ({ raw }) => ports.conversationIdOf(raw) ?? raw).values()]
  let acknowledged = 0
  let inARow = 0
  const collect = async (raw: string): Promise<void> => {
    try {
      if (await collectOne(ports, raw)) acknowledged += 1
      inARow = 0
    } catch (error) {
      failures.push(error instanceof Error ? error : new TypeError('Cannot collect a receipt', { cause: error }))
      inARow += 1
    }
  }
  const lane = async (): Promise<void> => {
    for (let conversation = waiting.shift(); conversation !== undefined; conversation = waiting.shift()) {
      for (const { raw } of conversation) if (inARow < mostFailures) await collect(raw)
    }
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  const last = failures.at(-1)
  if (inARow >= mostFailures && last !== undefined) throw last
  return acknowledged
}

async function collectOne ({ inbox, settle, receiptIdOf, onSettled }: CollectPorts, raw: string): Promise<boolean> {
  onSettled(await settle(raw))
  const id = receiptIdOf(raw)
  if (id === undefined) return false
  await inbox.acknowledge(id)
  return true
}
