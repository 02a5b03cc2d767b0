import type { Logger } from 'pino'

/** A process that has not stopped by itself after this long is ended, in milliseconds; supervisors kill after 30 s. */
export const patienceMs = 25_000

/**
 * Waits for SIGTERM or SIGINT, then stops in order. A second signal, or too long a stop, ends the process at once: what was in hand then
 * comes back to another worker by itself.
 */
export async function untilStopped (stop: () => Promise<void>, log: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>(resolve => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  log.info({ signal }, 'stopping')
  const end = (): void => { process.exit(1) }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  setTimeout(end, patienceMs).unref()
  await stop()
  log.info('stopped')
  process.exit(0)
}
