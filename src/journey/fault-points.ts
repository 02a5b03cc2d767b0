// Where a fault can be made to strike. The gateway only names the places; what happens there is the business of whoever is plugged in.
import type { LetterId } from '../letter/letter.ts'

/** Every place, in the order a letter comes to them. A transaction is passed on both sides of its commit. */
export const faultPoints = [
  'accept.uploading', 'accept.stored', 'accept.before-commit', 'accept.after-commit',
  'admit.before-commit', 'admit.after-commit', 'step.claimed', 'lookup.answered',
  'seal.begun', 'seal.signed', 'seal.encrypting', 'seal.encrypted', 'seal.stored',
  'mark.before-commit', 'mark.after-commit', 'send.begun', 'send.answered',
  'step.before-commit', 'step.after-commit',
  'receipt.before-commit', 'receipt.after-commit'
] as const

/** Name of a place. */
export type FaultPoint = typeof faultPoints[number]

/** What is plugged in. Production starts with nothing, and refuses to start with anything. */
export interface FaultPoints {
  /** Told that a place was reached, with the letter in hand where there is one. Work goes on when it resolves, and fails if it rejects. */
  reach: (point: FaultPoint, letterId?: LetterId) => Promise<void>
}
