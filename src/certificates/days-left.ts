import type { X509Certificate } from 'node:crypto'

const dayMs = 24 * 60 * 60 * 1000

/** Whole days until a certificate expires; negative when it has. */
export function daysLeft (certificate: X509Certificate, now: Date): number {
  return Math.floor((new Date(certificate.validTo).getTime() - now.getTime()) / dayMs)
}
