import type { ContactPoint } from '../letter/recipient-facts.ts'

/** eForvaltningsforskriften § 32 second paragraph: contact data neither updated nor confirmed within this time must not carry the § 8 notice. */
const freshMonths = 18

/** The oldest moment that still counts as fresh at `now`. Calendar months: 31 August less 18 gives the last day of February. */
export function freshSince (now: Date): Date {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - freshMonths)
  // A day the month lacks has run over into the next one: back to the last day of the month meant.
  if (since.getUTCDate() !== now.getUTCDate()) since.setUTCDate(0)
  return since
}

/** Tells whether a contact point was updated or confirmed since then. One without any date is not fresh. */
export function isFresh ({ updatedAt, verifiedAt }: ContactPoint, since: Date): boolean {
  return (updatedAt !== undefined && updatedAt >= since) || (verifiedAt !== undefined && verifiedAt >= since)
}
