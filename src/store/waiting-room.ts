// The letter table as a waiting room: who waits for which queue, and who has been let in. A letter is inside with its present round or not at all.
import type { Channel } from '../letter/choice.ts'
import type { Admitted, Lane } from '../letter/lane.ts'
import type { LetterClass, LetterId } from '../letter/letter.ts'
import type { Step } from '../letter/letter-status.ts'
import { integer, maybeText, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { withoutWaiting } from './without-waiting.ts'

/** Queries on waiting letters. */
export interface WaitingRoom {
  /** True if nobody else lets letters in until the surrounding transaction ends. */
  takeTurn: () => Promise<boolean>
  /** Every lane that has letters inside, or due ones outside, counting no more than `most` of the latter. Costs by the lane, not by the letter. */
  lanes: (now: Date, most: number) => Promise<Lane[]>
  /** Lets in so many of each lane, the longest due first. */
  admit: (shares: readonly (Lane & { share: number })[], now: Date) => Promise<Admitted[]>
  /** Letters inside that should have been worked on before a moment, the latest first. */
  late: (before: Date, most: number) => Promise<Admitted[]>
  /** What those of the letters that are stored and wait for something wait for, inside or outside. */
  waitingFor: (letterIds: readonly LetterId[]) => Promise<Admitted[]>
}

// Any constant will do, as long as nothing else in the database uses it.
const lockNumber = 7_203_111

// Word for word as in the indexes of 0012-active-set.sql, which are used only so.
const queue = 'case when next_step = \'send\' then \'send.\' || channel else next_step end'
const isOutside = 'next_step is not null and queued_round is distinct from round'
const isInside = 'next_step is not null and queued_round = round'
const columns = 'letter.id, next_step, channel, sender, class, round'

// Behind a million letters the server thinks the look at the lanes so dear that it compiles it first, which takes longer than the look.
const uncompiled = 'set_config(\'jit\', \'off\', true) = \'off\''

// Finds the next lane by the index, again and again, instead of reading every letter.
const lanesOutside = `with recursive lane as (
    (select ${queue} as queue, sender, class from letter where ${isOutside} order by ${queue}, sender, class limit 1)
    union all
    select next.* from lane cross join lateral (
      select ${queue} as queue, sender, class from letter where ${isOutside} and (${queue}, sender, class) > (lane.queue, lane.sender, lane.class)
      order by ${queue}, sender, class limit 1) as next
  )
  select lane.*, 0 as inside, (select count(*) from (select 1 from letter
    where ${isOutside} and ${queue} = lane.queue and letter.sender = lane.sender and letter.class = lane.class and next_at <= $1 limit $2) as due) as outside
  from lane`

const lanesInside = `select ${queue} as queue, sender, class, count(*) as inside, 0 as outside from letter where ${isInside} group by 1, 2, 3`

/** The waiting room over a database. */
export function createWaitingRoom (database: Database): WaitingRoom {
  return {
    takeTurn: async () => (await database.query(
      `select pg_try_advisory_xact_lock($1) and ${withoutWaiting} and ${uncompiled} as taken`, [lockNumber]))[0]?.taken === true,
    lanes: async (now, most) => (await database.query(
      `select queue, sender, class, sum(inside) as inside, sum(outside) as outside from ((${lanesOutside}) union all ${lanesInside}) as both_sides
       group by 1, 2, 3 having sum(inside) + sum(outside) > 0 order by 1, 2, 3`, [now, most])).map(toLane),
    admit: async (shares, now) => (await database.query(
      `update letter set queued_round = round from (
         select due.id from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as lane (queue, sender, class, share) cross join lateral (
           select id from letter where ${isOutside} and ${queue} = lane.queue and letter.sender = lane.sender and letter.class = lane.class and next_at <= $5
           order by next_at limit lane.share for update skip locked) as due
       ) as chosen where letter.id = chosen.id and ${isOutside} returning ${columns}`,
      [shares.map(lane => lane.queue), shares.map(({ sender }) => sender), shares.map(lane => lane.class), shares.map(({ share }) => share), now]
    )).map(toAdmitted),
    late: async (before, most) => (await database.query(
      `select ${columns} from letter where ${isInside} and next_at < $1 order by next_at limit $2`, [before, most])).map(toAdmitted),
    waitingFor: async ids => (await database.query(
      `select ${columns} from letter where id = any($1::uuid[]) and next_step is not null`, [ids])).map(toAdmitted)
  }
}

function toLane (row: Row): Lane {
  return {
    queue: text(row.queue), sender: text(row.sender), class: text<LetterClass>(row.class), inside: integer(row.inside), outside: integer(row.outside)
  }
}

function toAdmitted (row: Row): Admitted {
  return {
    letterId: text(row.id),
    step: text<Step>(row.next_step),
    channel: maybeText<Channel>(row.channel),
    sender: text(row.sender),
    class: text<LetterClass>(row.class),
    round: integer(row.round)
  }
}
