// What must be done every so often, whatever the number of processes: each duty by one of them at a time.
import { GatewayError } from '../letter/gateway-error.ts'
import { keepLease } from './lease.ts'
import { pause } from './pause.ts'

/** One thing to do again and again. */
export interface Duty {
  name: string
  /** Time between the end of one round and the start of the next, in milliseconds. */
  everyMs: number
  /** A process that dies in the middle of it is replaced after this time, in milliseconds. Default: that of all duties. */
  leaseMs?: number
  run: () => Promise<void>
}

/** Where processes agree on who does what. */
export interface DutyRoster {
  /** Takes a duty until a moment; false if another process holds it, or did it less than `everyMs` ago. */
  take: (name: string, now: Date, until: Date, everyMs: number) => Promise<boolean>
  /** Keeps what was taken until `held` for longer; false if another process has it since. */
  renew: (name: string, held: Date, until: Date) => Promise<boolean>
  /** Gives back what was taken until `held`, with the code of what went wrong if anything did. Does nothing if another process has it since. */
  giveBack: (name: string, held: Date, now: Date, failureCode: string | null) => Promise<void>
}

/** Settings of the duties. */
export interface DutyOptions {
  now: () => Date
  onError: (error: unknown, duty: string) => void
  /** A process that dies in the middle of a duty is replaced after this time, in milliseconds. Default 60 000. */
  leaseMs?: number
}

/** Starts all duties. The function it gives stops them and waits for those in hand. */
export function startDuties (roster: DutyRoster, duties: readonly Duty[], options: DutyOptions): () => Promise<void> {
  const stopping = new AbortController()
  const loops = duties.map(async duty => {
    while (!stopping.signal.aborted) {
      await round(roster, duty, options, stopping.signal)
      await pause(duty.everyMs, stopping.signal)
    }
  })
  return async () => {
    stopping.abort()
    await Promise.all(loops)
  }
}

async function round (roster: DutyRoster, duty: Duty, options: DutyOptions, stopping: AbortSignal): Promise<void> {
  const { now, onError } = options
  const leaseMs = duty.leaseMs ?? options.leaseMs ?? 60_000
  try {
    const start = now()
    const until = new Date(start.getTime() + leaseMs)
    if (!await roster.take(duty.name, start, until, duty.everyMs)) return
    const letGo = keepLease((held, longer) => roster.renew(duty.name, held, longer), { until, now, leaseMs })
    const failure = await duty.run().then(() => null, (error: unknown) => {
      onError(error, duty.name)
      return error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
    })
    const held = await letGo()
    await giveBack(() => roster.giveBack(duty.name, held, now(), failure), held, duty.name, options, stopping)
  } catch (error) {
    onError(error, duty.name)
  }
}

/** Gives a duty back as soon as the database takes it: one that is lost meanwhile must not keep the duty from everybody until the lease runs out. */
async function giveBack (give: () => Promise<void>, held: Date, duty: string, { now, onError }: DutyOptions, stopping: AbortSignal): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    try {
      await give()
      return
    } catch (error) {
      if (!isTold) onError(error, duty)
      await pause(1_000, stopping)
      if (stopping.aborted || now() >= held) return
    }
  }
}
