// A channel that knows repeats by their message id, keeps its word about each, and tells of any second message for one letter.
import type { Attempt } from '../../src/letter/attempt.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Outcome } from '../../src/letter/outcome.ts'
import type { Answer, Asked } from './letter-model.ts'

/** How the channel takes the next message. `lost-before`: it never came here, and nobody heard of it. */
export type Mood = Answer | 'lost-before'

/** A message as the channel has it. */
interface Message { status: 'registered' | 'forwarded' | 'failed' | 'refused', content: string }

/** One letter's channel. */
export interface Channel {
  /** What it says of a message, should it be asked. */
  asked: (messageId: string | undefined) => Exclude<Asked, 'down'>
  /** What a worker would hear of a hand-over now. */
  foresee: (messageId: string | undefined, mood: Mood) => Answer
  /** Takes a hand-over in, as far as the mood allows. */
  take: (attempt: Attempt, content: string, mood: Mood, earlier: readonly Attempt[]) => Answer
  /** Messages whose receipts may come. */
  has: (messageId: string) => boolean
  /** The message has gone on, or will never arrive. */
  turn: (messageId: string, status: 'forwarded' | 'failed') => void
  /** What should never have happened here. */
  complaints: string[]
}

/** Opens one. */
export function aChannel (): Channel {
  const messages = new Map<string, Message>()
  const complaints: string[] = []
  const statusOf = (id: string | undefined): Message['status'] | undefined => messages.get(id ?? '')?.status
  const foresee = (id: string | undefined, mood: Mood): Answer => {
    if (mood === 'unavailable' || mood === 'busy' || mood === 'unauthorized') return mood
    if (mood === 'lost' || mood === 'lost-before') return 'lost'
    const status = statusOf(id)
    if (status === undefined) return mood
    return status === 'failed' || status === 'refused' ? 'refused' : 'taken'
  }
  return {
    complaints,
    foresee,
    asked: id => {
      const status = statusOf(id)
      return status === 'refused' ? 'failed' : status ?? 'unknown'
    },
    take: ({ messageId, fingerprint }, content, mood, earlier) => {
      const answer = foresee(messageId, mood)
      const known = messages.get(messageId)
      if (content !== fingerprint) complaints.push('a package that is not the one whose fingerprint was stored')
      if (known !== undefined && known.content !== content) complaints.push('another package under a known message id')
      if (!earlier.some(one => one.messageId === messageId)) complaints.push('a message id that was not stored before the send')
      const reaches = mood === 'taken' || mood === 'lost' || mood === 'refused'
      if (known !== undefined || !reaches) return answer
      const isTaken = mood !== 'refused'
      messages.set(messageId, { status: isTaken ? 'registered' : 'refused', content })
      const unproven = earlier.filter(one => one.messageId !== messageId && one.state !== 'refused' && messages.has(one.messageId))
      if (isTaken && unproven.length > 0) complaints.push('a second message while the first may have happened')
      return answer
    },
    has: id => !['refused', undefined].includes(statusOf(id)),
    turn: (id, status) => {
      const message = messages.get(id)
      if (message !== undefined && message.status !== 'failed' && message.status !== 'refused') message.status = status
    }
  }
}

/** An answer as the room for sending gives it to a worker. */
export function toOutcome (answer: Answer, now: Date): Outcome {
  switch (answer) {
    case 'taken': return { kind: 'done', reference: '' }
    case 'lost': return { kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') }
    case 'unavailable': return { kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot hand over') }
    case 'busy': return { kind: 'wait', until: new Date(now.getTime() + 60_000), code: 'ERR_DISPATCH_UNAVAILABLE' }
    case 'refused': return { kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') }
    case 'unauthorized': return { kind: 'stop', error: new GatewayError('ERR_DISPATCH_UNAUTHORIZED', 'Cannot hand over') }
  }
}
