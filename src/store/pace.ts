// What waits to leave, and how fast letters have left lately.
import type { Channel } from '../letter/choice.ts'
import type { LetterClass, OrganizationNumber } from '../letter/letter.ts'
import { integer, maybeText, text } from './cells.ts'
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
  waiting: { sender: OrganizationNumber, class: LetterClass, channel: Channel | null, count: number }[]
  /** Hand-overs a minute. */
  perMinute: Record<Channel, number>
  accepted: Map<string, number>
}

/** The pace is that of so many minutes. */
const minutes = 10

/** Reads how things stand. A letter that waits for its own time does not wait to leave. */
export async function readPace (database: Database, runs: readonly CountedRun[], now: Date): Promise<StoredPace> {
  const waiting = await database.query(
    `select sender, class, channel, count(*) as count from letter
     where next_step in ('lookup', 'seal', 'send') and (due_from is null or due_from <= $1) group by sender, class, channel`, [now])
  const left = await database.query(
    `select channel, count(*) as count from attempt
     where handed_over_at > $1::timestamptz - interval '${minutes} minutes' and handed_over_at <= $1 group by channel`, [now])
  const perMinute: Record<Channel, number> = { eboks: 0, digipost: 0, print: 0 }
  for (const row of left) perMinute[text<Channel>(row.channel)] = integer(row.count) / minutes
  return {
    waiting: waiting.map(row => ({
      sender: text(row.sender), class: text<LetterClass>(row.class), channel: maybeText<Channel>(row.channel), count: integer(row.count)
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
