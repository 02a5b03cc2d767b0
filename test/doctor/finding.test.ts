import { test } from 'tap'
import { readFinding } from '../../src/doctor/finding.ts'

test('readFinding() reads a finding with and without a repair', async t => {
  const well = { check: 'clock', level: 'ok', detail: 'in step' }
  t.same(readFinding({ ...well, more: 1 }), well)
  t.same(readFinding({ ...well, repair: 'x' }), { ...well, repair: 'x' })
})

test('readFinding() gives nothing for what is none', async t => {
  for (const value of [null, 'x', {}, { check: 1, level: 'ok', detail: '' }, { check: 'a', level: 'fine', detail: '' }, { check: 'a', level: 'ok' }]) {
    t.equal(readFinding(value), undefined)
  }
})
