// The watch over what does not happen: one timed duty each for receipts, ladders and case systems.
import { readReceiptLimits } from '../journey/receipt-limits.ts'
import { watchLadders, watchReceipts, watchSources } from '../journey/watch.ts'
import type { Duty } from '../queue/timed-duties.ts'
import type { Gateway } from './open-gateway.ts'

const minuteMs = 60_000

/** Duties that open tasks for people, and close them. */
export function watchDuties ({ settings, store: { watched, tasks }, now }: Pick<Gateway, 'settings' | 'store' | 'now'>): Duty[] {
  const limits = readReceiptLimits(settings.POSTBUD_RECEIPT_LIMITS)
  const ports = { watched, tasks, now }
  return [
    { name: 'missing-receipts', everyMs: minuteMs, run: () => watchReceipts(ports, limits) },
    { name: 'stopped-ladders', everyMs: minuteMs, run: () => watchLadders(ports) },
    { name: 'silent-sources', everyMs: 10 * minuteMs, run: () => watchSources(ports) }
  ]
}
