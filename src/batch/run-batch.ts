// `postbud batch send FOLDER`: arguments in, report and exit status out.
import { GatewayError } from '../letter/gateway-error.ts'
import type { OrganizationNumber } from '../letter/letter.ts'
import { openCheckpoint, type Checkpoint } from './checkpoint.ts'
import { planBatch, type BatchPlan } from './plan-batch.ts'
import { createProgress } from './progress.ts'
import { rowJson, summaryJson, summaryText } from './report.ts'
import { sendAll, type RunEnd } from './send-all.ts'
import type { SettledOutcome } from './send-row.ts'
import type { Tally } from './tally.ts'

/** What the night run is told. */
export interface BatchOptions {
  folder: string
  /** Of the gateway, without a slash at the end. */
  url: string
  apiKey: string
  /** Organization number the letters are sent for. */
  sender: OrganizationNumber
  /** Letters under way at once; default 4. */
  concurrency?: number
  /** How long one request may take; default 60 000. */
  timeoutMs?: number
  /** One JSON object a line on stdout instead of text. */
  json?: boolean
  /** Check the folder and send nothing. */
  dryRun?: boolean
  /** Whether the bar may be colored (not under NO_COLOR). */
  color?: boolean
}

/** The world a run lives in. */
export interface BatchPorts {
  fetch: typeof globalThis.fetch
  now: () => Date
  /** Waits, but not longer than until the signal. */
  sleep: (ms: number, stop: AbortSignal) => Promise<void>
  stdout: { write: (text: string) => unknown }
  stderr: NodeJS.WritableStream
  /** Whether stderr is a terminal. */
  isTerminal: boolean
  /** Aborted when the operator wants the run to end (Ctrl-C). Rows under way are finished first. */
  stop: AbortSignal
}

/** Exit statuses of the command line. */
export const exitStatus = { ok: 0, failure: 1, usage: 2, partial: 3, retryLater: 4 } as const

/**
 * Sends a folder's letters, or goes on where an earlier run stopped.
 *
 * @returns 0 all done; 1 the gateway does not take letters from us; 2 the folder cannot be used; 3 some rows were refused;
 * 4 not all was sent because the gateway does not answer or the run was stopped: run it again
 */
export async function runBatch (options: BatchOptions, ports: BatchPorts): Promise<number> {
  const plan = await planBatch(options.folder).catch((error: unknown) => { tell(error, ports) })
  if (plan === undefined) return exitStatus.usage
  if (options.dryRun === true) return rehearse(plan, options, ports)
  const status = await send(plan, options, ports).catch((error: unknown) => { tell(error, ports) })
  return status ?? exitStatus.failure
}

/** Tells of a failure we know; any other is a bug and goes on its way. */
function tell (error: unknown, { stderr }: BatchPorts): void {
  if (!(error instanceof GatewayError)) throw error
  stderr.write(`${error.message} (${error.code})\n`)
}

/** Says what would be sent. */
function rehearse (plan: BatchPlan, options: BatchOptions, ports: BatchPorts): number {
  const total = plan.rows.length + plan.refused.length
  const tally: Tally = { total, accepted: 0, replayed: 0, skipped: 0, left: plan.rows.length, refused: plan.refused, seconds: 0 }
  const tellRow = rowTeller(options, ports)
  for (const { row, problems } of plan.refused) tellRow(row, { kind: 'refused', problems })
  ports.stderr.write(`Dry run: ${plan.rows.length} rows could be sent; nothing was\n`)
  report(plan.digest, tally, options, ports)
  return plan.refused.length > 0 ? exitStatus.partial : exitStatus.ok
}

async function send (plan: BatchPlan, options: BatchOptions, ports: BatchPorts): Promise<number> {
  if (!await isThere(options, ports)) return unreachable(options, ports)
  const checkpoint = await openCheckpoint(plan.folder, plan.digest)
  tellOfChange(checkpoint, ports)
  const { tally, end } = await sendAll(plan, {
    checkpoint,
    concurrency: options.concurrency ?? 4,
    delivery: { ...options, ...ports, batchId: checkpoint.batchId, timeoutMs: options.timeoutMs ?? 60_000 },
    progress: createProgress({ stream: ports.stderr, isTerminal: ports.isTerminal, color: options.color === true }),
    onRow: rowTeller(options, ports)
  })
  report(checkpoint.batchId, tally, options, ports)
  return conclude(tally, end, ports)
}

/** For programs every row is a line of its own; people read the refused ones in the summary. */
function rowTeller ({ json }: BatchOptions, { stdout }: BatchPorts): (row: string, outcome: SettledOutcome) => void {
  return (row, outcome) => { if (json === true) stdout.write(rowJson(row, outcome)) }
}

/** Asks once before the first row, so that a gateway that is not there is told of at once and not after a minute of waiting. */
async function isThere ({ url }: BatchOptions, { fetch }: BatchPorts): Promise<boolean> {
  try {
    await (await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(10_000) })).text()
    return true
  } catch {
    return false
  }
}

function unreachable ({ url }: BatchOptions, { stderr }: BatchPorts): number {
  stderr.write(`Cannot reach the gateway at ${url}: start it, then run the same command again (ERR_BATCH_GATEWAY)\n`)
  return exitStatus.retryLater
}

function tellOfChange (checkpoint: Checkpoint, { stderr }: BatchPorts): void {
  if (checkpoint.hasChanged) stderr.write('The manifest has changed since this folder was first sent: rows that were accepted then are not sent again\n')
}

function report (batchId: string, tally: Tally, options: BatchOptions, { stdout }: BatchPorts): void {
  stdout.write(options.json === true ? summaryJson(batchId, tally) : summaryText(batchId, tally))
}

function conclude (tally: Tally, end: RunEnd, { stderr }: BatchPorts): number {
  if (end.kind === 'misled') {
    stderr.write(`Cannot send: ${end.sentence}\n`)
    return exitStatus.failure
  }
  if (end.kind === 'done') return tally.refused.length > 0 ? exitStatus.partial : exitStatus.ok
  const why = end.kind === 'stopped' ? 'Stopped' : 'The gateway does not answer any more'
  stderr.write(`${why}: ${tally.left} rows are left. Run the same command again to go on; nothing is sent twice\n`)
  return exitStatus.retryLater
}
