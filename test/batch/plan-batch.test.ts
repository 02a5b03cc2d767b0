import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { planBatch } from '../../src/batch/plan-batch.ts'
import { aBatchFolder, aRecord } from './batch-folder.ts'

test('planBatch() makes rows ready to send', async t => {
  const plan = await planBatch(await aBatchFolder(t, [aRecord('r1', { attachments: ' attachment.txt ' })]))
  t.same(plan.refused, [])
  t.match(plan.rows, [{
    id: 'r1', recipient: '20914695016', securityLevel: 4, openingReceipt: true,
    documents: [{ fileName: 'letter.pdf', mediaType: 'application/pdf', bytes: 15 }, { fileName: 'attachment.txt', mediaType: 'text/plain' }]
  }])
})

test('planBatch() undoes what spreadsheets do to a recipient', async t => {
  const recipients = ['1010112345', '\'01010112345', '010101 12345', ' 01010112345 ']
  const plan = await planBatch(await aBatchFolder(t, recipients.map((recipient, index) => aRecord(`r${index}`, { recipient }))))
  t.same(plan.rows.map(row => row.recipient), recipients.map(() => '01010112345'))
})

test('planBatch() reports every bad row with all that is wrong in it', async t => {
  const plan = await planBatch(await aBatchFolder(t, [
    aRecord('r1', { recipient: '1,01E+10'.replace(',', '.'), class: 'urgent', title: '', security_level: '5', opening_receipt: 'perhaps' }),
    aRecord('good'), 'r3,short', aRecord('', { reference: '' })
  ]))
  t.same(plan.rows.map(row => row.id), ['good'])
  t.same(plan.refused.map(({ row, problems }) => [row, problems.map(problem => problem.field)]), [
    ['r1', ['recipient', 'class', 'title', 'security_level', 'opening_receipt']], ['r3', [undefined]], ['record 4', ['row_id', 'reference']]
  ])
  t.match(plan.refused[0]?.problems[0], { code: 'ERR_BATCH_FOLDER', sentence: /rounded by a spreadsheet/ })
})

test('planBatch() sends none of the records that share an id', async t => {
  const plan = await planBatch(await aBatchFolder(t, [aRecord('r1'), aRecord('r2'), aRecord('r1')]))
  t.same([plan.rows.map(row => row.id), plan.refused.map(({ row }) => row)], [['r2'], ['r1', 'r1']])
})

test('planBatch() never tells an id that looks like an identity number', async t => {
  const plan = await planBatch(await aBatchFolder(t, [aRecord('20914695016')]))
  t.notMatch(JSON.stringify(plan.refused), '20914695016')
  t.match(plan.refused, [{ row: 'record 1' }])
})

test('planBatch() reads nothing outside the folder', async t => {
  const names = ['../x.pdf', '/etc/passwd.pdf', 'link.pdf', 'sub/../../x.pdf', 'a\0.pdf']
  const folder = await aBatchFolder(t, names.map((name, index) => aRecord(`r${index}`, { main_document: name })))
  const outside = await aBatchFolder(t, [])
  await symlink(join(outside, 'letter.pdf'), join(folder, 'link.pdf'))
  const sentences = (await planBatch(folder)).refused.map(({ problems }) => problems[0]?.sentence)
  t.equal(sentences.length, names.length)
  for (const sentence of sentences) t.match(sentence, /outside the folder|leads out of the folder/)
})

test('planBatch() finds files that are missing, empty, folders, of no accepted type or twins', async t => {
  const folder = await aBatchFolder(t, [
    aRecord('r1', { main_document: 'gone.pdf' }), aRecord('r2', { main_document: 'empty.pdf' }), aRecord('r3', { main_document: 'run.exe' }),
    aRecord('r4', { attachments: 'letter.pdf' }), aRecord('r5', { main_document: 'folder.pdf' }), aRecord('r6', { main_document: '' })
  ])
  await mkdir(join(folder, 'folder.pdf'))
  const told = (await planBatch(folder)).refused.map(({ problems }) => problems[0]?.sentence)
  t.match(told, [/not there/, /empty file/, /type that mailboxes do not take/, /same name/, /not a file/, /outside the folder|type/])
})

test('planBatch() names the same work the same, whoever it is for, and other work otherwise', async t => {
  const digest = async (record: string) => (await planBatch(await aBatchFolder(t, [record]))).digest
  t.equal(await digest(aRecord('r1')), await digest(aRecord('r1', { recipient: '01010112345' })))
  t.not(await digest(aRecord('r1')), await digest(aRecord('r1', { reference: 'other' })))
})

test('planBatch() refuses a folder it cannot use', async t => {
  const folder = await aBatchFolder(t, [])
  await t.rejects(planBatch(join(folder, 'nowhere')), { code: 'ERR_BATCH_FOLDER', message: /does not exist/ })
  await rename(join(folder, 'manifest.csv'), join(folder, 'other.csv'))
  await t.rejects(planBatch(folder), { code: 'ERR_BATCH_FOLDER', message: /holds no manifest.csv/ })
  await writeFile(join(folder, 'manifest.csv'), 'a,b')
  await t.rejects(planBatch(folder), { code: 'ERR_BATCH_FOLDER' })
})
