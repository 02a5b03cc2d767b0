// The table of what is done once a date: the key of duty and date is what keeps two processes from doing the same.
import { maybeText, text } from './cells.ts'
import type { Database } from './database.ts'

/** Queries on the table. */
export interface DutyRuns {
  /** The first date a duty has a row for, and those from a date on that are done or given up. */
  runs: (name: string, since: string) => Promise<{ first: string | null, done: Set<string> }>
  /** Takes a date until a moment; false if it is done, or another process has it. */
  begin: (name: string, day: string, now: Date, until: Date) => Promise<boolean>
  /** Keeps a date taken until `held` for longer; false if another process has it since. */
  renew: (name: string, day: string, held: Date, until: Date) => Promise<boolean>
  /** Marks a date taken until `held` as done. */
  finish: (name: string, day: string, held: Date, now: Date) => Promise<void>
  /** Gives a date taken until `held` back, to be tried again from a moment on. */
  fail: (name: string, day: string, held: Date, again: Date, code: string) => Promise<void>
}

/** A date that failed so often is given up, so that the ones after it have their turn. */
const mostTries = 20

/** The table over a database. */
export function createDutyRuns (database: Database): DutyRuns {
  const mine = 'duty = $1 and day = $2::date and leased_until = $3 and done_at is null'
  return {
    runs: async (name, since) => {
      const [first] = await database.query('select min(day)::text as day from duty_run where duty = $1', [name])
      const done = await database.query(
        `select day::text from duty_run where duty = $1 and day >= $2::date
           and (done_at is not null or tries >= ${mostTries} and last_failure_code is not null)`, [name, since])
      return { first: maybeText(first?.day ?? null), done: new Set(done.map(row => text(row.day))) }
    },
    begin: async (name, day, now, until) => (await database.change(
      `insert into duty_run (duty, day, leased_until) values ($1, $2::date, $4)
       on conflict (duty, day) do update set leased_until = excluded.leased_until, tries = duty_run.tries + 1, last_failure_code = null
       where duty_run.done_at is null and duty_run.leased_until <= $3`, [name, day, now, until])) === 1,
    renew: async (name, day, held, until) =>
      (await database.change(`update duty_run set leased_until = $4 where ${mine}`, [name, day, held, until])) === 1,
    finish: async (name, day, held, now) => {
      await database.change(`update duty_run set done_at = $4 where ${mine}`, [name, day, held, now])
    },
    fail: async (name, day, held, again, code) => {
      await database.change(`update duty_run set leased_until = $4, last_failure_code = $5 where ${mine}`, [name, day, held, again, code])
    }
  }
}
