/** A lease to be kept. */
export interface LeaseOptions {
  /** Until when it is held so far. */
  until: Date
  now: () => Date
  leaseMs: number
}

/** Renews a lease three times in its length. The function it gives ends that, and tells until when it is held. */
export function keepLease (renew: (held: Date, until: Date) => Promise<boolean>, { until, now, leaseMs }: LeaseOptions): () => Promise<Date> {
  let held = until
  let renewal = Promise.resolve()
  const prolong = async (): Promise<void> => {
    const longer = new Date(now().getTime() + leaseMs)
    if (await renew(held, longer)) held = longer
  }
  // A renewal that fails is made up for by the next, or the lease runs out: then it is another's.
  const timer = setInterval(() => { renewal = renewal.then(prolong).catch(() => {}) }, leaseMs / 3)
  return async () => {
    clearInterval(timer)
    await renewal
    return held
  }
}
