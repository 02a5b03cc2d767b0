/** What `Retry-After` said. */
export interface RetryAfter {
  /** What is obeyed. */
  notBefore?: Date
  /** What was asked for, where it is more than is obeyed. */
  askedFor?: Date
}

/** The longest that anybody is left alone for on their own word, in milliseconds. Beyond it they are asked again: it was a slip. */
export const longestRetryAfterMs = 6 * 60 * 60 * 1000

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): a number of seconds, or of whatever unit the other side counts in, or a date. What cannot be read says
 * nothing.
 */
export function readRetryAfter (header: string | null, now: Date, unitMs = 1000): RetryAfter {
  if (header === null) return {}
  const moment = /^\d{1,12}$/.test(header) ? new Date(now.getTime() + Number(header) * unitMs) : new Date(header)
  if (Number.isNaN(moment.getTime())) return /^\d+$/.test(header) ? capped(now, new Date(8.64e15)) : {}
  return moment.getTime() - now.getTime() > longestRetryAfterMs ? capped(now, moment) : { notBefore: moment }
}

function capped (now: Date, askedFor: Date): RetryAfter {
  return { notBefore: new Date(now.getTime() + longestRetryAfterMs), askedFor }
}
