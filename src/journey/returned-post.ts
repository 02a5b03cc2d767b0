// Post that comes back, perhaps long after the letter is gone: what is kept for it at the hand-over, and what is done when it comes.
import { isSameOrganization } from '../letter/organizations.ts'
import type { Letter } from '../letter/letter.ts'
import type { Receipt } from '../letter/receipt.ts'
import type { InHand } from './attempt-in-hand.ts'
import type { PutAway } from './receipt-records.ts'
import type { Records } from './records.ts'

type LateRecords = Pick<Records, 'tombstones' | 'returnedAddresses' | 'receipts' | 'log'>

/**
 * Writes down what outlives a letter on paper, before it is handed over. Of other channels nothing comes back.
 *
 * The number in use goes into the key, so that the next letter is recognized whichever of the person's numbers it names.
 */
export async function leaveTombstone (
  { tombstones, returnedAddresses, decisions }: Pick<Records, 'tombstones' | 'returnedAddresses' | 'decisions'>,
  letter: Letter, { attempt, choice }: Pick<InHand, 'attempt' | 'choice'>, at: Date
): Promise<void> {
  if (choice.kind !== 'print') return
  const { id: letterId, sender, reference, recipient } = letter
  const person = (await decisions.latestFacts(letterId))?.person
  const known = person === undefined || person === 'unknown' ? undefined : person.nationalIdentityNumber
  const number = recipient.kind === 'person' ? known ?? recipient.nationalIdentityNumber : undefined
  await tombstones.insert({
    conversationId: attempt.conversationId, letterId, sender, receiver: attempt.receiver, reference, handedOverAt: at,
    ...number !== undefined && { addressKey: returnedAddresses.keyOf(number, choice.address) }
  })
}

/** Flags the address for the next letter. */
export async function flagAddress ({ tombstones, returnedAddresses }: LateRecords, conversationId: string, at: Date): Promise<void> {
  const key = (await tombstones.byConversation(conversationId))?.addressKey
  if (key !== undefined) await returnedAddresses.add(key, at)
}

/**
 * Settles a receipt whose letter is gone, on its tombstone: post that came back is told to the case system by the letter's id and reference,
 * anything else says nothing any more. Undefined where there is no tombstone either.
 */
export async function settleLate (
  records: LateRecords, incoming: Pick<PutAway, 'raw' | 'receivedAt'>, receipt: Receipt, at: Date
): Promise<'applied' | 'ignored' | 'quarantined' | undefined> {
  const tombstone = await records.tombstones.byConversation(receipt.conversationId)
  if (tombstone === undefined) return undefined
  const { letterId, reference, receiver } = tombstone
  const happened = { kind: receipt.kind, occurredAt: receipt.occurredAt.toISOString() }
  if (!isSameOrganization(receipt.issuer, receiver)) {
    const why = 'issued by another organization than the letter went to'
    await records.receipts.putAway({ ...incoming, receipt, state: 'quarantined', why })
    await records.log({ letterId, type: 'receipt.quarantined', at, data: { ...happened, why } })
    return 'quarantined'
  }
  if (receipt.kind !== 'returned-post') {
    await records.receipts.putAway({ ...incoming, receipt, state: 'ignored', why: 'the letter is gone' })
    return 'ignored'
  }
  await records.receipts.putAway({ ...incoming, receipt, state: 'applied', why: 'by its tombstone' })
  await flagAddress(records, receipt.conversationId, at)
  await records.log({ letterId, type: 'letter.returned', at, data: { ...happened, reference, isLate: true } })
  return 'applied'
}
