import { test } from 'tap'
import { fieldsAtFault, readDecideForm, toDecision } from '../../src/dashboard/decide-input.ts'
import { readOverride } from '../../src/intake/read-override.ts'

const grounds = { reason: 'Avklart', by: 'Kari' }
const place = { name: 'Kari Prøve', lines: 'Lia 3\r\n\r\n Hus 2 ', postalCode: '0150', city: 'Oslo' }
const decide = (form: Record<string, string>): Record<string, unknown> => toDecision(readDecideForm({ ...grounds, ...form }))
const now = new Date('2026-03-01T08:00:00Z')

test('toDecision() makes of each choice what the gateway takes', async t => {
  t.strictSame(decide({ action: 'print' }), { action: 'route', channel: 'print', ...grounds })
  t.strictSame(decide({ action: 'digital' }), { action: 'route', channel: 'digital', ...grounds })
  t.strictSame(decide({ action: 'stop', name: 'left over' }), { action: 'stop', ...grounds })
  const address = { name: 'Kari Prøve', lines: ['Lia 3', 'Hus 2'], postalCode: '0150', city: 'Oslo' }
  for (const action of ['address', 'estate-contact']) t.strictSame(decide({ action, ...place }), { action, ...grounds, address })
  for (const action of ['print', 'digital', 'stop', 'address', 'estate-contact']) t.ok(readOverride(decide({ action, ...place }), now).ok, action)
})

test('toDecision() reads a day to its end in Norway, in winter, in summer and where the clock changes', async t => {
  for (const [day, until] of [
    ['2026-03-01', '2026-03-02T00:00:00+01:00'], ['2026-06-30', '2026-07-01T00:00:00+02:00'], ['2026-12-31', '2027-01-01T00:00:00+01:00'],
    ['2026-03-28', '2026-03-29T00:00:00+01:00'], ['2026-03-29', '2026-03-30T00:00:00+02:00'],
    ['2026-10-24', '2026-10-25T00:00:00+02:00'], ['2026-10-25', '2026-10-26T00:00:00+01:00'], ['soon', 'soon']
  ]) t.equal(decide({ action: 'print', until: day ?? '' }).until, until)
})

test('fieldsAtFault() finds the field of every refusal there is, once', async t => {
  const of = (...fields: (string | undefined)[]): string[] =>
    fieldsAtFault({ kind: 'refused', problems: fields.map(field => ({ code: 'ERR_INTAKE_FIELD_INVALID', ...field !== undefined && { field } })) })
  t.strictSame(of('/address/lines/0', '/address/lines/1', '/address/name', '/address', '/channel', '/until'), ['lines', 'name', 'action', 'until'])
  t.strictSame(of('/unknown', undefined), ['form'])
  const read = readOverride(decide({ action: '', reason: '', by: '' }), now)
  t.strictSame(read.ok ? [] : fieldsAtFault({ kind: 'refused', problems: read.problems }).sort(), ['action', 'by', 'reason'])
})
