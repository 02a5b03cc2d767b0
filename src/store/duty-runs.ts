// The table of what is done once a date: the key of duty and date is what keeps two processes from doing the same.
import { integer, maybeText, text } from './cells.ts'
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

/** How the dates of a duty stand. */
export interface DailyDutyFigures {
  duty: string
  /** How long ago a date was last done; where none ever was, how long ago the first one began. */
  ageSeconds: number
  /** Dates given up in the last day: nobody tries them again, and an alarm that never ends tells nothing. */
  givenUp: number
}

/** A date that failed so often is given up, so that the ones after it have their turn. */
const mostTries = 20

const isGivenUp = `done_at is null and tries >= ${mostTries} and last_failure_code is not null`

/** The table over a database. */
export function createDutyRuns (database: Database): DutyRuns {
  const mine = 'duty = $1 and day = $2::date and leased_until = $3 and done_at is null'
  return {
    runs: async (name, since) => {
      const [first] = await database.query('select min(day)::text as day from duty_run where duty = $1', [name])
      const done = await database.query(
        `select day::text from duty_run where duty = $1 and day >= $2::date
           and (done_at is not null or ${isGivenUp})`, [name, since])
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

/** Reads how the dates of every duty stand that was ever begun. A date that failed is taken until it may be tried again, some minutes later. */
export async function readDailyDuties (database: Database, now: Date): Promise<DailyDutyFigures[]> {
  const rows = await database.query(
    `select duty, greatest(0, extract(epoch from $1::timestamptz - coalesce(max(done_at), min(day)::timestamp at time zone 'UTC')))::int as age,
       count(*) filter (where ${isGivenUp} and leased_until > $1::timestamptz - interval '1 day') as given_up
     from duty_run group by duty order by duty`, [now])
  return rows.map(row => ({ duty: text(row.duty), ageSeconds: integer(row.age), givenUp: integer(row.given_up) }))
}
