import { test } from 'tap'
import type { LetterDraft } from '../../src/intake/letter-draft.ts'
import { notificationTexts } from '../../src/intake/notification-texts.ts'
import { readDraft, type DraftOptions } from '../../src/intake/read-draft.ts'
import { letterInput, returnAddress } from '../support/letter-input.ts'

const now = new Date('2026-03-01T08:00:00Z')
const pdf = (fileName = 'a.pdf'): Record<string, unknown> => ({ fileName, mediaType: 'application/pdf' })
const foreign = { name: 'Kari Prøve', lines: ['Storgatan 1', '111 20 Stockholm'], countryCode: 'SE' }
const norwegian = { name: 'Kari Prøve', lines: ['Lia 3'], postalCode: '0150', city: 'Oslo' }

const problemsOf = (input: unknown, options?: DraftOptions): string[] => {
  const result = readDraft(input, now, options)
  return result.ok ? [] : result.problems.map(({ code, field, message }) => `${code} ${field ?? '?'}: ${message.replace('Cannot accept the letter: ', '')}`)
}

test('readDraft() reads a letter and fills in what was left to us', async t => {
  t.same(readDraft(letterInput(), now), { ok: true, draft: {
    sender: '313000001', reference: '2026/1', recipient: { kind: 'person', nationalIdentityNumber: '20914695016' }, class: 'decision',
    title: 'Svar på søknad', language: 'nb', securityLevel: 4, openingReceipt: false, notification: { ...notificationTexts.nb, repeatDays: [0, 7] },
    print: { color: 'black-and-white', undeliverable: 'return', returnAddress },
    documents: [{ number: 0, fileName: 'vedtak.pdf', title: 'Svar på søknad', mediaType: 'application/pdf' }]
  } })
})

test('readDraft() keeps what was given', async t => {
  const result = readDraft(letterInput({
    recipient: { address: { ...foreign, countryCode: 'se' } }, language: 'en', securityLevel: 3, openingReceipt: true, availableFrom: '2026-03-02T08:00:00+01:00',
    notification: { smsText: 'Brev', repeatDays: [3] }, print: { color: 'color', undeliverable: 'destroy-and-report', returnAddress: { ...returnAddress, countryCode: 'NO' } },
    invoiceReference: 'F1', documents: [{ fileName: 'A.PDF', mediaType: 'Application/PDF', title: 'Hoved' }, pdf('b.c.pdf')]
  }), now)
  t.match(result, { ok: true, draft: {
    recipient: { kind: 'address', address: foreign }, securityLevel: 3, openingReceipt: true, availableFrom: new Date('2026-03-02T07:00:00Z'),
    notification: { emailText: notificationTexts.en.emailText, smsText: 'Brev', repeatDays: [3] },
    print: { color: 'color', undeliverable: 'destroy-and-report', returnAddress }, invoiceReference: 'F1',
    documents: [{ title: 'Hoved', mediaType: 'application/pdf' }, { number: 1, title: 'b.c' }]
  } })
})

test('readDraft() takes an organization, with an address or without', async t => {
  const { draft: { recipient } = {} } = readDraft(letterInput({ recipient: { organizationNumber: '984661185', address: foreign } }), now) as { draft?: LetterDraft }
  t.strictSame(recipient, { kind: 'organization', organizationNumber: '984661185', address: foreign })
  t.same(problemsOf(letterInput({ recipient: { organizationNumber: '984661185' } })), [])
})

test('readDraft() takes the return address on file, and asks for one when there is none', async t => {
  t.same(problemsOf(letterInput({ print: undefined }), { defaults: { returnAddress } }), [])
  t.same(problemsOf(letterInput({ print: undefined })), ['ERR_INTAKE_ADDRESS /print/returnAddress: a return address is needed, since the sender has none on file'])
})

test('readDraft() tells everything at once, more than typebox would by itself', async t => {
  const fields = ['/sender', '/reference', '/recipient', '/class', '/title', '/language', '/documents', '/print/returnAddress']
  t.same(problemsOf({}).map(line => line.split(' ')[1]?.slice(0, -1)), fields)
  const documents = Array.from({ length: 30 }, (_, number) => ({ fileName: `${number}.exe`, mediaType: 'application/x-msdownload' }))
  t.equal(problemsOf(letterInput({ documents, title: 7, sender: '123456789' })).length, 32)
})

// One row a rule: what is changed, and the one problem that must come of it.
const refusals: [name: string, changes: Record<string, unknown>, problem: RegExp][] = [
  ['a sender with a wrong control digit', { sender: '313000002' }, /^ERR_INTAKE_ORGANIZATION_NUMBER \/sender: /],
  ['a sender with a prefix', { sender: '0192:313000001' }, /^ERR_INTAKE_ORGANIZATION_NUMBER \/sender: /],
  ['a recipient with a wrong control digit', { recipient: { nationalIdentityNumber: '20914695017' } }, /^ERR_INTAKE_IDENTITY_NUMBER \/recipient\/nationalIdentityNumber: /],
  ['a recipient of ten digits', { recipient: { nationalIdentityNumber: '2091469501' } }, /^ERR_INTAKE_IDENTITY_NUMBER \/recipient\/nationalIdentityNumber: /],
  ['an organization with a wrong control digit', { recipient: { organizationNumber: '984661186', address: norwegian } }, /^ERR_INTAKE_ORGANIZATION_NUMBER \/recipient\/organizationNumber: the number is not nine digits with a right/],
  ['an organization of eight digits', { recipient: { organizationNumber: '98466118' } }, /^ERR_INTAKE_ORGANIZATION_NUMBER \/recipient\/organizationNumber: /],
  ['a person and an organization', { recipient: { nationalIdentityNumber: '20914695016', organizationNumber: '984661185' } }, /^ERR_INTAKE_FIELD_INVALID \/recipient: exactly one of/],
  ['an organization at half an address', { recipient: { organizationNumber: '984661185', address: { ...norwegian, city: undefined } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/city: /],
  ['something else than PDF to an organization', { recipient: { organizationNumber: '984661185', address: norwegian }, documents: [{ fileName: 'a.txt', mediaType: 'text/plain' }] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/mediaType: /],
  ['two recipients', { recipient: { nationalIdentityNumber: '20914695016', address: norwegian } }, /^ERR_INTAKE_FIELD_INVALID \/recipient: exactly one of/],
  ['no recipient', { recipient: {} }, /^ERR_INTAKE_FIELD_INVALID \/recipient: exactly one of/],
  ['an unknown class', { class: 'urgent' }, /^ERR_INTAKE_FIELD_INVALID \/class: the value is not one of decision, important, information$/],
  ['an unknown language', { language: 'sv' }, /^ERR_INTAKE_FIELD_INVALID \/language: /],
  ['security level 2', { securityLevel: 2 }, /^ERR_INTAKE_FIELD_INVALID \/securityLevel: the value is not one of 3, 4$/],
  ['a security level as text', { securityLevel: '4' }, /^ERR_INTAKE_FIELD_INVALID \/securityLevel: /],
  ['an empty title', { title: '' }, /^ERR_INTAKE_FIELD_INVALID \/title: the text is shorter than 1 character$/],
  ['a long title', { title: 'x'.repeat(256) }, /^ERR_INTAKE_FIELD_INVALID \/title: the text is longer than 255 characters$/],
  ['a title with a line break', { title: 'a\nb' }, /^ERR_INTAKE_FIELD_INVALID \/title: the text holds control characters$/],
  ['an identity number in the title', { title: 'Sak 20914695016' }, /^ERR_INTAKE_PERSONAL_DATA \/title: /],
  ['an identity number in the reference', { reference: '20914695016' }, /^ERR_INTAKE_PERSONAL_DATA \/reference: /],
  ['an identity number in the name of the batch', { batch: '20914695016' }, /^ERR_INTAKE_PERSONAL_DATA \/batch: /],
  ['an identity number in the invoice reference', { invoiceReference: '209146 95016' }, /^ERR_INTAKE_PERSONAL_DATA \/invoiceReference: /],
  ['an identity number in the e-mail', { notification: { emailText: 'til 20914695016' } }, /^ERR_INTAKE_PERSONAL_DATA \/notification\/emailText: /],
  ['an identity number in the text message', { notification: { smsText: 'til 20914695016' } }, /^ERR_INTAKE_PERSONAL_DATA \/notification\/smsText: /],
  ['a link in the e-mail', { notification: { emailText: 'Les på https://nav.no' } }, /^ERR_INTAKE_LINK \/notification\/emailText: a link stands in the text of a notice$/],
  ['a link in the text message', { notification: { smsText: 'Les på nav.no/brev' } }, /^ERR_INTAKE_LINK \/notification\/smsText: /],
  ['an identity number in a file name', { documents: [pdf('20914695016.pdf')] }, /^ERR_INTAKE_PERSONAL_DATA \/documents\/0\/fileName: /],
  ['a long reference', { reference: 'x'.repeat(101) }, /^ERR_INTAKE_FIELD_INVALID \/reference: the text is longer than 100 characters$/],
  ['a long invoice reference', { invoiceReference: 'x'.repeat(41) }, /^ERR_INTAKE_FIELD_INVALID \/invoiceReference: .* 40 characters$/],
  ['a long e-mail', { notification: { emailText: 'x'.repeat(501) } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/emailText: .* 500 characters$/],
  ['a long text message', { notification: { smsText: 'x'.repeat(161) } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/smsText: .* 160 characters$/],
  ['a day twice', { notification: { repeatDays: [0, 0] } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/repeatDays: the list has an entry twice$/],
  ['day 26', { notification: { repeatDays: [26] } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/repeatDays\/0: the number is not <= 25$/],
  ['no days', { notification: { repeatDays: [] } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/repeatDays: the list is shorter than 1 entry$/],
  ['eleven days', { notification: { repeatDays: [...Array(11).keys()] } }, /^ERR_INTAKE_FIELD_INVALID \/notification\/repeatDays: the list is longer than 10 entries$/],
  ['a time without offset', { availableFrom: '2026-03-02T08:00:00' }, /^ERR_INTAKE_FIELD_INVALID \/availableFrom: the time is not RFC 3339 with an offset/],
  ['a date', { availableFrom: '2026-03-02' }, /^ERR_INTAKE_FIELD_INVALID \/availableFrom: /],
  ['30 February', { availableFrom: '2026-02-30T08:00:00Z' }, /^ERR_INTAKE_FIELD_INVALID \/availableFrom: /],
  ['more than a year ahead', { availableFrom: '2027-03-01T08:00:01Z' }, /^ERR_INTAKE_FIELD_INVALID \/availableFrom: the time is more than one year ahead$/],
  ['an unknown property', { titel: 'a' }, /^ERR_INTAKE_FIELD_INVALID \/titel: the property is not known$/],
  ['an unknown property with digits in its name', { 20914695016: 'a' }, /^ERR_INTAKE_FIELD_INVALID : there is a property that is not known$/],
  ['no documents', { documents: [] }, /^ERR_INTAKE_DOCUMENT_MISSING \/documents: the list is shorter than 1 entry$/],
  ['202 documents', { documents: Array.from({ length: 202 }, (_, n) => pdf(`${n}.pdf`)) }, /^ERR_INTAKE_DOCUMENT_COUNT \/documents: 202 documents, and 201 is the limit$/],
  ['an unknown media type', { documents: [{ fileName: 'a.exe', mediaType: 'application/x-msdownload' }] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/mediaType: /],
  ['a media type with parameters', { documents: [{ fileName: 'a.txt', mediaType: 'text/plain; charset=utf-8' }] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/mediaType: /],
  ['an extension that does not fit', { documents: [pdf('a.docx')] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/fileName: a file of type application\/pdf is named \.pdf$/],
  ['no extension', { documents: [pdf('pdf')] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/fileName: /],
  ['a name twice', { documents: [pdf('a.pdf'), pdf('A.PDF')] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/1\/fileName: another document of the letter has the same file name$/],
  ['a path', { documents: [pdf('../a.pdf')] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/0\/fileName: a file name has no path/],
  ['a Windows path', { documents: [pdf('c:\\a.pdf')] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/0\/fileName: /],
  ['a control character in a name', { documents: [pdf('a\0.pdf')] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/0\/fileName: the text holds control characters$/],
  ['content that is not Base64', { documents: [{ ...pdf(), content: 'a-_=' }] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/0\/content: /],
  ['content without padding', { documents: [{ ...pdf(), content: 'YWI' }] }, /^ERR_INTAKE_FIELD_INVALID \/documents\/0\/content: /],
  ['an invoice as attachment', { documents: [pdf(), { fileName: 'f.xml', mediaType: 'application/ehf+xml' }] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/1\/mediaType: an EHF invoice/],
  ['other than PDF for print', { recipient: { address: norwegian }, documents: [{ fileName: 'a.txt', mediaType: 'text/plain' }] }, /^ERR_INTAKE_DOCUMENT_TYPE \/documents\/0\/mediaType: .* print takes application\/pdf only$/],
  ['an address without postal code', { recipient: { address: { ...norwegian, postalCode: undefined } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/postalCode: a Norwegian address needs a postal code$/],
  ['an address without city', { recipient: { address: { name: 'a', lines: ['b'], postalCode: '0150' } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/city: /],
  ['an address without lines', { recipient: { address: { ...norwegian, lines: [] } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/lines: /],
  ['an address with five lines', { recipient: { address: { ...norwegian, lines: ['a', 'b', 'c', 'd', 'e'] } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/lines: /],
  ['a blank line', { recipient: { address: { ...norwegian, lines: [' '] } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/lines\/0: the text is blank$/],
  ['a postal code of three digits', { recipient: { address: { ...norwegian, postalCode: '150' } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/postalCode: /],
  ['a country that is none', { recipient: { address: { ...foreign, countryCode: 'QQ' } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/countryCode: the country code is not one of ISO 3166-1$/],
  ['a city field abroad', { recipient: { address: { ...foreign, city: 'Stockholm' } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/city: abroad the city stands in the lines$/],
  ['a postal code field abroad', { recipient: { address: { ...foreign, postalCode: '1112' } } }, /^ERR_INTAKE_ADDRESS \/recipient\/address\/postalCode: abroad /],
  ['a return address without name', { print: { returnAddress: { ...returnAddress, name: '' } } }, /^ERR_INTAKE_ADDRESS \/print\/returnAddress\/name: /]
]

for (const [name, changes, problem] of refusals) {
  test(`readDraft() refuses ${name}, alone`, async t => {
    const problems = problemsOf(letterInput(changes))
    t.equal(problems.length, 1, problems.join('; '))
    t.match(problems[0], problem)
  })
}

test('readDraft() takes anything without throwing', async t => {
  for (const input of [undefined, null, 0, '', [], [[]], 'x', { documents: 'x' }, { documents: [null, 0, {}] }, { recipient: { address: 7 } }, { print: { returnAddress: [] } }]) {
    t.notOk(readDraft(input, now).ok, JSON.stringify(input))
  }
})

test('readDraft() takes the past, a year ahead, and the leap day', async t => {
  for (const availableFrom of ['2020-01-01T00:00:00Z', '2027-03-01T08:00:00Z', '2024-02-29T23:59:59.123456+14:00', '2026-03-02t08:00:00z']) {
    t.same(problemsOf(letterInput({ availableFrom })), [], availableFrom)
  }
})

test('notificationTexts fit their channels and pass their own check in every language', async t => {
  for (const language of ['nb', 'nn', 'en', 'se']) t.same(problemsOf(letterInput({ language, notification: notificationTexts[language === 'se' ? 'se' : 'nb'] })), [])
  for (const { emailText, smsText } of Object.values(notificationTexts)) t.ok(emailText.length <= 500 && smsText.length <= 160)
})
