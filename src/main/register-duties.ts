// The watch over the registers: one timed duty each.
import { watchRegister } from '../journey/watch-registers.ts'
import type { Duty } from '../queue/timed-duties.ts'
import type { Gateway } from './open-gateway.ts'

/** How often a register is asked what has changed, in milliseconds. */
const everyMs = 30_000

/** Before so long nothing is passed over, in milliseconds, however young facts must be. */
const leastPatienceMs = 60 * 60 * 1000

/** Duties that send letters back to their lookup when their recipient has changed. */
export function registerDuties (gateway: Gateway): Duty[] {
  const { settings, store: { records, registerCursors: cursors }, rooms, metrics, log, now } = gateway
  const passOverAfterMs = Math.max(leastPatienceMs, settings.POSTBUD_REGISTER_MAX_AGE_MINUTES * 60_000)
  return (['contact-register', 'population-register'] as const).map((register): Duty => ({
    name: `changes-of-${register}`,
    everyMs,
    run: () => watchRegister({
      register,
      feed: rooms.changes[register],
      cursors,
      records,
      now,
      passOverAfterMs,
      onRechecked: count => { metrics.rechecked(register, count) },
      onPassedOver: error => {
        metrics.passedOver(register)
        log.error({ err: error, register }, 'a change of a register cannot be acted on and is passed over; letters are checked before they are sent')
      }
    })
  }))
}
