// The ladder of a letter that was delivered digitally: mailbox, the notice repeated by the mailbox, paper. Pure: tells when the next rung is due.
import type { Letter } from '../letter/letter.ts'
import { rowsFor, type Policy } from './policy.ts'
import { addWorkingDays } from './working-days.ts'

/** How a sender follows up a kind of letter. */
export interface LadderPolicy {
  /** On paper when no opening is known so many working days after the recipient gained access. Absent: never for that. */
  printAfterWorkingDays?: number
  /** On paper at once when a notice to the recipient failed. */
  onNotificationFailed: boolean
  /** Paper that costs more is not ordered. */
  maxCostOre?: number
}

/** What is known of a delivery. */
export interface DeliveryFacts {
  deliveredAt: Date
  /** When the mailbox gave up telling the recipient. */
  noticeFailedAt?: Date
}

/** When a letter goes on to paper, and why. */
export interface Rung {
  at: Date
  why: 'not-opened' | 'notification-failed'
}

type Facets = Pick<Letter, 'openingReceipt' | 'availableFrom'>

/** The ladder the policy asks for: of several rows that hold for the letter the shortest time and the lowest ceiling. Undefined: none. */
export function ladderFor (policy: Policy, letter: Pick<Letter, 'sender' | 'class'>): LadderPolicy | undefined {
  const rows = rowsFor(policy, letter).flatMap(({ ladder }) => ladder === undefined ? [] : [ladder])
  const days = rows.flatMap(({ printAfterWorkingDays }) => printAfterWorkingDays ?? [])
  const ceilings = rows.flatMap(({ maxCostOre }) => maxCostOre ?? [])
  const onNotificationFailed = rows.some(row => row.onNotificationFailed === true)
  if (days.length === 0 && !onNotificationFailed) return undefined
  return {
    onNotificationFailed,
    ...days.length > 0 && { printAfterWorkingDays: Math.min(...days) },
    ...ceilings.length > 0 && { maxCostOre: Math.min(...ceilings) }
  }
}

/** When the recipient gained access (eForvaltningsforskriften § 8): delivered, and not held back for a later day (*virkningstidspunkt*). */
export function accessAt ({ availableFrom }: Pick<Letter, 'availableFrom'>, deliveredAt: Date): Date {
  return availableFrom !== undefined && availableFrom > deliveredAt ? availableFrom : deliveredAt
}

/**
 * The next rung of a delivered letter that is not opened as far as is known; undefined if the policy has none. Never before the recipient
 * gained access. A letter that asked for no opening receipt has none either: nobody would know whether it was opened and printed both.
 */
export function nextRung (policy: LadderPolicy | undefined, letter: Facets, { deliveredAt, noticeFailedAt }: DeliveryFacts): Rung | undefined {
  if (policy === undefined || !letter.openingReceipt) return undefined
  const from = accessAt(letter, deliveredAt)
  const { printAfterWorkingDays: days } = policy
  const unopened: Rung[] = days === undefined ? [] : [{ at: addWorkingDays(from, days), why: 'not-opened' }]
  const untold: Rung[] = policy.onNotificationFailed && noticeFailedAt !== undefined
    ? [{ at: noticeFailedAt > from ? noticeFailedAt : from, why: 'notification-failed' }]
    : []
  return [...untold, ...unopened].toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]
}
