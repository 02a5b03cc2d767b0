// The revocation_proof table: what authorities said of certificates, for all processes. It is proved again by whoever reads it.
import type { ProofShelf } from '../certificates/proof-cache.ts'
import { bytes, moment } from './cells.ts'
import type { Database } from './database.ts'

/** A proof nobody fetched again for this long is of a certificate nobody uses any more. */
const forgetAfterDays = 60

/** The table over a database. */
export function createProofShelf (database: Database): ProofShelf {
  return {
    read: async key => {
      const [row] = await database.query('select proof, fetched_at from revocation_proof where key = $1', [key])
      return row === undefined ? undefined : { bytes: bytes(row.proof), at: moment(row.fetched_at) }
    },
    write: async (key, proof, at) => {
      await database.query(
        `insert into revocation_proof (key, proof, fetched_at) values ($1, $2, $3)
         on conflict (key) do update set proof = excluded.proof, fetched_at = excluded.fetched_at
         where revocation_proof.fetched_at <= excluded.fetched_at`,
        [key, proof, at])
      await database.query('delete from revocation_proof where fetched_at < $1::timestamptz - $2 * interval \'1 day\'', [at, forgetAfterDays])
    }
  }
}
