import { test } from 'tap'
import { readEntry } from '../../../src/sandbox/ledger/entry.ts'

test('readEntry() reads a line', t => {
  t.same(readEntry('{"kind":"read","receiptId":"a","at":"2026-03-01T10:00:00Z"}'), { kind: 'read', receiptId: 'a', at: '2026-03-01T10:00:00Z' })
  t.end()
})

test('readEntry() takes no half line, no unknown kind and no missing field', t => {
  for (const line of ['', '{"kind":"read","rec', '{"kind":"other"}', '{"kind":"read","receiptId":"a"}', 'null', '[]']) t.equal(readEntry(line), undefined, line)
  t.end()
})
