// Names and code values of receipts and of the list they come in, verbatim, with the tolerances of dpi-json.md §6.
import type { OrganizationNumber } from '../../letter/letter.ts'
import type { Receipt, ReceiptKind } from '../../letter/receipt.ts'
import { readMoment } from '../../xml/read-moment.ts'

type Fields = Readonly<Record<string, unknown>>

/** A receipt as its payload says, with the sender it claims; nothing here is proved. */
export interface ClaimedReceipt {
  sender: OrganizationNumber
  receipt: Omit<Receipt, 'issuer'>
}

/** Where unread messages are listed. Read messages drop out, so the first page is always the next one, unless nothing of it can be read. */
export function inPath (channelName: string, pageSize: number, page: number): string {
  return `/messages/in?kanal=${encodeURIComponent(channelName)}&page_size=${pageSize}&page=${page}`
}

/** Where a message is marked as read. */
export function readPath (receiptId: string): string {
  return `/messages/in/${encodeURIComponent(receiptId)}/read`
}

/** An entry of the list: its signed message, where it has one, and the id its address ends with. */
export interface ListEntry {
  raw?: string
  listedAs?: string
}

/** The entries of a list; one that is garbage is an empty entry, so that it does not block the page. Undefined if it is no list. */
export function readMessages (text: string): ListEntry[] | undefined {
  const list = parsed(text)
  if (!Array.isArray(list)) return undefined
  return list.map(item => {
    const { forretningsmelding, downloadurl } = recordOf(item)
    const raw = textOf(forretningsmelding)
    // The address is that of `GET /messages/in/{id}` (dpi-json.md §2). Only ids that are safe in a path.
    const listedAs = /\/messages\/in\/([A-Za-z0-9-]{1,64})$/.exec(textOf(downloadurl) ?? '')?.[1]
    return { ...raw !== undefined && { raw }, ...listedAs !== undefined && { listedAs } }
  })
}

const kinds: Readonly<Record<string, ReceiptKind>> = {
  leveringskvittering: 'delivery',
  aapningskvittering: 'opening',
  varslingfeiletkvittering: 'notification-failed',
  mottakskvittering: 'print-accepted',
  returpostkvittering: 'returned-post',
  feil: 'failure'
}
const faults: Readonly<Record<string, 'client' | 'server'>> = { KLIENT: 'client', SERVER: 'server' }
const noticeChannels: Readonly<Record<string, 'email' | 'sms'>> = { EPOST: 'email', SMS: 'sms' }

/**
 * Reads the payload of a receipt. Undefined where it cannot be told what it is, which conversation it belongs to, or when it happened.
 *
 * Tolerated, all seen in published samples: a body under another key than its type says, extra fields, `virksomhetmottaker`, other
 * authorities, upper and lower case in enums, and a `standard` that names another type.
 */
export function readPayload (payload: string): ClaimedReceipt | undefined {
  const document = recordOf(recordOf(parsed(payload)).standardBusinessDocument)
  const header = recordOf(document.standardBusinessDocumentHeader)
  const identification = recordOf(header.documentIdentification)
  const { kind, body } = content(document, textOf(identification.type))
  const id = instanceId(header)
  const conversationId = conversationOf(header)
  const sender = partyOf(header.sender)
  const occurredAt = momentOf(body.tidspunkt) ?? momentOf(identification.creationDateAndTime)
  if (kind === undefined || id === undefined || conversationId === undefined || sender === undefined || occurredAt === undefined) return undefined
  return { sender, receipt: { id, conversationId, kind, occurredAt, ...particulars(kind, body) } }
}

/** The receipt's own id from a payload nobody has proved. Only ids that are safe in a path. */
export function readInstanceId (payload: string): string | undefined {
  return instanceId(headerOf(payload))
}

/** The conversation a payload that nobody has proved claims to belong to. */
export function readConversationId (payload: string): string | undefined {
  return conversationOf(headerOf(payload))
}

function headerOf (payload: string): Fields {
  return recordOf(recordOf(recordOf(parsed(payload)).standardBusinessDocument).standardBusinessDocumentHeader)
}

/** By the type in the header; where that is not a receipt's, by the single key beside the header. */
function content (document: Fields, type: string | undefined): { kind: ReceiptKind | undefined, body: Fields } {
  const bodies = Object.entries(document).filter(([key]) => key !== 'standardBusinessDocumentHeader')
  const [single] = bodies.length === 1 ? bodies : []
  const named = bodies.find(([key]) => key.toLowerCase() === type?.toLowerCase()) ?? single
  const kind = kinds[type?.toLowerCase() ?? ''] ?? kinds[single?.[0].toLowerCase() ?? '']
  return { kind, body: recordOf(named?.[1]) }
}

function particulars (kind: ReceiptKind, body: Fields): Pick<Receipt, 'fault' | 'noticeChannel' | 'detail'> {
  const fault = kind === 'failure' ? faults[textOf(body.feiltype)?.toUpperCase() ?? ''] : undefined
  const noticeChannel = kind === 'notification-failed' ? noticeChannels[textOf(body.varslingskanal)?.toUpperCase() ?? ''] : undefined
  const detail = textOf(body.detaljer) ?? textOf(body.beskrivelse)
  return {
    ...fault === undefined ? {} : { fault },
    ...noticeChannel === undefined ? {} : { noticeChannel },
    ...detail === undefined ? {} : { detail }
  }
}

function instanceId (header: Fields): string | undefined {
  const id = textOf(recordOf(header.documentIdentification).instanceIdentifier)
  return id !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : undefined
}

/** UUIDs are compared without regard to case; ours are lower-case. What could not stand in a column of the database is no id. */
function conversationOf (header: Fields): string | undefined {
  const scopes = listOf(recordOf(header.businessScope).scope)
  const scope = scopes.find(each => textOf(each.type)?.toLowerCase() === 'conversationid')
  const id = textOf(scope?.instanceIdentifier)?.toLowerCase()
  return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined
}

/** Nine digits after the ICD prefix, `0192:` now and `9908:` before. Check digits are not asked for: test systems have none. */
function partyOf (party: unknown): OrganizationNumber | undefined {
  const value = textOf(recordOf(listOf(party)[0]?.identifier).value)
  return value === undefined ? undefined : /^(?:\d{4}:)?(\d{9})$/.exec(value)?.[1]
}

/** Years of four digits: others could not stand in a column of the database. */
function momentOf (value: unknown): Date | undefined {
  const moment = readMoment(textOf(value))
  const year = moment?.getUTCFullYear() ?? 0
  return year >= 1 && year <= 9999 ? moment : undefined
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function recordOf (value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf (value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(recordOf) : []
}

function textOf (value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
