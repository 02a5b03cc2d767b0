// What must be done once a date, whatever the number of processes and whenever they were down: a row for each duty and date says so.
import { GatewayError } from '../letter/gateway-error.ts'
import { keepLease } from './lease.ts'
import { pause } from './pause.ts'

/** One thing to do once a date. A date is written `YYYY-MM-DD`. */
export interface DailyDuty {
  name: string
  /** When its date is due: `HH:MM` on the calendar's clock. */
  time: string
  /** Done for one date. After a failure or a death it is done again, so it must bear a repeat that was cut off. */
  run: (day: string) => Promise<void>
}

/** The calendar that dates are told by. */
export interface Calendar {
  dayOf: (moment: Date) => string
  /** The first moment of a date on which the clock shows the time, or has passed it. */
  momentOf: (day: string, time: string) => Date
  daysLater: (day: string, days: number) => string
}

/** What is known of a duty's dates. */
export interface Runs {
  /** The first date it was ever done for, or begun; null: never. */
  first: string | null
  /** Dates from the one asked for on that are done, or were given up after many tries. */
  done: ReadonlySet<string>
}

/** Where processes agree on who does what date. */
export interface DailyRoster {
  runs: (name: string, since: string) => Promise<Runs>
  /** Takes a date until a moment; false if it is done, or another process has it. */
  begin: (name: string, day: string, now: Date, until: Date) => Promise<boolean>
  /** Keeps what was taken until `held` for longer; false if another process has it since. */
  renew: (name: string, day: string, held: Date, until: Date) => Promise<boolean>
  /** Says that the date is done. Does nothing if another process has it since. */
  finish: (name: string, day: string, held: Date, now: Date) => Promise<void>
  /** Says that the date failed, with a code, and may be tried again from a moment on. */
  fail: (name: string, day: string, held: Date, again: Date, code: string) => Promise<void>
}

/** Settings of the daily duties. */
export interface DailyOptions {
  calendar: Calendar
  now: () => Date
  onError: (error: unknown, duty: string) => void
  /** How often it is looked whether a date is due, in milliseconds. Default 30 000. */
  pollMs?: number
  /** A process that dies in the middle of a date is replaced after this time, in milliseconds. Default 60 000. */
  leaseMs?: number
}

/** After a longer time down only the last dates are made up for. */
export const mostDays = 31

const againAfterMs = 5 * 60_000

/** Looks again and again whether a date is due. The function it gives stops that and waits for what is in hand. */
export function startDailyDuties (roster: DailyRoster, duties: readonly DailyDuty[], options: DailyOptions): () => Promise<void> {
  const stopping = new AbortController()
  const loop = async (duty: DailyDuty): Promise<void> => {
    while (!stopping.signal.aborted) {
      await catchUp(roster, duty, options, stopping.signal).catch((error: unknown) => { options.onError(error, duty.name) })
      await pause(options.pollMs ?? 30_000, stopping.signal)
    }
  }
  const ended = Promise.all(duties.map(loop))
  return async () => {
    stopping.abort()
    await ended
  }
}

/** Does every date that is due and not done, oldest first. Stops at one that fails or that another process has: their order is kept. */
export async function catchUp (roster: DailyRoster, duty: DailyDuty, options: DailyOptions, stopping?: AbortSignal): Promise<void> {
  for (const day of await dueDays(roster, duty, options)) {
    if (stopping?.aborted === true || !await doDay(roster, duty, day, options)) return
  }
}

/** The very first date is the last that is due: nobody makes up for the time before there was a gateway. */
async function dueDays (roster: DailyRoster, { name, time }: DailyDuty, { calendar, now }: DailyOptions): Promise<string[]> {
  const { dayOf, momentOf, daysLater } = calendar
  const moment = now()
  const today = dayOf(moment)
  const last = momentOf(today, time) <= moment ? today : daysLater(today, -1)
  const earliest = daysLater(last, 1 - mostDays)
  const { first, done } = await roster.runs(name, earliest)
  const days: string[] = []
  for (let day = first === null ? last : first > earliest ? first : earliest; day <= last; day = daysLater(day, 1)) days.push(day)
  return days.filter(day => !done.has(day))
}

async function doDay (roster: DailyRoster, { name, run }: DailyDuty, day: string, options: DailyOptions): Promise<boolean> {
  const { now, onError, leaseMs = 60_000 } = options
  const start = now()
  const until = new Date(start.getTime() + leaseMs)
  if (!await roster.begin(name, day, start, until)) return false
  const letGo = keepLease((held, longer) => roster.renew(name, day, held, longer), { until, now, leaseMs })
  const failure = await run(day).then(() => null, (error: unknown) => {
    onError(error, name)
    return error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
  })
  const held = await letGo()
  if (failure === null) await roster.finish(name, day, held, now())
  else await roster.fail(name, day, held, new Date(now().getTime() + againAfterMs), failure)
  return failure === null
}
