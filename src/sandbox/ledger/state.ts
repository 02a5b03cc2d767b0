import type { Entry, EntryOf, PlannedReceipt, SandboxReceiptKind, StoredLetter } from './entry.ts'

/** One message at the access point, and everything that came of it. */
export interface MessageRecord extends Omit<EntryOf<'accepted'>, 'kind' | 'at'> {
  acceptedAt: Date
  /** How often it was sent again after it had been accepted. */
  repeats: number
  statuses: { status: 'registered' | 'forwarded' | 'failed', detail: string, at: Date }[]
  /** Set once the receiver has looked at it. */
  judgedAt?: Date
  letter?: StoredLetter
  planned: readonly PlannedReceipt[]
  receipts: ReceiptRecord[]
  openedAt?: Date
}

/** One receipt, as issued. The same id may be issued twice when faults ask for it. */
export interface ReceiptRecord {
  receiptId: string
  message: MessageRecord
  kind: SandboxReceiptKind
  jws: string
  at: Date
  readAt?: Date
}

/** Everything the sandbox remembers, but for the people. */
export interface State {
  messages: Map<string, MessageRecord>
  /** In the order they were issued. */
  unread: ReceiptRecord[]
  changes: EntryOf<'person'>[]
  offsetMs: number
}

/** The state before the first entry. */
export function emptyState (): State {
  return { messages: new Map(), unread: [], changes: [], offsetMs: 0 }
}

/** Adds one entry to the state, in place. An entry about a message nobody knows changes nothing. */
export function applyEntry (state: State, entry: Entry): void {
  switch (entry.kind) {
    case 'clock': state.offsetMs = entry.offsetMs; return
    case 'person': state.changes.push(entry); return
    case 'accepted': state.messages.set(entry.messageId, accepted(entry)); return
    case 'read': applyRead(state, entry); return
    default: {
      const message = state.messages.get(entry.messageId)
      if (message !== undefined) applyToMessage(state, message, entry)
    }
  }
}

function accepted (entry: EntryOf<'accepted'>): MessageRecord {
  return { ...entry, acceptedAt: new Date(entry.at), repeats: 0, statuses: [], planned: [], receipts: [] }
}

/** Of two receipts with one id the older is read first. */
function applyRead (state: State, entry: EntryOf<'read'>): void {
  const index = state.unread.findIndex(({ receiptId }) => receiptId === entry.receiptId)
  const [receipt] = index < 0 ? [] : state.unread.splice(index, 1)
  if (receipt !== undefined) receipt.readAt = new Date(entry.at)
}

function applyToMessage (state: State, message: MessageRecord, entry: EntryOf<'repeat' | 'status' | 'judged' | 'receipt' | 'opened'>): void {
  const at = new Date(entry.at)
  switch (entry.kind) {
    case 'repeat': message.repeats += 1; return
    case 'status': message.statuses.push({ status: entry.status, detail: entry.detail, at }); return
    case 'opened': message.openedAt ??= at; return
    case 'judged':
      Object.assign(message, { judgedAt: at, planned: entry.receipts, ...(entry.letter === undefined ? {} : { letter: entry.letter }) })
      return
    case 'receipt': {
      const receipt = { receiptId: entry.receiptId, message, kind: entry.receipt, jws: entry.jws, at }
      message.receipts.push(receipt)
      state.unread.push(receipt)
    }
  }
}
