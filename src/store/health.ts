// How the calls to outside parties go. Told often, written seldom.
import type { ErrorCode } from '../letter/error-table.ts'
import { maybeMoment, maybeText, text } from './cells.ts'
import type { Database } from './database.ts'

/** Outside parties whose health is shown. */
export type Party = 'maskinporten' | 'contact-register' | 'population-register' | 'eboks' | 'digipost' | 'print'

/** How the calls to one party have gone; null: never so. */
export interface PartyHealth {
  party: Party
  lastSuccessAt: Date | null
  lastFailure: { at: Date, code: ErrorCode } | null
}

/** Notes and reads the health of parties. */
export interface Health {
  /** Notes how a call went: a failure's code, or null. Never rejects: a note is not worth a letter. */
  note: (party: Party, at: Date, failure: ErrorCode | null) => Promise<void>
  all: () => Promise<PartyHealth[]>
}

/** The same news about a party is written at most this often, in milliseconds. */
const quietMs = 5_000

/** The health table over a database. */
export function createHealth (database: Database): Health {
  const written = new Map<string, number>()
  return {
    note: async (party, at, failure) => {
      const news = `${party}/${failure ?? 'ok'}`
      if (at.getTime() - (written.get(news) ?? 0) < quietMs) return
      written.set(news, at.getTime())
      await write(database, party, at, failure).catch(() => { written.delete(news) })
    },
    all: async () => (await database.query('select * from party_health')).map(row => {
      const failedAt = maybeMoment(row.last_failure_at)
      const code = maybeText<ErrorCode>(row.last_failure_code)
      return {
        party: text<Party>(row.party),
        lastSuccessAt: maybeMoment(row.last_success_at),
        lastFailure: failedAt === null || code === null ? null : { at: failedAt, code }
      }
    })
  }
}

async function write (database: Database, party: Party, at: Date, failure: ErrorCode | null): Promise<void> {
  await database.query(
    `insert into party_health (party, last_success_at, last_failure_at, last_failure_code)
     values ($1, case when $3::text is null then $2::timestamptz end, case when $3::text is not null then $2::timestamptz end, $3)
     on conflict (party) do update set
       last_success_at = coalesce(excluded.last_success_at, party_health.last_success_at),
       last_failure_at = coalesce(excluded.last_failure_at, party_health.last_failure_at),
       last_failure_code = coalesce(excluded.last_failure_code, party_health.last_failure_code)`,
    [party, at, failure])
}
