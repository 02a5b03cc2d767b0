// What outlives a letter on paper: whose it was, so that post which comes back late still finds its case. Digests and ciphertext only.
import type { Tombstone, Tombstones } from '../journey/records.ts'
import { bytes, moment, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'

/** The tombstone table over a database. */
export function createTombstones (database: Database, cipher: Cipher): Tombstones {
  const digest = (conversationId: string): Uint8Array => cipher.blindIndex('conversation', conversationId)
  const place = (letterId: string): string => `tombstone/${letterId}`
  const toTombstone = (conversationId: string, row: Row): Tombstone => ({
    conversationId,
    letterId: text(row.letter_id),
    sender: text(row.sender),
    receiver: text(row.receiver),
    reference: Buffer.from(cipher.system.open(bytes(row.reference), place(text(row.letter_id)))).toString(),
    ...row.address_digest !== null && { addressKey: Buffer.from(bytes(row.address_digest)).toString('hex') },
    handedOverAt: moment(row.handed_over_at)
  })
  return {
    insert: async ({ conversationId, letterId, sender, receiver, reference, addressKey, handedOverAt }) => {
      await database.query(
        `insert into tombstone (conversation_digest, letter_id, sender, receiver, reference, address_digest, handed_over_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [digest(conversationId), letterId, sender, receiver, cipher.system.seal(Buffer.from(reference), place(letterId)),
          addressKey === undefined ? null : Buffer.from(addressKey, 'hex'), handedOverAt])
    },
    byConversation: async conversationId => {
      const [row] = await database.query('select * from tombstone where conversation_digest = $1', [digest(conversationId)])
      return row === undefined ? undefined : toTombstone(conversationId, row)
    }
  }
}
