// The receipt table: every receipt raw and encrypted, whatever became of it.
import type { PutAway, Receipts } from '../journey/receipt-records.ts'
import type { Receipt, ReceiptKind } from '../letter/receipt.ts'
import { base64, bytes, integer, moment, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'

/** The receipt table over a database. */
export function createReceipts (database: Database, cipher: Cipher): Receipts {
  const digest = (raw: string): string => base64(cipher.blindIndex('receipt', raw))
  const seen = database.gathered((asked: Asked[]) => allSeen(database, asked))
  const putAway = database.gathered((receipts: NewRow[]) => putAllAway(database, receipts))
  const appliedTo = database.gathered((attempts: AppliedTo[]) => appliedToAll(database, attempts))
  return {
    seen: (raw, receipt) => seen({ digest: digest(raw), ...identityOf(receipt) }),
    isParked: async raw => (await database.query(
      'select 1 from receipt where raw_digest = decode($1, \'base64\') and state = \'parked\'', [digest(raw)])).length > 0,
    putAway: async receipt => {
      await putAway(toNew(receipt, digest(receipt.raw), base64(cipher.system.seal(Buffer.from(receipt.raw), 'receipt'))))
    },
    appliedTo,
    parked: async (limit, after) => (await database.query(selectParked, [limit, after?.receivedAt ?? '-infinity', after?.digest ?? ''])).map(row => ({
      open: () => Buffer.from(cipher.system.open(bytes(row.raw), 'receipt')).toString(),
      receivedAt: moment(row.received_at),
      place: { receivedAt: text(row.place), digest: base64(bytes(row.raw_digest)) }
    }))
  }
}

// As text the moment keeps all of its digits, so that no row is met twice.
const selectParked = `select raw, raw_digest, received_at, received_at::text as place from receipt
  where state = 'parked' and (received_at, raw_digest) > ($2::timestamptz, decode($3, 'base64')) order by received_at, raw_digest limit $1`

/** What one receipt is known by, as columns. */
interface Identity { receipt_id: string | undefined, issuer: string | undefined, conversation_id: string | undefined, kind: string | undefined }

function identityOf (receipt: Receipt | undefined): Identity {
  return { receipt_id: receipt?.id, issuer: receipt?.issuer, conversation_id: receipt?.conversationId, kind: receipt?.kind }
}

/** Bytes go as base64, so that many receipts are one parameter. */
interface Asked extends Identity { digest: string }

type Seen = Awaited<ReturnType<Receipts['seen']>>

async function allSeen (database: Database, asked: readonly Asked[]): Promise<Seen[]> {
  const rows = await database.query(
    `select place, exists (select 1 from receipt where raw_digest = decode(asked.digest, 'base64') and state <> 'parked') as has_message,
       exists (select 1 from receipt where receipt.receipt_id = asked.receipt_id and receipt.issuer = asked.issuer
         and receipt.conversation_id = asked.conversation_id and receipt.kind = asked.kind and state = 'applied') as has_receipt
     from json_to_recordset($1::json) as asked (place int, digest text, receipt_id text, issuer text, conversation_id text, kind text)`,
    [JSON.stringify(asked.map((one, place) => ({ ...one, place })))])
  const byPlace = new Map(rows.map(row => [integer(row.place), row]))
  return asked.map((_one, place) => {
    const row = byPlace.get(place)
    return row?.has_message === true ? 'message' : row?.has_receipt === true ? 'receipt' : undefined
  })
}

type AppliedTo = Parameters<Receipts['appliedTo']>[0]

async function appliedToAll (database: Database, attempts: readonly AppliedTo[]): Promise<Pick<Receipt, 'kind' | 'occurredAt'>[][]> {
  const rows = await database.query(
    `select message_id, kind, occurred_at from receipt
     where letter_id = any($1::uuid[]) and message_id = any($2::uuid[]) and state = 'applied' order by occurred_at`,
    [attempts.map(({ letterId }) => letterId), attempts.map(({ messageId }) => messageId)])
  const byAttempt = Map.groupBy(rows, row => text(row.message_id))
  return attempts.map(({ messageId }) => (byAttempt.get(messageId) ?? [])
    .map(row => ({ kind: text<ReceiptKind>(row.kind), occurredAt: moment(row.occurred_at) })))
}

type NewRow = Record<string, string | Date | undefined>

function toNew ({ receipt, ...row }: PutAway, rawDigest: string, raw: string): NewRow {
  return {
    raw_digest: rawDigest,
    raw,
    state: row.state,
    why: row.why,
    received_at: row.receivedAt,
    ...identityOf(receipt),
    occurred_at: receipt?.occurredAt,
    letter_id: row.letterId,
    message_id: row.messageId
  }
}

async function putAllAway (database: Database, receipts: readonly NewRow[]): Promise<undefined[]> {
  await database.query(
    `insert into receipt
       (raw_digest, raw, state, why, received_at, receipt_id, kind, issuer, conversation_id, occurred_at, letter_id, message_id,
        quarantined_at)
     select decode(raw_digest, 'base64'), decode(raw, 'base64'), state, why, received_at, receipt_id, kind, issuer, conversation_id, occurred_at,
       letter_id, message_id, case when state = 'quarantined' then received_at end
     from json_to_recordset($1::json) as put (raw_digest text, raw text, state text, why text, received_at timestamptz, receipt_id text, kind text,
       issuer text, conversation_id text, occurred_at timestamptz, letter_id uuid, message_id uuid)
     on conflict (raw_digest) do update set state = excluded.state, why = excluded.why, letter_id = excluded.letter_id,
       message_id = excluded.message_id, receipt_id = coalesce(excluded.receipt_id, receipt.receipt_id), kind = coalesce(excluded.kind, receipt.kind),
       issuer = coalesce(excluded.issuer, receipt.issuer), conversation_id = coalesce(excluded.conversation_id, receipt.conversation_id),
       occurred_at = coalesce(excluded.occurred_at, receipt.occurred_at),
       quarantined_at = coalesce(receipt.quarantined_at, excluded.quarantined_at)`, [JSON.stringify(receipts)])
  return receipts.map(() => undefined)
}
