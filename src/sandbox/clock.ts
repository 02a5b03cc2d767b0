/** The sandbox's own time, which can be moved, and what shall happen in it. */
export interface SandboxClock {
  now (): Date
  /** How far ahead of the machine, in milliseconds. */
  readonly offsetMs: number
  /** Moves the clock and runs everything that fell due, in its order; ends when that has been done. */
  move (offsetMs: number): Promise<void>
  /**
   * Does something at a moment of this clock. Tasks of one lane run one after another, lanes run side by side.
   *
   * A lane is a message id here: its receipts must not overtake one another by chance. A task is told when it was due, so that what follows
   * it can be planned from there: a leap over a day then runs the whole chain.
   */
  at (moment: Date, lane: string, task: (due: Date) => Promise<void>): void
  /** Forgets what is planned and waits for what is under way. */
  stop (): Promise<void>
}

/** What the clock needs from outside. */
export interface ClockOptions {
  machineNow: () => Date
  /** Told of a task that failed; the clock goes on. */
  onError: (error: unknown) => void
}

interface Planned { due: number, lane: string, task: (due: Date) => Promise<void> }

/** Longest delay a Node.js timer takes. */
const maxTimerMs = 2_147_483_647

/** Makes a clock. One timer waits for the next task; nothing is polled. */
export function createClock ({ machineNow, onError }: ClockOptions): SandboxClock {
  const lanes = createLanes(onError)
  let planned: Planned[] = []
  let offsetMs = 0
  let timer: NodeJS.Timeout | undefined

  const now = (): number => machineNow().getTime() + offsetMs
  const arm = (): void => {
    clearTimeout(timer)
    const next = planned[0]
    if (next === undefined) return
    timer = setTimeout(runDue, Math.min(Math.max(next.due - now(), 0), maxTimerMs))
  }
  const runDue = (): void => {
    const moment = now()
    const due = planned.filter(one => one.due <= moment)
    planned = planned.filter(one => one.due > moment)
    due.forEach(lanes.start)
    arm()
  }

  return {
    now: () => new Date(now()),
    get offsetMs () { return offsetMs },
    move: async offset => {
      offsetMs = offset
      runDue()
      while (lanes.isBusy()) {
        await lanes.finish()
        runDue() // a task may have planned another that is due already
      }
    },
    at: (moment, lane, task) => {
      planned.push({ due: moment.getTime(), lane, task })
      planned.sort((one, other) => one.due - other.due) // a stable sort: equal moments keep the order they were planned in
      arm()
    },
    stop: async () => {
      planned = []
      clearTimeout(timer)
      await lanes.finish()
    }
  }
}

/** Runs tasks: those of one lane one after another, whether they fail or not. */
interface Lanes {
  start: (task: Planned) => void
  isBusy (): boolean
  /** Ends when everything that is under way now has ended. */
  finish (): Promise<void>
}

function createLanes (onError: ClockOptions['onError']): Lanes {
  const lanes = new Map<string, Promise<void>>()
  return {
    start: ({ due, lane, task }) => {
      const done = (lanes.get(lane) ?? Promise.resolve()).then(async () => { await task(new Date(due)) }).catch(onError).finally(() => {
        if (lanes.get(lane) === done) lanes.delete(lane) // else a later task has taken the lane over
      })
      lanes.set(lane, done)
    },
    isBusy: () => lanes.size > 0,
    finish: async () => { await Promise.all(lanes.values()) }
  }
}
