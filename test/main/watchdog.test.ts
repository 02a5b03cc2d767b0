import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { folderOf } from '../support/run-tool.ts'

const watchdog = new URL('../../src/main/watchdog.ts', import.meta.url).href

interface End { signal: NodeJS.Signals | null, code: number | null, told: string }

/** Runs a process with a watchdog of 1.5 s that does this, and tells how it ended. */
async function run (t: Test, body: string, meanwhile: (pid: number) => Promise<void> = async () => {}): Promise<End> {
  const script = join(await folderOf(t, []), 'watched.mts')
  writeFileSync(script, `import { startWatchdog } from ${JSON.stringify(watchdog)}\nconst stop = startWatchdog(1500)\n${body}`)
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => { told += chunk.toString() })
  child.stdout.once('data', () => { void meanwhile(child.pid ?? 0) })
  return new Promise(resolve => { child.once('close', (code, signal) => { resolve({ signal, code, told }) }) })
}

const wait = (ms: number): string => `await new Promise(resolve => setTimeout(resolve, ${ms}))`

test('startWatchdog() ends a process whose event loop stands still, and says why', async t => {
  const { signal, told } = await run(t, `${wait(500)}\nfor (;;);`)
  t.equal(signal, 'SIGKILL')
  t.match(told, /the event loop has stood still for 2 s; the process ends itself/)
})

test('startWatchdog() leaves a process alone whose event loop stands still for less, or is idle, and keeps none alive', async t => {
  const end = await run(t, `const until = Date.now() + 700\nwhile (Date.now() < until);\n${wait(3000)}`)
  t.strictSame(end, { signal: null, code: 0, told: '' })
})

test('startWatchdog() leaves a process alone that was suspended as a whole', async t => {
  const end = await run(t, `console.log('begun')\n${wait(1000)}\nawait stop()`, async pid => {
    process.kill(pid, 'SIGSTOP')
    await pause(4_000)
    process.kill(pid, 'SIGCONT')
  })
  t.strictSame(end, { signal: null, code: 0, told: '' })
})

test('the function startWatchdog() gives ends the watch', async t => {
  const end = await run(t, `await stop()\nconst until = Date.now() + 2500\nwhile (Date.now() < until);`)
  t.strictSame(end, { signal: null, code: 0, told: '' })
})
