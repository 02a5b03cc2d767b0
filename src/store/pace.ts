// What waits to leave, and how fast letters have left lately.
import type { Channel } from '../letter/choice.ts'
import type { LetterClass, OrganizationNumber } from '../letter/letter.ts'
import { integer, maybeText, moment, text } from './cells.ts'
import type { Database } from './database.ts'

/** A run to be counted: letters of a sender, and of a class if one is named, handed in from one moment up to another. */
export interface CountedRun {
  id: string
  sender: OrganizationNumber
  class?: LetterClass
  from: Date
  to: Date
}

/** How things stand. */
export interface StoredPace {
  /** `from`: to the minute, when the time comes of those that must not leave before; absent for those that might leave now. */
  waiting: { sender: OrganizationNumber, class: LetterClass, channel: Channel | null, count: number, from?: Date }[]
  /** Hand-overs a minute. */
  perMinute: Record<Channel, number>
  accepted: Map<string, number>
}

/** The pace is that of so many minutes. */
const minutes = 10

/** Reads how things stand. */
export async function readPace (database: Database, runs: readonly CountedRun[], now: Date): Promise<StoredPace> {
  const waiting = await database.query(
    `select sender, class, channel, case when due_from > $1 then date_trunc('minute', due_from) end as due, count(*) as count from letter
     where next_step in ('lookup', 'seal', 'send') group by sender, class, channel, due`, [now])
  const left = await database.query(
    `select channel, count(*) as count from attempt
     where handed_over_at > $1::timestamptz - interval '${minutes} minutes' and handed_over_at <= $1 group by channel`, [now])
  const perMinute: Record<Channel, number> = { eboks: 0, digipost: 0, print: 0 }
  for (const row of left) perMinute[text<Channel>(row.channel)] = integer(row.count) / minutes
  return {
    waiting: waiting.map(row => ({
      sender: text(row.sender), class: text<LetterClass>(row.class), channel: maybeText<Channel>(row.channel), count: integer(row.count),
      ...row.due !== null && { from: moment(row.due) }
    })),
    perMinute,
    accepted: new Map(await Promise.all(runs.map(async (run): Promise<[string, number]> => [run.id, await countOf(database, run)])))
  }
}

async function countOf (database: Database, { sender, class: letterClass, from, to }: CountedRun): Promise<number> {
  const [row] = await database.query(
    `select count(*) as count from letter where accepted_at >= $1 and accepted_at < $2 and sender = $3 and ($4::text is null or class = $4)`,
    [from, to, sender, letterClass ?? null])
  return integer(row?.count)
}
