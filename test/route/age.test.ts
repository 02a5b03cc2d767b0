import { test } from 'tap'
import { ageOf } from '../../src/route/age.ts'

const at = (birthDate: string, now: string): string => ageOf({ birthDate }, new Date(now))

test('ageOf() is of age on the 18th birthday, by the Norwegian calendar', t => {
  // Midnight in Oslo is 23:00 UTC in winter and 22:00 UTC in summer.
  t.equal(at('2008-01-10', '2026-01-09T22:59:59Z'), 'minor')
  t.equal(at('2008-01-10', '2026-01-09T23:00:00Z'), 'adult')
  t.equal(at('2008-07-10', '2026-07-09T21:59:59Z'), 'minor')
  t.equal(at('2008-07-10', '2026-07-09T22:00:00Z'), 'adult')
  t.end()
})

test('ageOf() has one born on 29 February come of age on 1 March', t => {
  t.equal(at('2008-02-29', '2026-02-28T12:00:00Z'), 'minor')
  t.equal(at('2008-02-29', '2026-03-01T12:00:00Z'), 'adult')
  t.end()
})

test('ageOf() turns with the year', t => {
  t.equal(at('2008-12-31', '2026-12-30T22:30:00Z'), 'minor')
  t.equal(at('2008-12-31', '2026-12-30T23:30:00Z'), 'adult')
  t.equal(at('2009-01-01', '2026-12-31T22:30:00Z'), 'minor')
  t.equal(at('2009-01-01', '2026-12-31T23:30:00Z'), 'adult')
  t.end()
})

test('ageOf() is unknown without a whole date', t => {
  const now = new Date('2026-03-01T00:00:00Z')
  t.equal(ageOf({}, now), 'unknown')
  for (const birthDate of ['2008', '2008-03', '', '10.01.2008']) t.equal(ageOf({ birthDate }, now), 'unknown')
  t.end()
})
