import { test } from 'tap'
import { checkDocument, sampleBytes } from '../../src/intake/check-document.ts'
import { mediaTypes } from '../../src/intake/media-types.ts'

const odf = 'application/vnd.oasis.opendocument'
const samples: [mediaType: string, bytes: string][] = [
  ['application/pdf', '%PDF-1.7 … %%EOF'],
  ['application/pdf', `${' '.repeat(1000)}%PDF-1.4 … %%EOF\r\n`],
  ['text/html', '\xef\xbb\xbf \n<!doctype html><p>Hei'],
  ['text/plain', 'Hei'],
  ['application/ehf+xml', '<?xml version="1.0"?><Invoice/>'],
  [`${odf}.text`, 'PK\x03\x04 … PK\x05\x06 …'],
  [`${odf}.spreadsheet`, '<?xml version="1.0"?><office:document/>'],
  ['image/gif', 'GIF89a…'],
  ['image/jpeg', '\xff\xd8\xff\xe0 …'],
  ['image/png', '\x89PNG\r\n\x1a\n … IEND\xaeB`\x82'],
  ['application/msword', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 …'],
  ['application/octet-stream', 'PK\x03\x04 … PK\x05\x06 …']
]

const codesFor = (mediaType: string, text: string): string[] => {
  const bytes = Buffer.from(text, 'latin1')
  const draft = { number: 2, fileName: 'a', title: 'a', mediaType }
  const seen = { bytes: bytes.length, sha256: '', head: bytes.subarray(0, sampleBytes), tail: bytes.subarray(-sampleBytes) }
  return checkDocument(draft, seen).map(({ code, field, message }) => `${code} ${field ?? ''} ${message}`)
}

for (const [mediaType, bytes] of samples) {
  test(`checkDocument() knows ${mediaType} by its bytes (${JSON.stringify(bytes.trim().slice(0, 8))})`, async t => {
    t.same(codesFor(mediaType, bytes), [])
    t.same(codesFor(mediaType, '\0 nothing'), [`ERR_INTAKE_DOCUMENT_CONTENT /documents/2 Cannot accept the letter: the bytes are not a whole ${mediaType}`])
  })
}

test('checkDocument() finds half documents', async t => {
  const halves = [['application/pdf', '%PDF-1.7 …'], ['application/pdf', `${' '.repeat(1024)}%PDF-1.7 %%EOF`], ['application/octet-stream', 'PK\x03\x04 …'], ['image/png', '\x89PNG\r\n\x1a\n']]
  for (const [mediaType = '', bytes = ''] of halves) t.match(codesFor(mediaType, bytes), [/^ERR_INTAKE_DOCUMENT_CONTENT/], mediaType)
})

test('checkDocument() tells an empty document, whatever its type', async t => {
  for (const mediaType of mediaTypes.keys()) t.same(codesFor(mediaType, ''), ['ERR_INTAKE_DOCUMENT_EMPTY /documents/2 Cannot accept the letter: the document has no bytes'])
})

test('checkDocument() has a way to know every accepted type', async t => {
  for (const [mediaType, { extensions, signature }] of mediaTypes) {
    t.match(signature, /./, mediaType)
    t.ok(extensions.length > 0)
    t.match(codesFor(mediaType, '\0'), [/DOCUMENT_CONTENT/])
  }
})
