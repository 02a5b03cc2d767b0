import { test } from 'tap'
import { letterForm } from '../../src/batch/letter-form.ts'
import { planBatch } from '../../src/batch/plan-batch.ts'
import { aBatchFolder, aRecord } from './batch-folder.ts'

test('letterForm() puts the letter first and names its documents in order', async t => {
  const [row] = (await planBatch(await aBatchFolder(t, [aRecord('r1', { attachments: 'attachment.txt', security_level: '3', send_after: '2026-12-01T08:00:00+01:00', deadline_by: '2026-12-04T23:00:00Z' })]))).rows
  if (row === undefined) throw new Error('the folder has a row')
  const form = await letterForm(row, '313000001', 'tax')
  t.same([...form.keys()], ['letter', 'document', 'document'])
  const letter = form.get('letter')
  t.same(JSON.parse(letter instanceof Blob ? await letter.text() : ''), {
    sender: '313000001', reference: '2026/r1', recipient: { nationalIdentityNumber: '20914695016' }, class: 'decision', title: 'Svar på søknad',
    language: 'nb', securityLevel: 3, openingReceipt: true, batch: 'tax',
    sendAfter: '2026-12-01T08:00:00+01:00', deadlineBy: '2026-12-04T23:00:00Z',
    documents: [{ fileName: 'letter.pdf', mediaType: 'application/pdf' }, { fileName: 'attachment.txt', mediaType: 'text/plain' }]
  })
})
