// A night run as a process of its own, so that a test can kill it: `node run-child.ts FOLDER URL`.
import { setTimeout as delay } from 'node:timers/promises'
import { runBatch } from '../../src/batch/run-batch.ts'

const [folder = '', url = ''] = process.argv.slice(2)
process.exitCode = await runBatch({ folder, url, apiKey: 'sandbox', sender: '313000001', concurrency: 2 }, {
  fetch, now: () => new Date(), sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}), stdout: process.stdout,
  stderr: process.stderr, isTerminal: false, stop: new AbortController().signal
})
