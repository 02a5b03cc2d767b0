// When a letter may leave: its own time first, then the quiet hours of its sender and class. Waiting is no failure and costs no try.
import type { Channel, Sentence } from '../letter/choice.ts'
import type { NewEvent } from '../letter/event.ts'
import type { Letter } from '../letter/letter.ts'
import type { Reason } from '../letter/letter-status.ts'
import { addWorkingDays } from '../route/working-days.ts'
import type { Conclusion } from './conclusion.ts'
import type { Rooms } from './rooms.ts'

/** Why a hand-over waits, and until when. */
export interface Waiting {
  until: Date
  reason: Reason
}

const say = (code: string, sentence: Sentence): Reason => ({ code, sentence })

const sendAfterReason = say('send-after', {
  nb: 'Avsenderen har bedt om at brevet ikke sendes før et senere tidspunkt.',
  nn: 'Avsendaren har bede om at brevet ikkje blir sendt før eit seinare tidspunkt.',
  en: 'The sender has asked that the letter is not sent before a later time.'
})

const quietReason = say('quiet-hours', {
  nb: 'Avsenderen har stille timer nå. Brevet sendes når de er over.',
  nn: 'Avsendaren har stille timar no. Brevet blir sendt når dei er over.',
  en: 'The sender has quiet hours now. The letter is sent when they are over.'
})

/** The earliest the first step of a letter is due: with `sendAfter` then, so that what is known of the recipient is fresh when it leaves. */
export function firstStepAt ({ sendAfter }: Pick<Letter, 'sendAfter'>, now: Date): Date {
  return sendAfter !== undefined && sendAfter > now ? sendAfter : now
}

/** The moment so many working days after a letter may leave. */
export function deadlineAfter (letter: Pick<Letter, 'sendAfter'>, workingDays: number, now: Date): Date {
  return addWorkingDays(firstStepAt(letter, now), workingDays)
}

/**
 * What a hand-over has to wait for; undefined when the letter may leave now. No phone rings before `availableFrom`, so a letter that becomes
 * available only after the quiet hours need not wait for their end.
 */
export function waitingOf ({ quietUntil }: Pick<Rooms, 'quietUntil'>, letter: Letter, channel: Channel, now: Date): Waiting | undefined {
  const from = firstStepAt(letter, now)
  const until = letter.ignoreQuietHours === undefined ? quietUntil(letter, channel, from) : undefined
  if (until !== undefined && !((letter.availableFrom ?? from) >= until)) return { until, reason: quietReason }
  return from > now ? { until: from, reason: sendAfterReason } : undefined
}

/** What is told of it. */
export function tellWaiting ({ until, reason }: Waiting): Conclusion['events'][number] {
  const data: NewEvent['data'] = { why: reason.code, until: until.toISOString() }
  return { type: 'letter.scheduled', data }
}

/** A hand-over put off: the letter stays as it is. */
export function putOff (waiting: Waiting, now: Date): Conclusion {
  const { until, reason } = waiting
  return { move: { at: now, reason, dueFrom: until, next: { step: 'send', at: until } }, events: [tellWaiting(waiting)] }
}
