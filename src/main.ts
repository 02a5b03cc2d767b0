#!/usr/bin/env node
// The composition root: the commands, and which roles each of them starts. It knows everyone; nobody knows it.
import { join } from 'node:path'
import { Command } from 'commander'
import { pino, type Logger } from 'pino'
import { makeTestCertificates } from '../certs/make-test-certificates.ts'
import { ownSettings, type Settings } from './config.ts'
import { addCertificateCommands, addClientCommands } from './main/client-commands.ts'
import { addFileCommands } from './main/file-commands.ts'
import { openGateway, readVersion, type Gateway } from './main/open-gateway.ts'
import { startFigures, startSchedule, startServe, startWork } from './main/roles.ts'
import { untilStopped } from './main/until-stopped.ts'
import { startWatchdog } from './main/watchdog.ts'
import { welcome } from './main/welcome.ts'
import { logOptions } from './privacy/log-options.ts'
import { makeSampleFolder } from './sandbox/samples.ts'
import { startSandbox, type Sandbox } from './sandbox/start-sandbox.ts'

/** Log lines go to standard error, so that what a command says to people stays readable. */
function openLog (settings: Settings, role: string): Logger {
  return pino(logOptions({ level: settings.POSTBUD_LOG_LEVEL }), pino.destination({ fd: 2, sync: false })).child({ role })
}

/** Test certificates are made where they are missing, but only for a sandbox that was given none of its own. */
async function ensureCertificates (settings: Settings): Promise<void> {
  if (settings.POSTBUD_MODE === 'sandbox') await makeTestCertificates(settings.POSTBUD_CERTS_DIR, new Date())
}

function openSandbox (settings: Settings, log: Logger): Promise<Sandbox> {
  return startSandbox({
    host: settings.POSTBUD_SANDBOX_HOST,
    port: settings.POSTBUD_SANDBOX_PORT,
    certsDir: settings.POSTBUD_CERTS_DIR,
    stateDir: join(settings.POSTBUD_DATA_DIR, 'sandbox'),
    logger: log.child({ role: 'sandbox' })
  })
}

/** All in one: sandbox, API, worker and timed duties. */
async function start (settings: Settings, log: Logger): Promise<() => Promise<void>> {
  await ensureCertificates(settings)
  const gateway = await openGateway(settings, log, { supervise: true })
  const sandbox = settings.POSTBUD_MODE === 'sandbox' ? await openSandbox(settings, log) : undefined
  const workers = startWork(gateway)
  const stopSchedule = startSchedule(gateway)
  const served = await startServe(gateway, () => { workers.wake() })
  process.stdout.write(welcome(settings, served.url, sandbox?.url))
  return async () => {
    await served.stop()
    await Promise.all([workers.stop(), stopSchedule()])
    await sandbox?.stop()
    await gateway.close()
  }
}

/** Opens a gateway for one role of several processes. */
async function openRole (settings: Settings, log: Logger, supervise: boolean): Promise<Gateway> {
  if (settings.DATABASE_URL === undefined) {
    throw new TypeError('Cannot start one role alone: the embedded database belongs to "postbud start"; set DATABASE_URL to a PostgreSQL')
  }
  await ensureCertificates(settings)
  return openGateway(settings, log, { supervise })
}

const roles: Record<string, (settings: Settings, log: Logger) => Promise<() => Promise<void>>> = {
  start,
  serve: async (settings, log) => {
    const gateway = await openRole(settings, log, false)
    const served = await startServe(gateway)
    log.info({ port: settings.POSTBUD_PORT }, 'the API listens')
    return async () => { await served.stop(); await gateway.close() }
  },
  work: async (settings, log) => {
    const gateway = await openRole(settings, log, true)
    const stopFigures = await startFigures(gateway)
    const workers = startWork(gateway)
    log.info('working')
    return async () => { await workers.stop(); await stopFigures(); await gateway.close() }
  },
  schedule: async (settings, log) => {
    const gateway = await openRole(settings, log, false)
    const stopFigures = await startFigures(gateway)
    const stopSchedule = startSchedule(gateway)
    log.info('timed duties run')
    return async () => { await stopSchedule(); await stopFigures(); await gateway.close() }
  },
  sandbox: async (settings, log) => {
    await ensureCertificates(settings)
    const sandbox = await openSandbox(settings, log)
    process.stdout.write(`Sandbox: ${sandbox.url}\n`)
    return () => sandbox.stop()
  }
}

/** Runs a role until a signal, then stops it in order. */
async function run (role: string): Promise<void> {
  const settings = ownSettings()
  const log = openLog(settings, role)
  const begin = roles[role]
  if (begin === undefined) throw new TypeError(`Cannot run "${role}": no such role`)
  const stop = await begin(settings, log).catch((error: unknown) => {
    tell(error)
    // What is open by now would keep the process, and its workers, alive although it has said that it could not start.
    process.exit(1)
  })
  if (supervisedRoles.has(role)) startWatchdog()
  await untilStopped(stop, log)
}

/** Roles of several processes, which somebody starts again when one of them ends. */
const supervisedRoles: ReadonlySet<string> = new Set(['serve', 'work', 'schedule'])

/** Only our own sentences, and what the system says of an address it cannot listen on: a stranger's error may quote what it was given. */
function tell (error: unknown): void {
  const isOurs = error instanceof Error && (error.name === 'GatewayError' || error instanceof TypeError)
  const isListening = error instanceof Error && 'syscall' in error && error.syscall === 'listen'
  process.stderr.write(`postbud: ${isOurs ? error.message : isListening ? `Cannot start: ${error.message}` : 'Cannot go on: an unexpected failure'}\n`)
}

async function main (): Promise<void> {
  const program = new Command('postbud')
    .description('Digital post gateway for Norwegian public bodies')
    .version(await readVersion())
    .showSuggestionAfterError()
  program.command('start').description('everything in one process, with sandbox and embedded database').action(() => run('start'))
  program.command('serve').description('the API and the operators\' pages (needs DATABASE_URL)').action(() => run('serve'))
  program.command('work').description('a worker: carries letters forward (needs DATABASE_URL)').action(() => run('work'))
  program.command('schedule').description('timed duties: receipts, reconciling, sweeping (needs DATABASE_URL)').action(() => run('schedule'))
  const sandbox = program.command('sandbox').description('stand-ins for registers, access point, mailboxes and print shop').action(() => run('sandbox'))
  sandbox.command('sample').description('make a folder of synthetic letters for "postbud batch send"')
    .argument('<folder>').option('--count <number>', 'how many letters', '200')
    .action((folder: string, options: { count: string }) => makeSampleFolder(folder, Number(options.count)))
  const certificates = program.command('certificates').description('certificates that letters are signed with')
  certificates.command('make').description('make the test certificates that are missing')
    .action(async () => { await ensureCertificates(ownSettings()) })
  addCertificateCommands(certificates)
  addClientCommands(program)
  addFileCommands(program)
  await program.parseAsync()
}

main().catch((error: unknown) => {
  tell(error)
  process.exitCode = 1
})
