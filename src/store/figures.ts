// Counts for dashboards and alarms. Letters are counted in one look over the whole table; all else is over an index, or over the few rows that are in
// trouble.
import type { Channel } from '../letter/choice.ts'
import type { Step } from '../letter/letter-status.ts'
import type { LetterState } from '../letter/states.ts'
import { taskKinds, type TaskKind } from '../letter/task.ts'
import { integer, maybeText, text } from './cells.ts'
import type { Database, Row } from './database.ts'
import { notLeft } from './deadlines.ts'
import { readDailyDuties, type DailyDutyFigures } from './duty-runs.ts'

/** How things stand. Ages in seconds. */
export interface Figures {
  letters: { state: LetterState, channel: Channel | null, count: number }[]
  /**
   * Per step and channel: how many wait, how many of them because a person has paused them, and for how long the oldest of the others has waited.
   * Nobody waits to have a step done that follows the hand-over: those are days ahead by design, and have null.
   */
  waiting: { step: Step, channel: Channel | null, count: number, paused: number, oldestSeconds: number | null }[]
  uncertainAttempts: number
  parkedReceipts: number
  /** Letters handed over whose receipt is overdue. */
  missingReceipts: number
  /** Receipts set aside in the last day: nothing ever moves one out again, and an alarm that never ends tells nothing. */
  quarantinedReceipts: number
  /** Channels nobody hands over to at the moment: by their own wish, or because a process found them in trouble. */
  channelsLeftAlone: { channel: Channel, why: string }[]
  /** Letters not handed over although their deadline is past, and was told so. */
  missedDeadlines: number
  /** How long ago each timed duty was last done. */
  duties: { duty: string, ageSeconds: number, failureCode: string | null }[]
  dailyDuties: DailyDutyFigures[]
  /** Letters more than five minutes past their next step. */
  late: number
  /** Open tasks, by kind; those without any are there too. */
  tasks: { kind: TaskKind, count: number }[]
}

/** What leads up to the hand-over, and what a pause stops. */
const stepsAhead: readonly Step[] = ['lookup', 'seal', 'send']

// Letters that a pause treats alike are a group, so that pauses are looked into by the group and not by the letter. A letter waits from when it came
// to its state or, if that is later, from when its own time or quiet hours let it go on: failed tries change neither. Where people have paused it, it
// waits anew from the end of that. A pause of a channel stops only hand-overs.
const standing = `with alike as (
    select state, next_step, channel, sender, class, count(*) as count, min(greatest(changed_at, due_from)) as since
    from letter group by state, next_step, channel, sender, class
  )
  select state, next_step, alike.channel, sum(count)::bigint as count, coalesce(sum(count) filter (where paused_until > $1), 0)::bigint as paused,
    greatest(0, extract(epoch from $1::timestamptz - min(greatest(since, paused_until)) filter (where coalesce(paused_until <= $1, true))))::int as oldest
  from alike cross join lateral (
    select max(coalesce(least(ended_at, until), 'infinity')) as paused_until from pause
    where alike.next_step = any($2::text[]) and kind = 'person' and (pause.channel is null or alike.next_step = 'send' and pause.channel = alike.channel)
      and (pause.sender is null or pause.sender = alike.sender) and (pause.class is null or pause.class = alike.class)
  ) as stopped
  group by grouping sets ((state, alike.channel), (next_step, alike.channel))`

/** Reads all figures. */
export async function readFigures (database: Database, now: Date): Promise<Figures> {
  const letters = await database.query(standing, [now, stepsAhead])
  const duties = await database.query(
    `select name, last_failure_code, greatest(0, extract(epoch from $1::timestamptz - last_done_at))::int as age
     from duty where last_done_at is not null`, [now])
  const tasks = await database.query('select kind, count(*) as count from task where closed_at is null group by kind')
  const [troubles] = await database.query(
    `select (select count(*) from attempt where state = 'uncertain') as uncertain,
       (select count(*) from receipt where state = 'parked') as parked,
       (select count(*) from letter where state = 'dispatched' and reason_code = 'ERR_RECEIPT_MISSING') as missing,
       (select count(*) from receipt where state = 'quarantined'
         and coalesce(quarantined_at, received_at) > $1::timestamptz - interval '1 day') as quarantined,
       (select count(*) from letter where deadline_missed_at is not null and ${notLeft}) as missed_deadlines,
       (select count(*) from letter where next_at < $1::timestamptz - interval '5 minutes') as late`, [now])
  return {
    letters: letters.filter(({ state }) => state !== null).map(row => ({
      state: text<LetterState>(row.state), channel: maybeText<Channel>(row.channel), count: integer(row.count)
    })),
    waiting: letters.filter(row => row.next_step !== null).map(toWaiting),
    uncertainAttempts: integer(troubles?.uncertain),
    parkedReceipts: integer(troubles?.parked),
    missingReceipts: integer(troubles?.missing),
    quarantinedReceipts: integer(troubles?.quarantined),
    duties: duties.map(row => ({ duty: text(row.name), ageSeconds: integer(row.age), failureCode: maybeText(row.last_failure_code) })),
    dailyDuties: await readDailyDuties(database, now),
    channelsLeftAlone: await leftAlone(database, now),
    missedDeadlines: integer(troubles?.missed_deadlines),
    late: integer(troubles?.late),
    tasks: taskKinds.map(kind => ({ kind, count: integer(tasks.find(row => row.kind === kind)?.count ?? 0) }))
  }
}

function toWaiting (row: Row): Figures['waiting'][number] {
  const step = text<Step>(row.next_step)
  return {
    step,
    channel: maybeText<Channel>(row.channel),
    count: integer(row.count),
    paused: integer(row.paused),
    oldestSeconds: stepsAhead.includes(step) ? integer(row.oldest) : null
  }
}

/** A pause's reason begins with its code. Trouble that no hand-over has found again for some minutes is over, or there is nothing to send. */
async function leftAlone (database: Database, now: Date): Promise<Figures['channelsLeftAlone']> {
  const rows = await database.query(
    `select channel, split_part(reason, ',', 1) as why from pause where kind = 'channel' and ended_at is null and until > $1
     union select party, last_failure_code from party_health
     where last_failure_code = 'ERR_DISPATCH_RESTING' and last_failure_at > coalesce(last_success_at, '-infinity')
       and last_failure_at > $1::timestamptz - interval '5 minutes'
     order by 1, 2`, [now])
  return rows.map(row => ({ channel: text<Channel>(row.channel), why: text(row.why) }))
}
