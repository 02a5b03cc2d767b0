import { test } from 'tap'
import type { ContactPoint } from '../../src/letter/recipient-facts.ts'
import { freshSince, isFresh } from '../../src/route/freshness.ts'

const at = (text: string): Date => new Date(text)
const freshAt = (point: ContactPoint, now: Date): boolean => isFresh(point, freshSince(now))
const updated = (text: string): { value: string, updatedAt: Date } => ({ value: 'x', updatedAt: at(text) })

test('isFresh() counts 18 calendar months, the day itself included', t => {
  t.ok(freshAt(updated('2024-09-01T10:00:00Z'), at('2026-03-01T10:00:00Z')))
  t.notOk(freshAt(updated('2024-09-01T09:59:59Z'), at('2026-03-01T10:00:00Z')))
  t.end()
})

test('isFresh() takes the later of updated and verified', t => {
  t.ok(freshAt({ value: 'x', updatedAt: at('2010-01-01T00:00:00Z'), verifiedAt: at('2026-01-01T00:00:00Z') }, at('2026-03-01T00:00:00Z')))
  t.end()
})

test('isFresh() is false without any date', t => {
  t.notOk(freshAt({ value: 'x' }, at('2026-03-01T00:00:00Z')))
  t.end()
})

test('isFresh() ends a month that lacks the day on its last day', t => {
  // 31 August 2026 less 18 months is 28 February 2025, and 2024 had a 29th.
  t.ok(freshAt(updated('2025-02-28T00:00:00Z'), at('2026-08-31T00:00:00Z')))
  t.notOk(freshAt(updated('2025-02-27T23:59:59Z'), at('2026-08-31T00:00:00Z')))
  t.ok(freshAt(updated('2024-02-29T00:00:00Z'), at('2025-08-31T00:00:00Z')))
  t.end()
})
