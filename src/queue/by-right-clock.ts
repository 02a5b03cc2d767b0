// Rosters as a process with a wrong clock must use them.
import type { DailyRoster } from './daily-duties.ts'
import type { DutyRoster } from './timed-duties.ts'

/** Tells whether this process's clock may decide anything. */
export type IsRight = () => Promise<boolean>

/**
 * A roster that a wrong clock neither takes from nor writes to: a time it puts down may keep a duty from all the others until then. What was taken
 * before is not given back, and is another's when the lease runs out.
 */
export function byRightClock (roster: DutyRoster, isRight: IsRight): DutyRoster {
  return {
    take: async (...asked) => await isRight() && roster.take(...asked),
    renew: async (...asked) => await isRight() && roster.renew(...asked),
    giveBack: async (...asked) => { if (await isRight()) await roster.giveBack(...asked) }
  }
}

/** The same for what is done once a date. That a date is done stays true by any clock. */
export function dailyByRightClock (roster: DailyRoster, isRight: IsRight): DailyRoster {
  return {
    runs: (...asked) => roster.runs(...asked),
    begin: async (...asked) => await isRight() && roster.begin(...asked),
    renew: async (...asked) => await isRight() && roster.renew(...asked),
    finish: (...asked) => roster.finish(...asked),
    fail: async (...asked) => { if (await isRight()) await roster.fail(...asked) }
  }
}
