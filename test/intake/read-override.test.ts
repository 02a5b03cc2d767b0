import { test } from 'tap'
import { readOverride } from '../../src/intake/read-override.ts'

const now = new Date('2026-03-01T08:00:00Z')
const address = { name: 'Kari Prøve', lines: ['Lia 3'], postalCode: '0150', city: 'Oslo' }
const grounds = { reason: 'Avklart på telefon', by: 'Kari Saksbehandler' }
const print = { action: 'route', channel: 'print', ...grounds }

const problemsOf = (input: unknown): string[] => {
  const result = readOverride(input, now)
  return result.ok ? [] : result.problems.map(({ code, field, message }) => `${code} ${field ?? '?'}: ${message}`)
}

test('readOverride() reads each action with what belongs to it', async t => {
  t.strictSame(readOverride(print, now), { ok: true, order: { action: 'route', channel: 'print' }, grounds })
  t.strictSame(readOverride({ action: 'stop', ...grounds }, now), { ok: true, order: { action: 'stop' }, grounds })
  for (const action of ['address', 'estate-contact']) t.strictSame(readOverride({ action, address, ...grounds }, now), { ok: true, order: { action, address }, grounds })
})

test('readOverride() trims texts and reads the time', async t => {
  const read = readOverride({ ...print, by: ' Kari ', reason: 'To\nlines ', until: '2026-03-02T08:00:00+01:00' }, now)
  t.match(read, { grounds: { by: 'Kari', reason: 'To\nlines', until: new Date('2026-03-02T07:00:00Z') } })
})

// One row a rule: what is sent, and the one problem that must come of it.
const refusals: [name: string, input: unknown, problem: RegExp][] = [
  ['no action', grounds, /^ERR_INTAKE_FIELD_INVALID \/action: /],
  ['an unknown action', { ...print, action: 'send' }, /^ERR_INTAKE_FIELD_INVALID \/action: .*the value is not one of/],
  ['an unknown property', { ...print, force: true }, /^ERR_INTAKE_FIELD_INVALID \/force: .*the property is not known/],
  ['no reason', { ...print, reason: undefined }, /^ERR_INTAKE_FIELD_INVALID \/reason: /],
  ['a blank reason', { ...print, reason: ' ' }, /^ERR_INTAKE_FIELD_INVALID \/reason: .*blank/],
  ['a long reason', { ...print, reason: 'x'.repeat(501) }, /^ERR_INTAKE_FIELD_INVALID \/reason: /],
  ['an identity number in the reason', { ...print, reason: 'Se 20914695016' }, /^ERR_INTAKE_PERSONAL_DATA \/reason: Cannot take the decision/],
  ['an identity number as name', { ...print, by: '209146 95016' }, /^ERR_INTAKE_PERSONAL_DATA \/by: /],
  ['a long name', { ...print, by: 'x'.repeat(101) }, /^ERR_INTAKE_FIELD_INVALID \/by: /],
  ['no channel', { action: 'route', ...grounds }, /^ERR_INTAKE_FIELD_INVALID \/channel: /],
  ['a channel by its name', { ...print, channel: 'digipost' }, /^ERR_INTAKE_FIELD_INVALID \/channel: /],
  ['a channel with a stop', { action: 'stop', channel: 'print', ...grounds }, /^ERR_INTAKE_FIELD_INVALID \/channel: /],
  ['no address', { action: 'address', ...grounds }, /^ERR_INTAKE_ADDRESS \/address: /],
  ['an address with a channel', { ...print, address }, /^ERR_INTAKE_ADDRESS \/address: /],
  ['half an address', { action: 'address', address: { ...address, city: undefined }, ...grounds }, /^ERR_INTAKE_ADDRESS \/address\/city: /],
  ['an address without lines', { action: 'estate-contact', address: { ...address, lines: [] }, ...grounds }, /^ERR_INTAKE_ADDRESS \/address\/lines: /],
  ['a time that has passed', { ...print, until: '2026-03-01T08:00:00Z' }, /^ERR_INTAKE_FIELD_INVALID \/until: .*passed/],
  ['a time without an offset', { ...print, until: '2026-03-02T08:00:00' }, /^ERR_INTAKE_FIELD_INVALID \/until: /],
  ['a stop for a while', { action: 'stop', ...grounds, until: '2026-03-02T08:00:00Z' }, /^ERR_INTAKE_FIELD_INVALID \/until: /],
  ['no object', 'stop', /^ERR_INTAKE_FIELD_INVALID/]
]

for (const [name, input, problem] of refusals) {
  test(`readOverride() refuses ${name}`, async t => {
    const problems = problemsOf(JSON.parse(JSON.stringify(input)))
    t.equal(problems.length, 1, problems.join('; '))
    t.match(problems[0], problem)
    t.notMatch(problems.join(), /20914695016/)
  })
}
