import { spawnSync } from 'node:child_process'
import type { Test } from 'tap'

/**
 * Tells whether a judge from outside (`openssl`, `xmlsec1`, …) is on this machine.
 *
 * Where it is missing the test skips with a clear line; under `.ci/run` (environment `CI`) a missing judge is a failure.
 */
export function outsideTool (t: Test, name: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
  if (found) return true
  if (process.env.CI === undefined) t.comment(`skipped: ${name} is not installed`)
  else t.fail(`${name} is not installed, and this run must judge with it`)
  return false
}
