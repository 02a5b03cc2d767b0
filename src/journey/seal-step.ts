// The second step: the package, made once and stored, so that every send of the attempt carries the same bytes.
import type { CarryPorts } from './carry-ports.ts'
import { allOf, type Conclusion } from './conclusion.ts'
import type { InHand } from './attempt-in-hand.ts'
import { tellWaiting, waitingOf } from './hand-over-time.ts'
import type { Claim, ContentKey } from './records.ts'
import type { SealInput } from './rooms.ts'

type Ports = Pick<CarryPorts, 'rooms' | 'records' | 'now'>

/** Seals the planned attempt of a letter. After a crash the half package is thrown away and made anew from the documents. */
export async function sealStep (ports: Ports, claim: Claim, hand: InHand): Promise<Conclusion> {
  const { records, rooms, now } = ports
  const { attempt, choice, reason } = hand
  const key: ContentKey = { id: attempt.messageId, letterId: claim.letter.id, kind: 'package', number: attempt.ordinal }
  const documentIds = await records.contents.documentsOf(claim.letter.id)
  const documents: SealInput['documents'] = ({ number }, chunks) =>
    records.contents.read({ id: documentIds.get(number) ?? '', letterId: claim.letter.id, kind: 'document', number }, chunks)
  const packed: Uint8Array[] = []
  // Only what is gone on with at once brings this along, and that is small: its package may leave from memory.
  const isGoingOn = hand.factsReadAt !== undefined
  const sealed = await rooms.seal({ letter: claim.letter, choice, documents }, async chunks => {
    await records.contents.stage(key, isGoingOn ? noted(chunks, packed) : chunks, now(), claim.claimNo)
  })
  const waiting = waitingOf(rooms, claim.letter, attempt.channel, now())
  return {
    hand: { ...hand, attempt: { ...attempt, ...sealed, state: 'sealed' }, ...packed.length > 0 && { packed: Buffer.concat(packed) } },
    move: {
      at: now(), state: 'sealed', reason: waiting?.reason ?? reason, failures: 0, next: { step: 'send', at: waiting?.until ?? now() },
      ...waiting !== undefined && { dueFrom: waiting.until }
    },
    events: [{ type: 'letter.sealed', data: { bytes: sealed.packageBytes } }, ...waiting === undefined ? [] : [tellWaiting(waiting)]],
    // A worker that was overtaken may have staged another package since: this one's fingerprint is not that one's.
    within: () => allOf([records.attempts.move(attempt, 'sealed', sealed), records.contents.link([key.id], now(), claim.claimNo)])
  }
}

/** Lets chunks through and notes what they hold: each is gone when the next is asked for. */
async function* noted (chunks: AsyncIterable<Uint8Array>, notes: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    notes.push(Uint8Array.from(chunk))
    yield chunk
  }
}
