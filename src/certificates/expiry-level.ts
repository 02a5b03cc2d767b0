import type { ExpiryLevel } from '../letter/certificate-status.ts'

/** From so many days left, each level. An enterprise certificate takes weeks to order. */
const ladder: readonly { level: ExpiryLevel, above: number }[] = [
  { level: 'ok', above: 90 }, { level: 'order', above: 30 }, { level: 'switch', above: 7 }, { level: 'urgent', above: -1 }
]

/** @param days whole days left, negative when it has expired */
export function expiryLevel (days: number): ExpiryLevel {
  return ladder.find(({ above }) => days > above)?.level ?? 'over'
}
