// What the watch looks at: hand-overs without a receipt, receipts without a letter, and when letters came from whom.
import type { Source, Watched } from '../journey/watch.ts'
import type { NewTask } from '../letter/task.ts'
import { json, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'

/** The watch's queries over a database. */
export function createWatched (database: Database): Watched {
  return {
    missingReceipts: async (limits, now) => (await database.query(
      `with one_limit as (select * from jsonb_to_recordset($1::jsonb) as one(channel text, receiver text, hours integer))
       select attempt.message_id::text as key, letter.sender, letter.id as letter_id,
         jsonb_build_object('channel', attempt.channel, 'receiver', attempt.receiver, 'handedOverAt', attempt.handed_over_at) as data
       from letter join attempt on attempt.letter_id = letter.id and attempt.state = 'handed_over'
       where letter.state = 'dispatched' and letter.changed_at < $2::timestamptz - (select min(hours) from one_limit) * interval '1 hour'
         and attempt.handed_over_at < $2::timestamptz - interval '1 hour' * (
           select hours from one_limit where one_limit.channel = attempt.channel and coalesce(one_limit.receiver, attempt.receiver) = attempt.receiver
           order by one_limit.receiver nulls last limit 1)`,
      [JSON.stringify(limits), now])).map(toNewTask),
    unmatchedReceipts: async parkedBefore => (await database.query(
      `select encode(raw_digest, 'hex') as key, null as sender, null as letter_id,
         jsonb_build_object('receivedAt', received_at, 'kind', coalesce(kind, 'unknown'), 'why', coalesce(why, 'unknown')) as data
       from receipt where state = 'parked' and received_at < $1`,
      [parkedBefore])).map(toNewTask),
    stoppedLadders: async failures => (await database.query(
      `select id::text as key, sender, id as letter_id, jsonb_build_object('reason', reason_code, 'since', changed_at) as data
       from letter where state = 'delivered' and reason_code like 'ERR\\_%' and (next_step is null or failures >= $1)`,
      [failures])).map(toNewTask),
    countTraffic: async () => {
      // The hour that was counted last was not over then, and letters are committed a little after their keys. What
      // people order about letters has keys here too, whose owners are `kind/client`: those are no letters.
      await database.query(
        `insert into traffic (sender, client, hour, letters)
         select letter.sender, idempotency.owner, date_trunc('hour', letter.accepted_at, 'UTC'), count(*)
         from idempotency join letter on letter.id = idempotency.letter_id
         where idempotency.created_at >= coalesce((select max(hour) - interval '2 hours' from traffic), '-infinity')
           and position('/' in idempotency.owner) = 0
         group by 1, 2, 3
         on conflict (sender, client, hour) do update set letters = greatest(traffic.letters, excluded.letters)`)
    },
    sources: async from => (await database.query(
      'select sender, client, jsonb_agg(hour order by hour) as hours from traffic where hour >= $1 group by sender, client order by sender, client',
      [from])).map((row): Source => ({
      sender: text(row.sender), client: text(row.client), hours: json<string[]>(row.hours).map(hour => moment(new Date(hour)))
    }))
  }
}

function toNewTask (row: Row): NewTask {
  return { key: text(row.key), sender: maybeText(row.sender), letterId: maybeText(row.letter_id), data: json<NewTask['data']>(row.data) }
}
