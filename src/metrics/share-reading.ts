/** How long a reading is told again, and the clock that says so. */
export interface SharingOptions {
  keptMs: number
  now: () => Date
}

/**
 * Reads once for all who ask while a reading is under way or younger than `keptMs`: the figures are open to everybody on the network and cost
 * a look at whole tables, so asking more often must not cost more. A reading that failed is not kept.
 */
export function shareReading<Reading> (read: () => Promise<Reading>, { keptMs, now }: SharingOptions): () => Promise<Reading> {
  let seen: { at: number, reading: Promise<Reading> } | undefined
  return () => {
    const at = now().getTime()
    // A clock that was set back makes no reading last longer.
    if (seen !== undefined && Math.abs(at - seen.at) < keptMs) return seen.reading
    const latest = { at, reading: read() }
    seen = latest
    latest.reading.catch(() => { if (seen === latest) seen = undefined })
    return latest.reading
  }
}
