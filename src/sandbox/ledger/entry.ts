// What is remembered across a restart: one entry a line of JSON, appended as it happens. State is what the entries add up to.
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { personChangeSchema } from '../population/change-person.ts'

const text = Type.String()
const optionalText = Type.Optional(Type.String())

/** Kinds of receipts the receivers issue, in our words. */
export const receiptKindSchema = Type.Enum(['delivery', 'opening', 'notification-failed', 'print-accepted', 'returned-post', 'failure'])

const plannedReceipt = Type.Object({
  kind: receiptKindSchema,
  dueAt: text,
  detail: optionalText,
  fault: Type.Optional(Type.Enum(['client', 'server']))
})

const storedLetter = Type.Object({
  mailboxAddress: optionalText,
  title: text,
  openingReceipt: Type.Boolean(),
  availableFrom: optionalText,
  /** SHA-256 of the mailbox address, or of the name on the paper. */
  addressee: optionalText,
  documents: Type.Array(Type.Object({ title: text, mediaType: text, sha256: optionalText }))
})

const entrySchema = Type.Union([
  // the clock was moved; the whole distance from the machine's time, not the step
  Type.Object({ kind: Type.Literal('clock'), offsetMs: Type.Number() }),
  // somebody was changed by PATCH /sandbox/people/:id
  Type.Object({ kind: Type.Literal('person'), id: text, change: personChangeSchema, at: text }),
  // the access point took a message; its package lies beside the ledger
  Type.Object({
    kind: Type.Literal('accepted'),
    messageId: text,
    conversationId: text,
    type: Type.Enum(['digital', 'print']),
    process: text,
    sender: text,
    onBehalfOf: text,
    senderUnit: optionalText,
    receiver: text,
    channelName: optionalText,
    fingerprint: text,
    packageBytes: Type.Number(),
    jws: text,
    /** By the machine's clock, which tokens follow; `at` is by the sandbox's. */
    tokenCheckedAt: text,
    at: text
  }),
  // the same message came again and was refused
  Type.Object({ kind: Type.Literal('repeat'), messageId: text, at: text }),
  Type.Object({ kind: Type.Literal('status'), messageId: text, status: Type.Enum(['registered', 'forwarded', 'failed']), detail: text, at: text }),
  // the receiver has looked: a letter it keeps or none, and every receipt that shall follow
  Type.Object({ kind: Type.Literal('judged'), messageId: text, letter: Type.Optional(storedLetter), receipts: Type.Array(plannedReceipt), at: text }),
  // a receipt lies in the sender's inbox, until it is read
  Type.Object({ kind: Type.Literal('receipt'), receiptId: text, messageId: text, receipt: receiptKindSchema, jws: text, at: text }),
  Type.Object({ kind: Type.Literal('read'), receiptId: text, at: text }),
  // a citizen pressed the button
  Type.Object({ kind: Type.Literal('opened'), messageId: text, at: text })
])

/** One entry. Times are ISO 8601 in UTC. */
export type Entry = Static<typeof entrySchema>

/** The entry of one kind. */
export type EntryOf<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>

/** A receipt that shall be issued. */
export type PlannedReceipt = Static<typeof plannedReceipt>

/** A letter as its receiver keeps it, without its documents' bytes. */
export type StoredLetter = Static<typeof storedLetter>

/** Kinds of receipts. */
export type SandboxReceiptKind = Static<typeof receiptKindSchema>

/** Reads a line; undefined for one that is not whole, as a kill may leave the last one. */
export function readEntry (line: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return Value.Check(entrySchema, entry) ? entry : undefined
  } catch {
    return undefined
  }
}
