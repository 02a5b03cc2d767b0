import { test } from 'tap'
import { readPrecheck } from '../../src/intake/read-precheck.ts'
import { returnAddress } from '../support/letter-input.ts'

const now = new Date('2026-03-01T10:00:00Z')
const person = { nationalIdentityNumber: '20914695016' }
const asked = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  ({ sender: '313000001', class: 'decision', documents: [{ mediaType: 'application/pdf', bytes: 1000 }], recipients: [person], ...changes })

/** Code and field of everything that is wrong. */
function wrongIn (input: unknown): unknown[] {
  const read = readPrecheck(input, now)
  return read.ok ? [] : read.problems.map(({ code, field }) => [code, field])
}

test('readPrecheck() takes little, and gives a letter that says what was told', async t => {
  const read = readPrecheck(asked({ title: 'Vedtak', print: { color: 'color' }, documents: [{ mediaType: 'Application/PDF', bytes: 5, pages: 3 }] }), now)
  t.match(read, {
    ok: true, recipients: [{ kind: 'person', ...person }],
    letter: { sender: '313000001', class: 'decision', language: 'nb', title: 'Vedtak', print: { color: 'color' }, documents: [{ number: 0, mediaType: 'application/pdf', bytes: 5, pages: 3, title: 'Vedtak' }] }
  })
})

test('readPrecheck() takes people, addresses and organizations in their order', async t => {
  const organization = { organizationNumber: '313000028', address: returnAddress }
  const read = readPrecheck(asked({ recipients: [{ address: returnAddress }, person, organization] }), now)
  t.strictSame(read.ok && read.recipients.map(({ kind }) => kind), ['address', 'person', 'organization'])
})

test('readPrecheck() names each recipient that is wrong by its place, and repeats no number', async t => {
  const recipients = [person, { nationalIdentityNumber: '20914695017' }, {}, { address: { ...returnAddress, postalCode: undefined } }, 7, { ...person, name: 'x' }]
  const read = readPrecheck(asked({ recipients }), now)
  t.strictSame(wrongIn(asked({ recipients })), [
    ['ERR_INTAKE_IDENTITY_NUMBER', '/recipients/1/nationalIdentityNumber'],
    ['ERR_INTAKE_FIELD_INVALID', '/recipients/2'],
    ['ERR_INTAKE_ADDRESS', '/recipients/3/address/postalCode'],
    ['ERR_INTAKE_FIELD_INVALID', '/recipients/4'],
    ['ERR_INTAKE_FIELD_INVALID', '/recipients/5/name']
  ])
  t.notMatch(JSON.stringify(read), /2091469501/)
})

const refused: [what: string, changes: Record<string, unknown>, code: string, field: string][] = [
  ['a sender with a wrong control digit', { sender: '313000002' }, 'ERR_INTAKE_ORGANIZATION_NUMBER', '/sender'],
  ['an unknown media type', { documents: [{ mediaType: 'text/x', bytes: 1 }] }, 'ERR_INTAKE_DOCUMENT_TYPE', '/documents/0/mediaType'],
  ['a document without a size', { documents: [{ mediaType: 'application/pdf' }] }, 'ERR_INTAKE_FIELD_INVALID', '/documents/0/bytes'],
  ['more than any channel takes', { documents: [{ mediaType: 'application/pdf', bytes: 44_000_001 }] }, 'ERR_INTAKE_LETTER_TOO_LARGE', '/documents'],
  ['no recipient', { recipients: [] }, 'ERR_INTAKE_FIELD_INVALID', '/recipients'],
  ['1001 recipients', { recipients: Array.from({ length: 1001 }, () => person) }, 'ERR_INTAKE_FIELD_INVALID', '/recipients'],
  ['an identity number in a title', { title: 'Om 20914695016' }, 'ERR_INTAKE_PERSONAL_DATA', '/title'],
  ['a link in a notice', { notification: { smsText: 'Se nav.no/brev' } }, 'ERR_INTAKE_LINK', '/notification/smsText'],
  ['a misspelt property', { documets: [] }, 'ERR_INTAKE_FIELD_INVALID', '/documets']
]

for (const [what, changes, code, field] of refused) {
  test(`readPrecheck() refuses ${what}`, async t => {
    t.strictSame(wrongIn(asked(changes)), [[code, field]])
  })
}

test('readPrecheck() tells at most 200 mistakes, and throws for no input', async t => {
  t.equal(wrongIn(asked({ recipients: Array.from({ length: 1000 }, () => ({})) })).length, 200)
  for (const input of [undefined, null, 1, [], 'x', {}]) t.ok(wrongIn(input).length > 0)
})
