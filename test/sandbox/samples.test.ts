import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { parse } from 'csv-parse/sync'
import { test, type Test } from 'tap'
import { makeSampleFolder } from '../../src/sandbox/samples.ts'
import { population } from '../support/running-sandbox.ts'

async function aFolder (t: Test, count: number): Promise<{ folder: string, rows: Record<string, string>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'samples-'))
  await makeSampleFolder(folder, count)
  t.comment(folder)
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'manifest.csv'), 'utf8'), { columns: true })
  return { folder, rows }
}

test('makeSampleFolder() writes the columns that the batch command reads', async t => {
  const { rows } = await aFolder(t, 5)
  t.same(Object.keys(rows[0] ?? {}), [
    'row_id', 'reference', 'recipient', 'class', 'title', 'language', 'security_level', 'opening_receipt', 'main_document', 'attachments'
  ])
})

test('makeSampleFolder() refuses what is no number of letters, and leaves the folder as it was', async t => {
  const { folder } = await aFolder(t, 1)
  const before = readFileSync(join(folder, 'manifest.csv'), 'utf8')
  for (const count of [NaN, 0, -1, 1.5]) await t.rejects(makeSampleFolder(folder, count), TypeError, String(count))
  t.equal(readFileSync(join(folder, 'manifest.csv'), 'utf8'), before)
})

test('makeSampleFolder() writes 200 letters in less than 10 s, each to somebody else', async t => {
  const start = performance.now()
  const { rows } = await aFolder(t, 200)
  t.ok(performance.now() - start < 10_000)
  t.equal(new Set(rows.map(row => row.recipient)).size, 200)
  t.equal(new Set(rows.map(row => row.row_id)).size, 200)
})

test('makeSampleFolder() writes to people of the population', async t => {
  const { rows } = await aFolder(t, 40)
  t.ok(rows.every(row => population.byNumber(row.recipient ?? '')?.isUnknown === false))
})

test('makeSampleFolder() writes every document that the manifest names, and no other', async t => {
  const { folder, rows } = await aFolder(t, 20)
  const named = rows.flatMap(row => [row.main_document ?? '', ...(row.attachments ?? '').split(';')]).filter(name => name !== '')
  t.same(readdirSync(folder).filter(name => name !== 'manifest.csv').sort(), named.sort())
})

test('makeSampleFolder() writes real PDFs on A4, some of two pages', async t => {
  const { folder, rows } = await aFolder(t, 8)
  const pages = await Promise.all(rows.map(async row => (await PDFDocument.load(readFileSync(join(folder, row.main_document ?? '')))).getPages()))
  t.same(pages.map(list => list.length), [1, 1, 1, 2, 1, 1, 1, 2])
  for (const page of pages.flat()) t.same([Math.round(page.getWidth()), Math.round(page.getHeight())], [595, 842])
})

test('makeSampleFolder() goes round when the cases have no more people', async t => {
  const { rows } = await aFolder(t, 330)
  t.equal(rows.length, 330)
})
