// What a receipt starts or ends beside the state of its letter: the recipient's access, the ladder, paper that an opening overtakes.
import type { Attempt } from '../letter/attempt.ts'
import type { Letter } from '../letter/letter.ts'
import type { Receipt } from '../letter/receipt.ts'
import type { LetterState } from '../letter/states.ts'
import type { Settlement } from '../receipt/settlement.ts'
import { accessAt, nextRung, type Rung } from '../route/ladder.ts'
import { callOff } from './call-off.ts'
import type { Conclusion } from './conclusion.ts'
import type { Claim, Move, Records } from './records.ts'
import type { Rooms } from './rooms.ts'

/** What following up needs. */
export interface FollowUpPorts {
  rooms: Pick<Rooms, 'ladderOf'>
  records: Records
}

/** A receipt that changes something. */
export interface Happening {
  claim: Claim
  attempt: Attempt
  /** The attempt that follows it, if the letter went on to paper. */
  paper: Attempt | undefined
  receipt: Receipt
  result: Extract<Settlement, { kind: 'apply' }>
  at: Date
}

/** What is written in the transaction of the receipt. */
export interface FollowUp {
  /** Undefined where a letter that stays in its state keeps its next step. */
  next: Move['next'] | undefined
  events: Conclusion['events']
  within?: () => Promise<void>
}

/** A channel is asked about paper on its way so soon after the opening, in milliseconds. */
const askAfterMs = 1_000

/** Follows a receipt up. Call it when the receipt is put away. */
export async function followUp (ports: FollowUpPorts, happening: Happening): Promise<FollowUp> {
  const { claim, attempt, paper, receipt, result, at } = happening
  const gained = gainsAccess(happening)
    ? [{ type: 'access.gained' as const, data: { accessAt: accessAt(claim.letter, receipt.occurredAt).toISOString(), ordinal: attempt.ordinal } }]
    : []
  if (paper !== undefined && result.paper !== undefined) {
    if (result.paper === 'called-off') return { next: null, ...callOff(ports.records, paper) }
    if (result.paper === 'crossed') return { next: null, events: [{ type: 'ladder.crossed', data: { ordinal: paper.ordinal } }] }
    return { next: { step: 'ladder', at: new Date(at.getTime() + askAfterMs) }, events: [] }
  }
  if (!mayClimb(happening)) return { next: result.letter === undefined ? undefined : null, events: gained }
  const rung = await rungOf(ports, claim.letter, attempt, receipt.occurredAt)
  return { next: rung === undefined ? null : { step: 'ladder', at: rung.at < at ? at : rung.at }, events: gained }
}

/** Once a letter: whatever comes after the first proof of an arrival is no news. */
function gainsAccess ({ claim, attempt, result }: Happening): boolean {
  if (claim.letter.class === 'information' || attempt.channel === 'print' || attempt.state === 'delivered') return false
  return !arrived.has(claim.state) && result.letter !== undefined && arrived.has(result.letter)
}

const arrived: ReadonlySet<LetterState> = new Set(['delivered', 'opened', 'returned'])

/** Delivered to a mailbox just now, or lying there when a notice failed. */
function mayClimb ({ claim, attempt, paper, result }: Happening): boolean {
  if (attempt.channel === 'print' || paper !== undefined) return false
  return result.letter === 'delivered' || (result.event === 'notification.failed' && claim.state === 'delivered')
}

/** A rung, and the delivery it is counted from. */
export interface DatedRung extends Rung {
  deliveredAt: Date
}

/** The next rung of a delivered letter, by the receipts that were applied to its attempt. */
export async function rungOf ({ rooms, records }: FollowUpPorts, letter: Letter, attempt: Attempt, orSince: Date): Promise<DatedRung | undefined> {
  const policy = rooms.ladderOf(letter)
  if (policy === undefined) return undefined
  const receipts = await records.receipts.appliedTo(attempt)
  const firstOf = (kind: Receipt['kind']): Date | undefined => receipts.find(receipt => receipt.kind === kind)?.occurredAt
  const deliveredAt = firstOf('delivery') ?? orSince
  const noticeFailedAt = firstOf('notification-failed')
  const rung = nextRung(policy, letter, { deliveredAt, ...noticeFailedAt !== undefined && { noticeFailedAt } })
  return rung === undefined ? undefined : { ...rung, deliveredAt }
}
