// What must be done every so often, whatever the number of processes: each duty by one of them at a time.
import { GatewayError } from '../letter/gateway-error.ts'

/** One thing to do again and again. */
export interface Duty {
  name: string
  /** Time between the end of one round and the start of the next, in milliseconds. */
  everyMs: number
  run: () => Promise<void>
}

/** Where processes agree on who does what. */
export interface DutyRoster {
  /** Takes a duty until a moment; false if another process holds it, or did it less than `everyMs` ago. */
  take: (name: string, now: Date, until: Date, everyMs: number) => Promise<boolean>
  /** Gives it back, with the code of what went wrong if anything did. */
  giveBack: (name: string, now: Date, failureCode: string | null) => Promise<void>
}

/** Settings of the duties. */
export interface DutyOptions {
  now: () => Date
  onError: (error: unknown, duty: string) => void
}

// Longer than any duty takes; a process that dies in the middle of one is replaced after this time.
const leaseMs = 60_000

/** Starts all duties. The function it gives stops them and waits for those in hand. */
export function startDuties (roster: DutyRoster, duties: readonly Duty[], options: DutyOptions): () => Promise<void> {
  const stopping = new AbortController()
  const loops = duties.map(async duty => {
    while (!stopping.signal.aborted) {
      await round(roster, duty, options)
      await pause(duty.everyMs, stopping.signal)
    }
  })
  return async () => {
    stopping.abort()
    await Promise.all(loops)
  }
}

async function round (roster: DutyRoster, duty: Duty, { now, onError }: DutyOptions): Promise<void> {
  try {
    const start = now()
    if (!await roster.take(duty.name, start, new Date(start.getTime() + leaseMs), duty.everyMs)) return
    const failure = await duty.run().then(() => null, (error: unknown) => {
      onError(error, duty.name)
      return error instanceof GatewayError ? error.code : 'ERR_HTTP_INTERNAL'
    })
    await roster.giveBack(duty.name, now(), failure)
  } catch (error) {
    onError(error, duty.name)
  }
}

function pause (ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) { resolve(); return }
    const timer = setTimeout(done, ms)
    function done (): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
