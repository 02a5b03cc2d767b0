// One row an idempotency key: who works on it, or the first answer (draft-ietf-httpapi-idempotency-key-header-07).
import type { Idempotency, KeyOwner, Reservation } from '../journey/records.ts'
import { base64, bytes, json, text } from './cells.ts'
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
  const answer = database.gathered((answers: Answer[]) => answerAll(database, answers))
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
      return answer({ owner: key.owner, key_digest: base64(digest(key)), letter_id: letterId, holder, digests, answer: base64(sealed) })
    },
    release: async (key, holder) => {
      await database.query('delete from idempotency where owner = $1 and key_digest = $2 and holder = $3', [key.owner, digest(key), holder])
    }
  }
}

/** A first answer, and the key it belongs to. Bytes as base64, so that many answers are one parameter. */
interface Answer { owner: string, key_digest: string, letter_id: string, holder: string, digests: Record<string, string>, answer: string }

/** Keeps those whose holders have their keys still, and tells which had. */
async function answerAll (database: Database, answers: readonly Answer[]): Promise<boolean[]> {
  // With the keys beside them the rows are found by their index, however few the planner thinks there are in all.
  const rows = await database.query(
    `update idempotency set holder = null, held_until = null, digests = answered.digests, answer = decode(answered.answer, 'base64')
     from json_to_recordset($3::json) as answered (owner text, key_digest text, letter_id uuid, holder uuid, digests jsonb, answer text)
     where idempotency.owner = any($1::text[]) and idempotency.key_digest = any($2::bytea[]) and idempotency.owner = answered.owner
       and idempotency.key_digest = decode(answered.key_digest, 'base64') and idempotency.holder = answered.holder
       and idempotency.letter_id = answered.letter_id returning answered.holder as was`,
    [[...new Set(answers.map(({ owner }) => owner))], answers.map(answer => Buffer.from(answer.key_digest, 'base64')), JSON.stringify(answers)])
  const kept = new Set(rows.map(({ was }) => text(was)))
  return answers.map(({ holder }) => kept.delete(holder))
}
