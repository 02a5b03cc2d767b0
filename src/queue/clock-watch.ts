// This process's clock held against the database's, which all processes share. What is due is decided by clocks, and one of them may be wrong.

/** Beyond this the clock is told of, in milliseconds. */
export const tellBeyondMs = 5_000

/**
 * Beyond this nothing is begun, in milliseconds: letters would leave before their time, and certificates be judged for another hour. Maskinporten
 * takes grants up to 10 seconds off; a jump that goes unseen, the fraction of a second that a grant does not tell, and its way take one each.
 */
export const stopBeyondMs = 7_000

/** A measurement is good for so long, in milliseconds, unless the clock is seen to jump. */
const goodForMs = 1_000

/** What watching needs. */
export interface ClockPorts {
  /** What time it is to the database. */
  databaseNow: () => Promise<Date>
  now: () => Date
  /** A clock nobody sets, in milliseconds from whenever. */
  steadyMs: () => number
  /** Told once when the clock is off by more than `tellBeyondMs`, with how much; and once when it is right again. */
  onOff: (offsetMs: number) => void
  onRight: () => void
}

/** The watch over one process's clock. */
export interface ClockWatch {
  /** How far this process's clock is ahead of the database's, in milliseconds; behind where negative. Rejects while the database is away. */
  offsetMs: () => Promise<number>
  /** Whether anything may be begun that a clock decides about. Rejects while the database is away. */
  isRight: () => Promise<boolean>
}

interface Measurement {
  offsetMs: number
  at: Date
  steadyMs: number
}

/** Starts watching. Asks the database at most once a second, and at once when the clock has jumped. */
export function createClockWatch (ports: ClockPorts): ClockWatch {
  let last: Measurement | undefined
  let asking: Promise<Measurement> | undefined
  let isOff = false
  const tell = (offsetMs: number): void => {
    const wasOff = isOff
    isOff = Math.abs(offsetMs) > tellBeyondMs
    if (isOff && !wasOff) ports.onOff(offsetMs)
    if (!isOff && wasOff) ports.onRight()
  }
  const offsetMs = async (): Promise<number> => {
    if (last !== undefined && isGood(last, ports)) return last.offsetMs
    asking ??= measure(ports).finally(() => { asking = undefined })
    last = await asking
    tell(last.offsetMs)
    return last.offsetMs
  }
  return { offsetMs, isRight: async () => Math.abs(await offsetMs()) <= stopBeyondMs }
}

function isGood (last: Measurement, { now, steadyMs }: ClockPorts): boolean {
  const passedMs = steadyMs() - last.steadyMs
  const jumpMs = now().getTime() - last.at.getTime() - passedMs
  return passedMs < goodForMs && Math.abs(jumpMs) < goodForMs
}

/**
 * The answer tells of a moment between question and answer, and which of them nobody knows: the doubt is taken in the clock's favor. The clocks are
 * read in such an order that a process that stands still between two readings only adds to the doubt.
 */
async function measure ({ databaseNow, now, steadyMs }: ClockPorts): Promise<Measurement> {
  const [askedMs, asked] = [steadyMs(), now()]
  const there = (await databaseNow()).getTime()
  const [at, answeredMs] = [now(), steadyMs()]
  const aheadOfQuestion = asked.getTime() - there
  const aheadOfAnswer = aheadOfQuestion + answeredMs - askedMs
  const offsetMs = aheadOfQuestion > 0 ? aheadOfQuestion : Math.min(0, aheadOfAnswer)
  return { offsetMs, at, steadyMs: answeredMs }
}
