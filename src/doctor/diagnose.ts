import { errorTable } from '../letter/error-table.ts'
import { GatewayError } from '../letter/gateway-error.ts'
import type { Finding } from './finding.ts'

/** What a check tells of the thing it looked at; the name is added by whoever runs it. */
export type CheckResult = Omit<Finding, 'check'>

/** One thing to look at. Throwing is a way to say that it is off. */
export interface Check {
  name: string
  /** The signal is aborted when the time is up. */
  look: (signal: AbortSignal) => Promise<CheckResult>
  /** What to do when there is no answer in time, or an error that says nothing itself. */
  repair: string
}

/** How the checks are run. */
export interface DiagnoseOptions {
  /** For each check; default 5000. */
  timeoutMs?: number
}

/** Runs all checks at once and waits for none longer than its time. Findings come in the order of the checks. */
export async function diagnose (checks: readonly Check[], options: DiagnoseOptions = {}): Promise<Finding[]> {
  const timeoutMs = options.timeoutMs ?? 5000
  return Promise.all(checks.map(check => findingOf(check, timeoutMs)))
}

async function findingOf (check: Check, timeoutMs: number): Promise<Finding> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return { check: check.name, ...await Promise.race([check.look(signal), lateness(signal)]) }
  } catch (error) {
    if (signal.aborted) return { check: check.name, level: 'failure', detail: `no answer within ${timeoutMs} ms`, repair: check.repair }
    return { check: check.name, ...failureOf(error, check.repair) }
  }
}

/** Fails when the time is up, for checks that do not heed the signal. */
function lateness (signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error('late')) }, { once: true }) })
}

/** Our own errors may be told in full; of others only the kind is known to be safe. */
function failureOf (error: unknown, repair: string): CheckResult {
  if (error instanceof GatewayError) return { level: 'failure', detail: `${error.message} (${error.code})`, repair: errorTable[error.code].remedy }
  return { level: 'failure', detail: `failed unexpectedly (${error instanceof Error ? error.name : 'no error'})`, repair }
}
