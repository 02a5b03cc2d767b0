import type { NewEvent } from '../letter/event.ts'
import type { Gateway } from './open-gateway.ts'

/** Logs that somebody is about to be shown what is known of a recipient. Awaited before the answer leaves: what cannot be logged is not shown. */
export function noteReads ({ store, now }: Pick<Gateway, 'store' | 'now'>): (read: Pick<NewEvent, 'letterId' | 'data'>) => Promise<void> {
  return read => store.records.log({ ...read, type: 'recipient.read', at: now() })
}
