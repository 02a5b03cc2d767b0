// The one numbered log: what happened to every letter, in the order it was committed.
import type { EventType, LoggedEvent, NewEvent } from '../letter/event.ts'
import type { LetterId, OrganizationNumber } from '../letter/letter.ts'
import { integer, json, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'

/** Queries on the log. */
export interface Events {
  /** Adds to the log, in the transaction that makes it true. */
  append: (event: NewEvent) => Promise<void>
  /** Gives what was committed since the last time its numbers, so that nobody who reads must wait for many. */
  number: () => Promise<void>
  /** A letter's own events, oldest first. */
  ofLetter: (letterId: LetterId) => Promise<LoggedEvent[]>
  /**
   * What the senders' letters have lived through after a number, at most `limit` of it, and how far the log was read: the number to ask
   * from next time, even when nothing of it was theirs. Reads are left out. Where many have no number yet, it is told as far as some thousands more.
   */
  after: (number: number, limit: number, senders: readonly OrganizationNumber[]) => Promise<{ events: LoggedEvent[], last: number }>
}

const eventColumns = 'letter_event.number, letter_event.letter_id, letter_event.type, letter_event.at, letter_event.data'

const numberedAtOnce = 5_000
/** A hundred thousand take some seconds. */
const mostPieces = 20

/** The log over a database. */
export function createEvents (database: Database): Events {
  return {
    append: database.gathered(async (events: NewEvent[]) => {
      // In the order they were told: their ids are given by it.
      await database.query(
        `insert into letter_event (letter_id, type, at, data)
         select letter_id, type, at, data from json_to_recordset($1::json) as told (place int, letter_id uuid, type text, at timestamptz, data jsonb)
         order by place`,
        [JSON.stringify(events.map(({ letterId, type, at, data }, place) => ({ place, letter_id: letterId, type, at, data })))])
      return events.map(() => undefined)
    }),
    number: async () => {
      for (let piece = 0; piece < mostPieces; piece += 1) if (await numberSome(database) < numberedAtOnce) return
    },
    ofLetter: async letterId => {
      await numberAll(database)
      return (await database.query(
        `select ${eventColumns} from letter_event where letter_id = $1 and number is not null order by number`, [letterId])).map(toEvent)
    },
    after: async (number, limit, senders) => {
      await numberSome(database)
      return readAfter(database, number, limit, senders)
    }
  }
}

/**
 * Numbers what was committed since the last time, under the counter's row lock.
 *
 * A number taken at insertion would not do: a transaction that took a low one may commit after a higher one was already read, and a consumer
 * that remembers only the highest would never see it. Numbered afterwards, the log has no gaps and nothing appears behind a reader.
 */
async function numberAll (database: Database): Promise<void> {
  let numbered = numberedAtOnce
  while (numbered === numberedAtOnce) numbered = await numberSome(database)
}

async function numberSome (database: Database): Promise<number> {
  const [waiting] = await database.query('select 1 from letter_event where number is null limit 1')
  if (waiting === undefined) return 0
  return database.transaction(async () => {
    const [counter] = await database.query('select chained, chain from event_counter for update')
    const before = integer(counter?.chained)
    const [told] = await database.query(giveNumbers, [before, counter?.chain])
    return told === undefined ? 0 : integer(told.chained) - before
  })
}

/**
 * Gives the next their numbers and their links of the chain, after the last that has one. What a gateway of the version before numbered beside us
 * comes first, and keeps its numbers: they have no gaps either.
 */
const giveNumbers =
  `with oldest as (
     (select id, number, letter_id, type, at, data from letter_event where number > $1 order by number limit ${numberedAtOnce})
     union all
     (select id, number, letter_id, type, at, data from letter_event where number is null order by id limit ${numberedAtOnce})
   ), waiting as (
     select id, $1 + row_number() over (order by number, id) as number, letter_id, type, at, data from oldest order by number, id limit ${numberedAtOnce}
   ), linked as (
     select id, number, event_chain($2, event_entry(number, letter_id, type, at, data)) over (order by number) as chain from waiting
   ), told as (
     update letter_event set number = linked.number, chain = linked.chain from linked where letter_event.id = linked.id
     returning letter_event.number, letter_event.chain
   ), final as (select number, chain from told order by number desc limit 1)
   update event_counter set last = greatest(last, final.number), chained = final.number, chain = final.chain from final returning chained`

async function readAfter (
  database: Database, number: number, limit: number, senders: readonly OrganizationNumber[]
): Promise<{ events: LoggedEvent[], last: number }> {
  // A letter that is gone has left its sender on its tombstone. Reads are not told here: who reads at each event would never come to an end.
  // Read first: what is numbered while we read belongs to the next page.
  const [counter] = await database.query('select last from event_counter')
  const end = Math.max(number, integer(counter?.last))
  const rows = await database.query(
    `select ${eventColumns} from letter_event left join letter on letter.id = letter_event.letter_id
     where number > $1 and number <= $2 and type <> 'recipient.read' and coalesce(letter.sender, (
       select sender from tombstone where tombstone.letter_id = letter_event.letter_id limit 1)) = any($3::text[]) order by number limit $4`, [number, end, senders, limit])
  const events = rows.map(toEvent)
  const final = events.at(-1)
  return { events, last: final !== undefined && events.length === limit ? final.number : end }
}

function toEvent (row: Row): LoggedEvent {
  const letterId = maybeText(row.letter_id)
  return {
    number: integer(row.number),
    type: text<EventType>(row.type),
    at: moment(row.at),
    data: json<NewEvent['data']>(row.data),
    ...letterId !== null && { letterId }
  }
}
