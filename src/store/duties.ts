// The duty table: timed duties, each done by at most one process at a time.
import type { Database } from './database.ts'

/** Queries on the duty table. */
export interface Duties {
  /** Takes a duty until a moment; false if another process holds it, or did it less than `everyMs` ago. */
  take: (name: string, now: Date, until: Date, everyMs: number) => Promise<boolean>
  /** Gives a duty back, with the code of what went wrong if anything did. */
  giveBack: (name: string, now: Date, failureCode: string | null) => Promise<void>
}

/** The duty table over a database. */
export function createDuties (database: Database): Duties {
  return {
    take: async (name, now, until, everyMs) => (await database.change(
      `insert into duty (name, leased_until) values ($1, $3)
       on conflict (name) do update set leased_until = excluded.leased_until
       where duty.leased_until <= $2::timestamptz
         and (duty.last_done_at is null or duty.last_done_at <= $2::timestamptz - $4 * interval '1 millisecond')`,
      [name, now, until, everyMs])) === 1,
    giveBack: async (name, now, failureCode) => {
      await database.query('update duty set leased_until = $2, last_done_at = $2, last_failure_code = $3 where name = $1', [name, now, failureCode])
    }
  }
}
