import type { LetterClass } from '../letter/letter.ts'

/** The duty to notify of eForvaltningsforskriften § 8: decisions, and other letters it is important that the recipient gets. */
export function hasDutyToNotify (letter: { readonly class: LetterClass }): boolean {
  return letter.class !== 'information'
}
