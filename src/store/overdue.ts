// Letters whose time is up, as far as the letter table alone can tell.
import type { FindOverdue } from '../journey/deadline.ts'
import { text } from './cells.ts'
import type { Database } from './database.ts'

/** Finds them in a database. Pauses by people are looked into only for letters that are out of time without them: those are few. */
export function createFindOverdue (database: Database): FindOverdue {
  return async (limits, most) => (await database.query(
    `select letter.id from unnest($1::text[], $2::timestamptz[]) as limits (class, before)
     join letter on letter.class = limits.class and coalesce(patience_from, accepted_at) < before
     where (due_from is null or due_from < before) and next_step in ('lookup', 'seal', 'send') and state in ('received', 'addressed', 'routed', 'sealed')
       and not exists (select 1 from attempt where letter_id = letter.id and attempt.state = 'handing_over')
       and not exists (select 1 from pause where kind = 'person'
         and (pause.channel is null or pause.channel = letter.channel) and (pause.sender is null or pause.sender = letter.sender)
         and (pause.class is null or pause.class = letter.class) and coalesce(least(ended_at, until), 'infinity') > before)
     limit $3`,
    [Object.keys(limits), Object.values(limits), most])).map(row => text(row.id))
}
