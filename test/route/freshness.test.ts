import fc from 'fast-check'
import { test } from 'tap'
import type { ContactPoint } from '../../src/letter/recipient-facts.ts'
import { contactAgeMonths, freshMonths } from '../../src/route/freshness.ts'

const at = (text: string): Date => new Date(text)
const isFresh = (point: ContactPoint, now: Date): boolean => (contactAgeMonths(point, now) ?? Infinity) <= freshMonths
const updated = (text: string): { value: string, updatedAt: Date } => ({ value: 'x', updatedAt: at(text) })

test('contactAgeMonths() counts 18 calendar months, the moment itself included', t => {
  t.ok(isFresh(updated('2024-09-01T10:00:00Z'), at('2026-03-01T10:00:00Z')))
  t.notOk(isFresh(updated('2024-09-01T09:59:59Z'), at('2026-03-01T10:00:00Z')))
  t.end()
})

test('contactAgeMonths() takes the later of updated and verified', t => {
  const now = at('2026-03-01T00:00:00Z')
  t.equal(contactAgeMonths({ value: 'x', updatedAt: at('2010-01-01T00:00:00Z'), verifiedAt: at('2026-01-01T00:00:00Z') }, now), 2)
  t.equal(contactAgeMonths({ value: 'x', updatedAt: at('2026-01-01T00:00:00Z'), verifiedAt: at('2010-01-01T00:00:00Z') }, now), 2)
  t.end()
})

test('contactAgeMonths() is null without any date', t => {
  t.equal(contactAgeMonths({ value: 'x' }, at('2026-03-01T00:00:00Z')), null)
  t.end()
})

test('contactAgeMonths() ends a month that lacks the day on its last day', t => {
  // 31 August 2026 less 18 months is 28 February 2025, and 2024 had a 29th.
  t.ok(isFresh(updated('2025-02-28T00:00:00Z'), at('2026-08-31T00:00:00Z')))
  t.notOk(isFresh(updated('2025-02-27T23:59:59Z'), at('2026-08-31T00:00:00Z')))
  t.ok(isFresh(updated('2024-02-29T00:00:00Z'), at('2025-08-31T00:00:00Z')))
  t.end()
})

test('contactAgeMonths() is 0 for what lies ahead, and never falls as time goes', t => {
  t.equal(contactAgeMonths(updated('2026-03-02T00:00:00Z'), at('2026-03-01T00:00:00Z')), 0)
  const span = { min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z'), noInvalidDate: true }
  fc.assert(fc.property(fc.date(span), fc.date(span), fc.date(span), (last, one, other) => {
    const [sooner, later] = [one, other].toSorted((a, b) => a.getTime() - b.getTime()).map(now => contactAgeMonths({ value: 'x', updatedAt: last }, now))
    return sooner !== undefined && sooner !== null && later !== undefined && later !== null && sooner <= later
  }), { numRuns: 3000 })
  t.end()
})
