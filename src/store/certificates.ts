// Rehearsals and switches of the senders' certificates.
import type { Rotation } from '../certificates/rotation.ts'
import type { ErrorCode } from '../letter/error-table.ts'
import { maybeText, moment, text } from './cells.ts'
import type { Database } from './database.ts'

/** The certificate tables over a database. */
export function createRotation (database: Database): Rotation {
  return {
    activated: async () => {
      const rows = await database.query('select distinct on (sender) sender, fingerprint from certificate_switch order by sender, number desc')
      return new Map(rows.map(row => [text(row.sender), text(row.fingerprint)]))
    },
    rehearsals: async () => {
      const rows = await database.query('select fingerprint, rehearsed_at, failure_code from certificate_rehearsal')
      return new Map(rows.map(row => [text(row.fingerprint), { at: moment(row.rehearsed_at), failure: maybeText<ErrorCode>(row.failure_code) }]))
    },
    noteRehearsal: async ({ sender, fingerprint, at, failure }) => {
      await database.query(
        `insert into certificate_rehearsal (fingerprint, sender, rehearsed_at, failure_code) values ($1, $2, $3, $4)
         on conflict (fingerprint) do update set rehearsed_at = excluded.rehearsed_at, failure_code = excluded.failure_code`,
        [fingerprint, sender, at, failure])
    },
    activate: async ({ sender, fingerprint, at, by }) => {
      await database.query('insert into certificate_switch (sender, fingerprint, switched_at, switched_by) values ($1, $2, $3, $4)',
        [sender, fingerprint, at, by])
    }
  }
}
