import type { Test } from 'tap'

/** Lets the machine stand in New York until the test has ended: what is read there must be what is read in Oslo. */
export function inNewYork (t: Test): void {
  const before = process.env.TZ
  process.env.TZ = 'America/New_York'
  t.teardown(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  t.equal(new Date('2014-05-19T12:00:00').toISOString(), '2014-05-19T16:00:00.000Z', 'the machine stands in New York')
}
