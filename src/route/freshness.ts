import type { ContactPoint } from '../letter/recipient-facts.ts'

/** eForvaltningsforskriften § 32 second paragraph: contact data neither updated nor confirmed within this time must not carry the § 8 notice. */
export const freshMonths = 18

/**
 * How many calendar months one must go back from `now` to reach the last time a contact point was updated or confirmed; null without any date.
 * It is within N months when this is at most N, the day and the moment itself included.
 */
export function contactAgeMonths ({ updatedAt, verifiedAt }: ContactPoint, now: Date): number | null {
  if (updatedAt === undefined && verifiedAt === undefined) return null
  const last = new Date(Math.max(updatedAt?.getTime() ?? -Infinity, verifiedAt?.getTime() ?? -Infinity))
  const months = (now.getUTCFullYear() - last.getUTCFullYear()) * 12 + now.getUTCMonth() - last.getUTCMonth()
  return Math.max(0, monthsBefore(now, months) <= last ? months : months + 1)
}

/** Calendar months: 31 August less 18 gives the last day of February. */
function monthsBefore (now: Date, months: number): Date {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - months)
  // A day the month lacks has run over into the next one: back to the last day of the month meant.
  if (since.getUTCDate() !== now.getUTCDate()) since.setUTCDate(0)
  return since
}
