import type { OrganizationNumber } from '../letter/letter.ts'
import { folderCode, type BatchRow, type RowProblem } from './batch-row.ts'
import { letterForm } from './letter-form.ts'
import { readAnswer } from './read-answer.ts'
import { waitMs } from './wait.ts'

/** What became of one row. The last two end the run: they are not the row's fault, and the next row would fare no better. */
export type RowOutcome =
  | { kind: 'accepted' | 'replayed', letterId: string }
  | { kind: 'refused', problems: readonly RowProblem[] }
  | { kind: 'unreachable' }
  | { kind: 'misled', sentence: string }
  | { kind: 'stopped' }

/** An outcome that settles a row. */
export type SettledOutcome = Extract<RowOutcome, { kind: 'accepted' | 'replayed' | 'refused' }>

/** How rows get to the gateway. */
export interface Delivery {
  url: string
  apiKey: string
  sender: OrganizationNumber
  batchId: string
  timeoutMs: number
  fetch: typeof globalThis.fetch
  now: () => Date
  /** Waits, but not longer than until `stop`. */
  sleep: (ms: number, stop: AbortSignal) => Promise<void>
  stop: AbortSignal
}

/** Tries after the first one. With the waits of wait.ts that is about a minute and a half; what lasts longer is a matter of hours. */
const maxRetries = 8

/**
 * Sends one row until there is an answer to it.
 *
 * Every try has the same idempotency key, so a lost answer costs nothing: the gateway gives it again.
 */
export async function sendRow (row: BatchRow, delivery: Delivery): Promise<RowOutcome> {
  for (let retry = 0; ; retry++) {
    const answer = await attempt(row, delivery)
    if (answer.kind !== 'later') return answer
    if (retry === maxRetries) return { kind: 'unreachable' }
    await delivery.sleep(waitMs(retry, answer.retryAfter, delivery.now()), delivery.stop)
    if (delivery.stop.aborted) return { kind: 'stopped' }
  }
}

type Attempt = Exclude<RowOutcome, { kind: 'stopped' | 'unreachable' }> | { kind: 'later', retryAfter: string | null }

async function attempt (row: BatchRow, { fetch, url, apiKey, sender, batchId, timeoutMs }: Delivery): Promise<Attempt> {
  const body = await letterForm(row, sender, batchId).catch(() => undefined)
  if (body === undefined) return { kind: 'refused', problems: [{ code: folderCode, sentence: 'a file cannot be read any more' }] }
  const headers = { 'authorization': `Bearer ${apiKey}`, 'idempotency-key': `batch:${batchId}:${row.id}`, 'accept': 'application/json' }
  try {
    const response = await fetch(`${url}/v1/letters`, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    return readAnswer(response.status, response.headers, await response.text())
  } catch {
    // Refused, reset, timed out, cut off in the middle: all the same to us, the key makes a repeat harmless.
    return { kind: 'later', retryAfter: null }
  }
}
