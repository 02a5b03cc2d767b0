// The task table: what a person has to look into.
import type { TaskKeeper } from '../journey/watch.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Task, TaskKind } from '../letter/task.ts'
import { json, maybeMoment, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'

/** Queries on the task table. */
export interface Tasks extends TaskKeeper {
  /** Those of the senders and those of nobody: open ones oldest first, or closed ones newest first. */
  list: (state: 'open' | 'closed', senders: readonly OrganizationNumber[], limit: number) => Promise<Task[]>
}

/** The task table over a database. */
export function createTasks (database: Database): Tasks {
  return {
    keep: async (kind, wanted, at) => {
      await database.query(
        `with wanted as (select * from jsonb_to_recordset($2::jsonb) as one(key text, sender text, "letterId" uuid, data jsonb)),
           gone as (update task set closed_at = $3 where kind = $1 and closed_at is null and key not in (select key from wanted))
         insert into task (kind, key, sender, letter_id, opened_at, data) select $1, key, sender, "letterId", $3, data from wanted
         on conflict (kind, key) where closed_at is null do nothing`,
        [kind, JSON.stringify(wanted), at])
    },
    list: async (state, senders, limit) => (await database.query(
      `select * from task where (closed_at is null) = $1 and (sender is null or sender = any($2::text[]))
       order by case when $1 then opened_at end, closed_at desc, id limit $3`,
      [state === 'open', senders, limit])).map(toTask)
  }
}

function toTask (row: Row): Task {
  return {
    id: text(row.id),
    kind: text<TaskKind>(row.kind),
    key: text(row.key),
    sender: maybeText(row.sender),
    letterId: maybeText(row.letter_id),
    openedAt: moment(row.opened_at),
    closedAt: maybeMoment(row.closed_at),
    data: json<Task['data']>(row.data)
  }
}
