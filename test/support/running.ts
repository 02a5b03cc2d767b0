// A whole Postbud for a test: sandbox, API, worker and duties in this process, over a database of its own, on free ports.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import type { Test } from 'tap'
import { readSettings, type Settings } from '../../src/config.ts'
import { openGateway, type Gateway } from '../../src/main/open-gateway.ts'
import { startSchedule, startServe, startWork } from '../../src/main/roles.ts'
import type { MaskinportenClient } from '../../src/maskinporten/verify-grant.ts'
import { logOptions } from '../../src/privacy/log-options.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { aPostgresUrl } from './database.ts'
import { freePort } from './postgres.ts'
import { readStage } from './stage.ts'

/** A running Postbud, and everything it logged. */
export interface Running {
  gateway: Gateway
  settings: Settings
  /** Address of the API. */
  url: string
  sandboxUrl: string
  /** Log lines so far, of gateway and sandbox. */
  logged: () => string
}

/** What may differ from a plain start. */
export interface RunOptions {
  settings?: Record<string, string>
  /** Without worker and duties, letters stay where they are. */
  idle?: boolean
  /** Clients registered with Maskinporten, when not the default one alone. */
  clients?: readonly MaskinportenClient[]
}

/** Starts a Postbud for a test; all of it stops when the test ends. */
export async function startPostbud (t: Test, options: RunOptions = {}): Promise<Running> {
  const lines: string[] = []
  const log = pino(logOptions({ level: 'debug' }), { write: (line: string) => { lines.push(line) } })
  const settings = await aSetting(t, options.settings ?? {})
  const sandbox = await startSandbox({
    host: '127.0.0.1', port: settings.POSTBUD_SANDBOX_PORT, certsDir: settings.POSTBUD_CERTS_DIR, logger: log.child({ role: 'sandbox' }), delayMs: 20,
    ...options.clients !== undefined && { clients: options.clients }
  })
  const gateway = await openGateway(settings, log, { supervise: options.idle !== true })
  const url = await startRoles(t, gateway, options.idle === true, () => sandbox.stop())
  return { gateway, settings, url, sandboxUrl: sandbox.url, logged: () => lines.join('') }
}

async function startRoles (t: Test, gateway: Gateway, idle: boolean, stopSandbox: () => Promise<void>): Promise<string> {
  const workers = idle ? undefined : startWork(gateway)
  const stopSchedule = idle ? undefined : startSchedule(gateway)
  const served = await startServe(gateway, () => { workers?.wake() })
  t.teardown(async () => {
    await served.stop()
    await Promise.all([workers?.stop(), stopSchedule?.()])
    await stopSandbox()
    await gateway.close()
  })
  return served.url
}

async function aSetting (t: Test, extra: Record<string, string>): Promise<Settings> {
  const stage = readStage()
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const onPostgres = stage.backend === 'postgres'
  if (!onPostgres) cpSync(stage.template, folder, { recursive: true, filter: path => !path.endsWith('.sock') })
  return readSettings({
    POSTBUD_DATA_DIR: folder,
    POSTBUD_CERTS_DIR: stage.certificates,
    POSTBUD_PORT: '0',
    POSTBUD_SANDBOX_PORT: String(await freePort()),
    POSTBUD_RECEIPTS_EVERY_MS: '100',
    ...onPostgres && { DATABASE_URL: await aPostgresUrl() },
    ...extra
  })
}

/** Waits until a question is answered with yes, asking often; fails the test after `seconds`. */
export async function eventually<T> (ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`Cannot wait longer than ${seconds} s`)
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

/** The logger a test uses where nobody looks. */
export const silent: Logger = pino({ level: 'silent' })
