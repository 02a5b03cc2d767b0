// The receipt table: every receipt raw and encrypted, whatever became of it.
import type { PutAway, Receipts } from '../journey/records.ts'
import type { ReceiptKind } from '../letter/receipt.ts'
import { bytes, moment, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database } from './database.ts'

/** The receipt table over a database. */
export function createReceipts (database: Database, cipher: Cipher): Receipts {
  const digest = (raw: string): Uint8Array => cipher.blindIndex('receipt', raw)
  return {
    isKnown: async (raw, receiptId) => (await database.query(
      'select 1 from receipt where (raw_digest = $1 and state <> \'parked\') or (receipt_id = $2 and state = \'applied\') limit 1',
      [digest(raw), receiptId ?? null])).length > 0,
    isParked: async raw => (await database.query('select 1 from receipt where raw_digest = $1 and state = \'parked\'', [digest(raw)])).length > 0,
    putAway: receipt => putAway(database, digest(receipt.raw), cipher.system.seal(Buffer.from(receipt.raw), 'receipt'), receipt),
    appliedTo: async ({ letterId, messageId }) => (await database.query(
      'select kind, occurred_at from receipt where letter_id = $1 and message_id = $2 and state = \'applied\' order by occurred_at', [letterId, messageId]
    )).map(row => ({ kind: text<ReceiptKind>(row.kind), occurredAt: moment(row.occurred_at) })),
    parked: async limit => (await database.query('select raw from receipt where state = \'parked\' order by received_at limit $1', [limit]))
      .map(row => Buffer.from(cipher.system.open(bytes(row.raw), 'receipt')).toString())
  }
}

async function putAway (database: Database, digest: Uint8Array, sealed: Uint8Array, { receipt, ...row }: PutAway): Promise<void> {
  await database.query(
    `insert into receipt
       (raw_digest, raw, state, why, received_at, receipt_id, kind, issuer, conversation_id, occurred_at, letter_id, message_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (raw_digest) do update set state = excluded.state, why = excluded.why, letter_id = excluded.letter_id,
       message_id = excluded.message_id, receipt_id = coalesce(excluded.receipt_id, receipt.receipt_id), kind = coalesce(excluded.kind, receipt.kind),
       issuer = coalesce(excluded.issuer, receipt.issuer), conversation_id = coalesce(excluded.conversation_id, receipt.conversation_id),
       occurred_at = coalesce(excluded.occurred_at, receipt.occurred_at)`,
    [digest, sealed, row.state, row.why ?? null, row.receivedAt, receipt?.id ?? null, receipt?.kind ?? null, receipt?.issuer ?? null,
      receipt?.conversationId ?? null, receipt?.occurredAt ?? null, row.letterId ?? null, row.messageId ?? null])
}
