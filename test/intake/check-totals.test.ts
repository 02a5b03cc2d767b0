import { test } from 'tap'
import { checkTotals, maxDocumentBytes } from '../../src/intake/check-totals.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { letterInput } from '../support/letter-input.ts'

test('checkTotals() stops one byte above the limit', async t => {
  const result = readDraft(letterInput(), new Date('2026-03-01T08:00:00Z'))
  if (!result.ok) return t.fail('the letter is right')
  t.same(checkTotals(result.draft, maxDocumentBytes), [])
  t.match(checkTotals(result.draft, maxDocumentBytes + 1), [{
    code: 'ERR_INTAKE_LETTER_TOO_LARGE', field: '/documents',
    message: 'Cannot accept the letter: 1 documents with 44000001 bytes, and 44000000 is the limit'
  }])
})
