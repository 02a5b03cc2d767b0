// What a process with a wrong clock must not take on: whatever it wrote down would wait for a time that is not the others'.
import type { Journey } from '../journey.ts'
import type { Act } from '../letter/act.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { ClockWatch } from '../queue/clock-watch.ts'

/** What lets a letter go on says from when. What stops one says nothing of the kind, and must be possible by any clock. */
const schedules: Readonly<Record<Exclude<Act, 'redirect'>, boolean>> = { hold: false, withdraw: false, release: true, resend: true }

/**
 * A journey that takes in no letter, and lets none go on, while the process's clock is wrong. It rejects with `ERR_HTTP_UNAVAILABLE` then, before
 * anything is read or stored; and while the database is away, which the clock is held against, as that does.
 */
export function journeyInTime (journey: Journey, clock: Pick<ClockWatch, 'isRight'>): Journey {
  return {
    ...journey,
    accept: async submission => {
      await demandRight(clock)
      return journey.accept(submission)
    },
    decide: async (call, as) => {
      await demandRight(clock)
      return journey.decide(call, as)
    },
    act: async (name, call) => {
      if (schedules[name]) await demandRight(clock)
      return journey.act(name, call)
    }
  }
}

async function demandRight (clock: Pick<ClockWatch, 'isRight'>): Promise<void> {
  if (await clock.isRight()) return
  throw new GatewayError('ERR_HTTP_UNAVAILABLE', 'Cannot take this on now: the clock of this process is wrong, and what it writes down would wait for it')
}
