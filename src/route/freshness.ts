import type { ContactPoint } from '../letter/recipient-facts.ts'

/** eForvaltningsforskriften § 32 second paragraph: contact data neither updated nor confirmed within this time must not carry the § 8 notice. */
const freshMonths = 18

/** Tells whether a contact point was updated or confirmed within 18 months. One without any date is not fresh. */
export function isFresh (point: ContactPoint, now: Date): boolean {
  const oldest = monthsBefore(now, freshMonths)
  return [point.updatedAt, point.verifiedAt].some(moment => moment !== undefined && moment >= oldest)
}

/** Calendar months back; a day the target month lacks becomes its last one (31 August gives 28 or 29 February). */
function monthsBefore (moment: Date, months: number): Date {
  const result = new Date(moment)
  result.setUTCMonth(result.getUTCMonth() - months)
  if (result.getUTCDate() !== moment.getUTCDate()) result.setUTCDate(0)
  return result
}
