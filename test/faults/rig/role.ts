// One process of the gateway with fault points plugged in (none if RIG_POINTS says so): `role.ts serve|work|schedule|sandbox`. Otherwise what
// `postbud` starts.
import { join } from 'node:path'
import { pino } from 'pino'
import { readSettings } from '../../../src/config.ts'
import { openGateway, type Gateway } from '../../../src/main/open-gateway.ts'
import { startSchedule, startServe, startWork } from '../../../src/main/roles.ts'
import { untilStopped } from '../../../src/main/until-stopped.ts'
import { startWatchdog } from '../../../src/main/watchdog.ts'
import { logOptions } from '../../../src/privacy/log-options.ts'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { armedPoints } from './armed-points.ts'
import { journalPath, placeWriter } from './place-journal.ts'

const role = process.argv[2] ?? ''
const folder = process.env.RIG_FOLDER ?? ''
/** A benchmark measures the gateway as it is. */
const hasPoints = process.env.RIG_POINTS !== 'none'
const settings = readSettings(process.env)
const log = pino(logOptions({ level: settings.POSTBUD_LOG_LEVEL }), pino.destination({ fd: 2, sync: true })).child({ role })

/** The roles; each gives the function that stops it. */
const roles: Record<string, () => Promise<() => Promise<void>>> = {
  serve: async () => {
    const gateway = await open(false)
    const { stop } = await startServe(gateway)
    return async () => { await stop(); await gateway.close() }
  },
  work: async () => {
    const gateway = await open(true)
    if (hasPoints) noteFetched(gateway)
    const workers = startWork(gateway)
    return async () => { await workers.stop(); await gateway.close() }
  },
  schedule: async () => {
    const gateway = await open(false)
    const stopSchedule = startSchedule(gateway)
    return async () => { await stopSchedule(); await gateway.close() }
  },
  sandbox: async () => {
    const sandbox = await startSandbox({
      host: settings.POSTBUD_SANDBOX_HOST, port: settings.POSTBUD_SANDBOX_PORT, certsDir: settings.POSTBUD_CERTS_DIR,
      stateDir: join(folder, 'sandbox'), logger: log, delayMs: Number(process.env.RIG_DELAY_MS ?? 300)
    })
    return () => sandbox.stop()
  }
}

/** What is fetched is in this worker's hands, whether it comes to a claim or not. */
function noteFetched ({ queue }: Gateway): void {
  const note = placeWriter(journalPath(folder, role, process.pid))
  const { fetch } = queue
  queue.fetch = async (...asked) => {
    const jobs = await fetch(...asked)
    for (const { letterId } of jobs) note('fetched', letterId)
    return jobs
  }
}

function open (supervise: boolean): Promise<Gateway> {
  if (!hasPoints) return openGateway(settings, log, { supervise })
  return openGateway(settings, log, { supervise, faultPoints: armedPoints(join(folder, 'armed'), journalPath(folder, role, process.pid)) })
}

const start = roles[role]
if (start === undefined) throw new TypeError(`Cannot run "${role}": no such role`)
const stop = await start().catch((error: unknown) => {
  // As `postbud` does: said, and ended. Whoever supervises tries again.
  process.stdout.write(`could not start: ${error instanceof Error ? error.message : 'an unexpected failure'}\n`)
  process.exit(1)
})
process.stdout.write('ready\n')
if (role !== 'sandbox') startWatchdog()
await untilStopped(stop, log)
