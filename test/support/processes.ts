// The roles as processes of their own on one PostgreSQL, as a municipality would run them.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { aPostgresUrl } from './database.ts'
import { freePort } from './postgres.ts'
import { eventually } from './running.ts'
import { readStage } from './stage.ts'

/** Processes that belong together. */
export interface Processes {
  environment: Record<string, string>
  url: string
  sandboxUrl: string
  /** Starts a role, from another folder or with other settings if they are given. It is killed when the test ends. */
  start: (role: string, changes?: { folder?: string, environment?: Record<string, string> }) => ChildProcess
}

/** Settings and places for processes that share a fresh database. Nothing is started. */
export async function someProcesses (t: Test, template?: string): Promise<Processes> {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const environment = {
    DATABASE_URL: await aPostgresUrl(template), POSTBUD_DATA_DIR: folder, POSTBUD_CERTS_DIR: readStage().certificates, POSTBUD_PORT: String(port),
    POSTBUD_SANDBOX_PORT: String(sandboxPort), POSTBUD_RECEIPTS_EVERY_MS: '200', POSTBUD_MASTER_KEY: Buffer.alloc(32, 7).toString('base64')
  }
  const start: Processes['start'] = (role, changes = {}) => {
    const child = spawn(process.execPath, ['src/main.ts', role], {
      cwd: changes.folder ?? join(import.meta.dirname, '..', '..'),
      env: { PATH: process.env.PATH, ...environment, ...changes.environment },
      stdio: ['ignore', 'ignore', 'pipe']
    })
    child.stderr.resume()
    t.teardown(() => { child.kill('SIGKILL') })
    return child
  }
  return { environment, url: `http://127.0.0.1:${port}`, sandboxUrl: `http://127.0.0.1:${sandboxPort}`, start }
}

/** Waits until something answers well there. */
export function answers (url: string): Promise<true> {
  return eventually(async () => await fetch(url).then(response => response.ok, () => false) ? true : undefined, 60)
}

/** Sends SIGTERM, and tells how the process ended and after how long. */
export async function terminate (child: ChildProcess): Promise<{ status: number | null, ms: number }> {
  const begun = Date.now()
  const ended = new Promise<number | null>(resolve => { child.once('exit', resolve) })
  child.kill('SIGTERM')
  return { status: await ended, ms: Date.now() - begun }
}
