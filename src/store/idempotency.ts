// One row an idempotency key: who works on it, or the first answer (draft-ietf-httpapi-idempotency-key-header-07).
import type { Idempotency, KeyOwner, Reservation } from '../journey/records.ts'
import { bytes, json, text } from './cells.ts'
import type { Cipher } from './cipher.ts'
import type { Database, Row } from './database.ts'
import type { Vaults } from './vaults.ts'
import { withoutWaiting } from './without-waiting.ts'

/** The idempotency table over a database. Keys are stored as keyed digests: a client may have put anything into one. */
export function createIdempotency (database: Database, cipher: Cipher, vaults: Vaults): Idempotency {
  const digest = (key: KeyOwner): Uint8Array => cipher.blindIndex('idempotency', `${key.owner}/${key.key}`)
  const place = (letterId: string): string => `letter/${letterId}/answer`
  const toReservation = async (row: Row): Promise<Reservation> => {
    if (row.answer === null) return { kind: 'in-flight' }
    const letterId = text(row.letter_id)
    const vault = await vaults.of(letterId)
    const body = Buffer.from(vault.open(bytes(row.answer), place(letterId))).toString()
    return { kind: 'answered', letterId, digests: json<Record<string, string>>(row.digests), body }
  }
  return {
    reserve: async (key, letterId, holder, now, until) => {
      const taken = await database.change(
        `insert into idempotency (owner, key_digest, letter_id, holder, held_until, created_at)
         select $1::text, $2::bytea, $3::uuid, $4::uuid, $5::timestamptz, $6::timestamptz where ${withoutWaiting}
         on conflict (owner, key_digest) do update set letter_id = excluded.letter_id, holder = excluded.holder, held_until = excluded.held_until
         where idempotency.answer is null and (idempotency.held_until < $6 or idempotency.holder = excluded.holder)`, [key.owner, digest(key), letterId, holder, until, now])
      if (taken === 1) return { kind: 'ours' }
      const [row] = await database.query('select * from idempotency where owner = $1 and key_digest = $2', [key.owner, digest(key)])
      return row === undefined ? { kind: 'in-flight' } : toReservation(row)
    },
    answer: async (key, letterId, holder, digests, body) => {
      const sealed = (await vaults.of(letterId)).seal(Buffer.from(body), place(letterId))
      return await database.change(
        `update idempotency set holder = null, held_until = null, digests = $4::jsonb, answer = $5
         where owner = $1 and key_digest = $2 and holder = $3 and letter_id = $6`,
        [key.owner, digest(key), holder, JSON.stringify(digests), sealed, letterId]) === 1
    },
    release: async (key, holder) => {
      await database.query('delete from idempotency where owner = $1 and key_digest = $2 and holder = $3', [key.owner, digest(key), holder])
    }
  }
}
