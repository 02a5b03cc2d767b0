// Names and ids of jobs. A job is a reminder to look at a letter; it carries ids only.
import { createHash } from 'node:crypto'
import { channels, type Channel } from '../letter/choice.ts'
import type { LetterId } from '../letter/letter.ts'
import type { Step } from '../letter/letter-status.ts'

/** One scheduled step of one letter. */
export interface ScheduledStep {
  letterId: LetterId
  step: Step
  /** Known from the route on; `send` cannot be scheduled without it. */
  channel: Channel | null
  /** The letter's count of the times it was let into the queue. */
  round: number
}

/** What a job row holds: ids only, so that neither a backup nor a dead-letter copy tells anything of a person. */
export interface JobPayload {
  letterId: LetterId
  step: Step
  /** Absent from jobs that a version before made. */
  round?: number
}

/** Every queue there is: one a step, and one a channel for sending, so that a channel that is down holds up nobody else. */
export const queueNames: readonly string[] = ['lookup', 'seal', ...channels.map(channel => `send.${channel}`), 'follow', 'ladder']

/**
 * The queue a step belongs to.
 *
 * @throws {TypeError} if a letter without a channel is to be sent
 */
export function queueOf (step: Step, channel: Channel | null): string {
  if (step !== 'send') return step
  if (channel === null) throw new TypeError('Cannot schedule a hand-over without a channel')
  return `send.${channel}`
}

/** The step a queue's jobs ask for. */
export function stepOf (queue: string): Step {
  if (queue.startsWith('send.')) return 'send'
  if (queue === 'lookup' || queue === 'seal' || queue === 'follow' || queue === 'ladder') return queue
  throw new TypeError(`Cannot work on the queue "${queue}": no such step`)
}

/** The same round always has the same job id, so that scheduling it twice makes one job. Whatever step of it a letter has come to has that job. */
export function jobId ({ letterId, round }: Pick<ScheduledStep, 'letterId' | 'round'>): string {
  const digest = createHash('sha256').update(`${letterId}/${round}`).digest('hex')
  return [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`, digest.slice(20, 32)].join('-')
}
