// The report of each day: counted once, kept as it was.
import { channels, type Channel } from '../letter/choice.ts'
import { reportedEvents, type DayReport, type ReportedEvent, type SenderDay } from '../letter/day-report.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import type { Outlook } from '../letter/outlook.ts'
import type { LetterState } from '../letter/states.ts'
import { integer, json, maybeText, moment, text } from './cells.ts'
import type { Database, Row } from './database.ts'

/** A date, and when it begins and ends. */
export interface ReportedDay {
  day: string
  from: Date
  to: Date
}

/** Queries on the report table. */
export interface DayReports {
  /** Counts a day and keeps it; one that is kept stays as it is. */
  make: (day: ReportedDay, outlook: Outlook, now: Date) => Promise<void>
  read: (day: string) => Promise<DayReport | undefined>
  /** The last one there is. */
  latest: () => Promise<DayReport | undefined>
}

const columns = 'day::text as day, made_at, report'

/** The report table over a database. */
export function createDayReports (database: Database): DayReports {
  const one = async (condition: string, values: unknown[] = []): Promise<DayReport | undefined> => {
    const [row] = await database.query(`select ${columns} from day_report ${condition} limit 1`, values)
    return row === undefined ? undefined : toReport(row)
  }
  return {
    make: async ({ day, from, to }, outlook, now) => {
      const report = { senders: await countSenders(database, from, to, now), outlook }
      await database.query(
        'insert into day_report (day, made_at, report) values ($1::date, $2, $3::jsonb) on conflict (day) do nothing', [day, now, JSON.stringify(report)])
    },
    read: day => one('where day = $1::date', [day]),
    latest: () => one('order by day desc')
  }
}

/** A sender's counts while they are taken. */
interface Counted extends SenderDay {
  handedOver: Record<Channel, number>
  events: Record<ReportedEvent, number>
  states: { state: LetterState, channel: Channel | null, count: number }[]
  missingReceipts: { channel: Channel, count: number }[]
}

async function countSenders (database: Database, from: Date, to: Date, now: Date): Promise<SenderDay[]> {
  const days = new Map<OrganizationNumber, Counted>()
  const count = async (sql: string, values: unknown[], note: (day: Counted, row: Row, count: number) => void): Promise<void> => {
    for (const row of await database.query(sql, values)) {
      const sender = text(row.sender)
      const day = days.get(sender) ?? emptyDay(sender)
      days.set(sender, day)
      note(day, row, integer(row.count))
    }
  }
  await count('select sender, count(*) as count from letter where accepted_at >= $1 and accepted_at < $2 group by sender', [from, to],
    (day, _row, letters) => { day.accepted = letters })
  await count(
    `select sender, attempt.channel, count(*) as count from attempt join letter on letter.id = attempt.letter_id
     where handed_over_at >= $1 and handed_over_at < $2 group by sender, attempt.channel`, [from, to],
    (day, row, attempts) => { day.handedOver[text<Channel>(row.channel)] = attempts })
  await count(
    `select sender, type, count(*) as count from letter_event join letter on letter.id = letter_event.letter_id
     where at >= $1 and at < $2 and type = any($3::text[]) group by sender, type`, [from, to, [...reportedEvents]],
    (day, row, events) => { day.events[text<ReportedEvent>(row.type)] = events })
  await count('select sender, state, channel, count(*) as count from letter group by sender, state, channel order by state, channel', [],
    (day, row, letters) => { day.states.push({ state: text<LetterState>(row.state), channel: maybeText<Channel>(row.channel), count: letters }) })
  await count('select sender, count(*) as count from letter where next_at < $1::timestamptz - interval \'5 minutes\' group by sender', [now],
    (day, _row, letters) => { day.late = letters })
  await count(
    `select sender, channel, count(*) as count from letter
     where state = 'dispatched' and reason_code = 'ERR_RECEIPT_MISSING' group by sender, channel order by channel`, [],
    (day, row, letters) => { day.missingReceipts.push({ channel: text<Channel>(row.channel), count: letters }) })
  return [...days.values()].toSorted((a, b) => a.sender < b.sender ? -1 : 1)
}

function emptyDay (sender: OrganizationNumber): Counted {
  return { sender, accepted: 0, handedOver: zeros(channels), events: zeros(reportedEvents), states: [], late: 0, missingReceipts: [] }
}

function zeros<Name extends string> (names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map(name => [name, 0])) as Record<Name, number>
}

function toReport (row: Row): DayReport {
  const { senders, outlook } = json<Pick<DayReport, 'senders' | 'outlook'>>(row.report)
  return { day: text(row.day), madeAt: moment(row.made_at), senders, outlook: revive(outlook) }
}

/** In `jsonb` moments are text. */
function revive ({ at, lanes, windows }: Outlook): Outlook {
  const maybe = (finishesAt: Date | null): Date | null => finishesAt === null ? null : new Date(finishesAt)
  return {
    at: new Date(at),
    lanes: lanes.map(lane => ({ ...lane, finishesAt: maybe(lane.finishesAt) })),
    windows: windows.map(window => ({ ...window, from: new Date(window.from), to: new Date(window.to), finishesAt: maybe(window.finishesAt) }))
  }
}
