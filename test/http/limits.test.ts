import { test } from 'tap'
import { maxJsonBytes, maxLetterBytes, maxMultipartBytes, multipartLimits, timeouts } from '../../src/http/limits.ts'
import { maxDocumentBytes } from '../../src/intake/check-totals.ts'
import { maxDocuments } from '../../src/intake/letter-schema.ts'

test('the largest letter fits both forms', async t => {
  const base64 = Buffer.alloc(maxDocumentBytes).toString('base64').length
  t.ok(base64 + maxLetterBytes <= maxJsonBytes)
  t.ok(maxDocumentBytes + maxLetterBytes <= maxMultipartBytes)
  t.ok(multipartLimits.fileSize > maxDocumentBytes, 'so that intake can tell the limit')
})

test('a letter with the most and longest names and titles fits its own limit', async t => {
  const documents = Array.from({ length: maxDocuments }, () => ({ fileName: 'x'.repeat(255), title: 'x'.repeat(255), mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }))
  t.ok(Buffer.byteLength(JSON.stringify({ documents })) + 20_000 < maxLetterBytes)
  t.equal(multipartLimits.parts, maxDocuments + 1)
})

test('a letter has longer to be handled than to come', async t => {
  t.ok(timeouts.acceptMs > timeouts.requestMs)
  t.ok(timeouts.headersMs < timeouts.requestMs)
  for (const milliseconds of Object.values(timeouts)) t.ok(milliseconds > 0)
})
