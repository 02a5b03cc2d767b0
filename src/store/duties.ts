// The duty table: timed duties, each done by at most one process at a time.
import type { Database } from './database.ts'

/** Queries on the duty table. */
export interface Duties {
  /** Takes a duty until a moment; false if another process holds it, or did it less than `everyMs` ago. */
  take: (name: string, now: Date, until: Date, everyMs: number) => Promise<boolean>
  /** Keeps a duty taken until `held` for longer; false if another process has it since. */
  renew: (name: string, held: Date, until: Date) => Promise<boolean>
  /**
   * Gives a duty taken until `held` back, with the code of what went wrong if anything did: then it is not done, and grows older. Does nothing if
   * another process has it since.
   */
  giveBack: (name: string, held: Date, now: Date, failureCode: string | null) => Promise<void>
}

/** The duty table over a database. The end of a lease names its holder too: every next one ends later. */
export function createDuties (database: Database): Duties {
  return {
    take: async (name, now, until, everyMs) => (await database.change(
      `insert into duty (name, leased_until) values ($1, $3)
       on conflict (name) do update set leased_until = excluded.leased_until
       where duty.leased_until <= $2::timestamptz
         and (duty.last_done_at is null or duty.last_done_at <= $2::timestamptz - $4 * interval '1 millisecond')`,
      [name, now, until, everyMs])) === 1,
    renew: async (name, held, until) =>
      (await database.change('update duty set leased_until = $3 where name = $1 and leased_until = $2', [name, held, until])) === 1,
    giveBack: async (name, held, now, failureCode) => {
      await database.query(
        `update duty set leased_until = $3, last_done_at = case when $4::text is null then $3 else coalesce(last_done_at, $3) end, last_failure_code = $4
         where name = $1 and leased_until = $2`,
        [name, held, now, failureCode])
    }
  }
}
