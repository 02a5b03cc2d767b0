// When a letter is tried again: one row for each kind of trouble. docs/retries.md tells when which try falls, and a test holds the two equal.
import type { Channel } from '../letter/choice.ts'
import type { ErrorCode } from '../letter/error-table.ts'

/** How the waits between tries grow: each twice the one before, up to the longest. */
export interface BackOff {
  firstMs: number
  longestMs: number
}

const secondMs = 1000
const minuteMs = 60 * secondMs

/**
 * One row for each kind of trouble.
 *
 * - `register`: the registers and Maskinporten
 * - `keys`: certificates, our own key, and authorities that are to judge them: what is mended by people, not in seconds
 * - `mailbox`: hand-overs to e-Boks and Digipost
 * - `print`: hand-overs to the print service, which works by the day
 * - `throttled`: a channel that wants fewer calls and does not say until when
 * - `status`: a message that has not left the access point yet. No trouble, but asked about ever more seldom
 * - `gateway`: our own storage, and whatever has no name
 */
export const backOffTable = {
  register: { firstMs: 2 * secondMs, longestMs: 15 * minuteMs },
  keys: { firstMs: 10 * secondMs, longestMs: 30 * minuteMs },
  mailbox: { firstMs: 2 * secondMs, longestMs: 15 * minuteMs },
  print: { firstMs: 30 * secondMs, longestMs: 60 * minuteMs },
  throttled: { firstMs: 30 * secondMs, longestMs: 30 * minuteMs },
  status: { firstMs: 2 * secondMs, longestMs: 15 * minuteMs },
  gateway: { firstMs: secondMs, longestMs: minuteMs }
} as const satisfies Record<string, BackOff>

/** A row of the table. */
export type Trouble = keyof typeof backOffTable

/** Which row a failure falls under. */
export function troubleOf (code: ErrorCode, channel: Channel | null): Trouble {
  if (code === 'ERR_DISPATCH_THROTTLED') return 'throttled'
  if (code.startsWith('ERR_DISPATCH_')) return channel === 'print' ? 'print' : 'mailbox'
  if (/^ERR_(?:LOOKUP|MASKINPORTEN)_/.test(code)) return 'register'
  return /^ERR_(?:SEAL|CRYPTO|CERTIFICATES)_/.test(code) ? 'keys' : 'gateway'
}

/** The planned wait after so many failures in a row before this one, in milliseconds. */
export function plannedWaitMs (trouble: Trouble, failures: number): number {
  const { firstMs, longestMs } = backOffTable[trouble]
  return Math.min(firstMs * 2 ** Math.min(failures, 30), longestMs)
}

/**
 * When to try again. A wait lies anywhere between half and one and a half of the planned one, so that a crowd spreads out and yet is back
 * when planned on average.
 *
 * @param failures in a row before this one
 * @param random a number from 0 up to 1
 * @param notBefore the other side's own word
 */
export function tryAgainAt (trouble: Trouble, failures: number, now: Date, random: () => number, notBefore?: Date): Date {
  const at = now.getTime() + plannedWaitMs(trouble, failures) * (0.5 + random())
  return new Date(Math.max(at, notBefore?.getTime() ?? 0))
}
