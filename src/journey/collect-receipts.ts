// Fetching what channels have for us, a page at a time.
import { asError } from '../letter/gateway-error.ts'
import type { Settled } from './settle.ts'

/** A message as it is listed: some name no id themselves, and the list does. */
export interface Listed {
  raw: string
  listedAs?: string
}

/** A page of what is not acknowledged yet. */
export interface ListedPage {
  messages: Listed[]
  /** Entries that have no message to store. */
  empty: number
  /** More may lie behind it. */
  isFull: boolean
}

/** Where one sender's receipts are fetched. */
export interface Inbox {
  /** Pages are counted from 0, the oldest. */
  list: (page: number) => Promise<ListedPage>
  /** False if this one cannot be taken off the list. */
  acknowledge: (receiptId: string) => Promise<boolean>
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
  /** Told once, at the end, how many entries of the list cannot be taken off it. */
  onStuck: (entries: number) => void
}

// A list that never grows shorter must not keep the duty for ever; the rest is taken next time.
const mostPages = 50
/** Conversations settled at the same time. */
const abreast = 32
// So many failures in a row are not the messages' fault; we come back when storage or channel is well again.
const mostFailures = 10

/**
 * Empties an inbox. The first page is asked for again and again, because acknowledged messages drop out of the list (dpi-json §7); one of which
 * nothing drops out is left behind, and the next is the first from then on.
 *
 * A message is acknowledged only when it is stored. An entry without a message, without any id, or with one that the channel takes nothing off
 * the list for stays, and is passed over. One that cannot be stored or acknowledged stays too, and must not stand in the way of those behind it:
 * the failure is told when they are done.
 */
export async function collectReceipts (ports: CollectPorts): Promise<number> {
  const takenOff = new Set<string>()
  const failures: Error[] = []
  let [stuck, first] = [0, 0]
  for (let asked = 0; asked < mostPages; asked += 1) {
    const page = await ports.inbox.list(first)
    const known = takenOff.size
    const left = await collectPage(ports, page.messages, takenOff, failures)
    // What is listed again although it was taken off is no progress.
    if (takenOff.size > known) continue
    stuck += page.empty + left
    if (!page.isFull) break
    first += 1
  }
  ports.onStuck(stuck)
  const [failure] = failures
  if (failure !== undefined) throw failure
  return takenOff.size
}

/**
 * Some conversations of a page side by side, since each is mostly waiting; the messages of one in the order in which they came. Adds the ids that
 * were taken off the list, and tells how many messages were stored and are still on it, or were taken off it before.
 */
async function collectPage (ports: CollectPorts, page: readonly Listed[], takenOff: Set<string>, failures: Error[]): Promise<number> {
  const waiting = [...Map.groupBy(page, ({ raw }) => ports.conversationIdOf(raw) ?? raw).values()]
  const before = new Set(takenOff)
  let left = 0
  let inARow = 0
  const collect = async (message: Listed): Promise<void> => {
    try {
      const id = await collectOne(ports, message)
      if (id === undefined || before.has(id)) left += 1
      else takenOff.add(id)
      inARow = 0
    } catch (error) {
      failures.push(asError(error, 'Cannot collect a receipt'))
      inARow += 1
    }
  }
  const lane = async (): Promise<void> => {
    for (let conversation = waiting.shift(); conversation !== undefined; conversation = waiting.shift()) {
      for (const message of conversation) if (inARow < mostFailures) await collect(message)
    }
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  const last = failures.at(-1)
  if (inARow >= mostFailures && last !== undefined) throw last
  return left
}

/** Stores a message and takes it off the list by the id it gives; undefined where that is not possible. */
async function collectOne (ports: CollectPorts, message: Listed): Promise<string | undefined> {
  ports.onSettled(await ports.settle(message.raw))
  // The list's own word comes first: what an unproved message says of itself may be the id of another.
  const id = message.listedAs ?? ports.receiptIdOf(message.raw)
  return id !== undefined && await ports.inbox.acknowledge(id) ? id : undefined
}
