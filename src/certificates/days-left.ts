import type { X509Certificate } from 'node:crypto'

const dayMs = 24 * 60 * 60 * 1000

/** Whole days until a certificate expires; negative when it has. */
export function daysLeft ({ validToDate }: Pick<X509Certificate, 'validToDate'>, now: Date): number {
  return Math.floor((validToDate.getTime() - now.getTime()) / dayMs)
}
