import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { findDocument } from '../../src/batch/find-document.ts'
import { aBatchFolder } from './batch-folder.ts'

test('findDocument() measures a file and takes its type from its name', async t => {
  const folder = await realpath(await aBatchFolder(t, []))
  await writeFile(join(folder, 'Skjema.DOCX'), '12345')
  t.match(await findDocument(folder, 'Skjema.DOCX'), { fileName: 'Skjema.DOCX', bytes: 5, mediaType: /wordprocessingml/ })
})

test('findDocument() finds files in folders below, under their own name', async t => {
  const folder = await realpath(await aBatchFolder(t, []))
  await mkdir(join(folder, 'pdf'))
  await writeFile(join(folder, 'pdf', 'a.pdf'), '%PDF')
  t.match(await findDocument(folder, 'pdf/a.pdf'), { fileName: 'a.pdf', path: join(folder, 'pdf', 'a.pdf') })
  t.match(await findDocument(folder, './pdf/../letter.pdf'), { fileName: 'letter.pdf' })
})

test('findDocument() follows a link that stays inside', async t => {
  const folder = await realpath(await aBatchFolder(t, []))
  await symlink(join(folder, 'letter.pdf'), join(folder, 'same.pdf'))
  t.match(await findDocument(folder, 'same.pdf'), { fileName: 'same.pdf', path: join(folder, 'letter.pdf') })
})

test('findDocument() is not fooled by a folder whose name only begins the same', async t => {
  const folder = await realpath(await aBatchFolder(t, []))
  t.match(await findDocument(folder.slice(0, -1), join(folder, 'letter.pdf')), 'outside the folder')
})
