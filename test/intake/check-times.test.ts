import { test } from 'tap'
import { checkDeadlineAhead } from '../../src/intake/check-times.ts'
import { readDraft } from '../../src/intake/read-draft.ts'
import { letterInput } from '../support/letter-input.ts'

const now = new Date('2026-03-01T08:00:00Z')

const problemsOf = (changes: Record<string, unknown>): string[] => {
  const result = readDraft(letterInput(changes), now)
  return result.ok ? [] : result.problems.map(({ code, field, message }) => `${code} ${field ?? '?'}: ${message.replace('Cannot accept the letter: ', '')}`)
}

test('readDraft() keeps when a letter shall leave', async t => {
  const given = { sendAfter: '2026-03-02T08:00:00+01:00', deadlineBy: '2026-03-02T08:00:00+01:00', ignoreQuietHours: { reason: 'Flom i natt' } }
  t.match(readDraft(letterInput(given), now), {
    ok: true, draft: { sendAfter: new Date('2026-03-02T07:00:00Z'), deadlineBy: new Date('2026-03-02T07:00:00Z'), ignoreQuietHours: { reason: 'Flom i natt' } }
  })
  t.match(readDraft(letterInput({ deadlineWorkingDays: 3 }), now), { ok: true, draft: { deadlineWorkingDays: 3 } })
})

test('readDraft() refuses a deadline before the letter may leave', async t => {
  t.strictSame(problemsOf({ sendAfter: '2026-03-02T08:00:00Z', deadlineBy: '2026-03-02T07:59:59Z' }),
    ['ERR_INTAKE_FIELD_INVALID /deadlineBy: the letter must have left before sendAfter lets it'])
})

test('readDraft() refuses a deadline told twice', async t => {
  t.match(problemsOf({ deadlineBy: '2026-03-02T08:00:00Z', deadlineWorkingDays: 2 }), [/\/deadlineWorkingDays: the deadline is told twice/])
})

for (const [name, changes, field] of [
  ['a time without an offset', { sendAfter: '2026-03-02T08:00:00' }, '/sendAfter'],
  ['a time more than a year ahead', { sendAfter: '2027-03-01T08:00:01Z' }, '/sendAfter'],
  ['30 February', { deadlineBy: '2026-02-30T08:00:00Z' }, '/deadlineBy'],
  ['no working day', { deadlineWorkingDays: 0 }, '/deadlineWorkingDays'],
  ['no reason', { ignoreQuietHours: {} }, '/ignoreQuietHours/reason'],
  ['a reason that is empty', { ignoreQuietHours: { reason: '' } }, '/ignoreQuietHours/reason'],
  ['a mere true', { ignoreQuietHours: true }, '/ignoreQuietHours']
] as const) {
  test(`readDraft() refuses ${name}`, async t => { t.match(problemsOf(changes), [` ${field}: `], problemsOf(changes).join('; ')) })
}

test('readDraft() refuses an identity number in the reason', async t => {
  t.match(problemsOf({ ignoreQuietHours: { reason: 'Gjelder 20914695016' } }), [/^ERR_INTAKE_PERSONAL_DATA \/ignoreQuietHours\/reason/])
})

test('checkDeadlineAhead() refuses a deadline that is over', async t => {
  t.match(checkDeadlineAhead({ deadlineBy: now }, now), [{ code: 'ERR_INTAKE_FIELD_INVALID', field: '/deadlineBy' }])
  t.strictSame(checkDeadlineAhead({ deadlineBy: new Date(now.getTime() + 1) }, now), [])
  t.strictSame(checkDeadlineAhead({}, now), [])
})
