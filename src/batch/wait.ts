/** The first wait; each further one is twice as long. */
const firstWaitMs = 500

/** No wait is longer than this unless the gateway asks for it. */
const maxBackoffMs = 30_000

/** And no wait is longer than this even then: a mistaken date must not put a night run to sleep. */
const maxAskedMs = 300_000

/**
 * How long to wait before a row is tried again: what the gateway asks for, and not less than our own growing wait.
 *
 * @param retry 0 before the first repeat
 * @param retryAfter the header Retry-After, in seconds or as a date (RFC 9110 §10.2.3)
 */
export function waitMs (retry: number, retryAfter: string | null, now: Date): number {
  const own = Math.min(maxBackoffMs, firstWaitMs * 2 ** retry)
  return Math.max(own, Math.min(maxAskedMs, askedMs(retryAfter, now)))
}

function askedMs (retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  const text = retryAfter.trim()
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isFinite(asked) ? Math.max(0, asked) : 0
}
