// Batch folders for the tests: a manifest and small files, thrown away afterwards.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** The columns in the order the tests write them. */
export const header = 'row_id,reference,recipient,class,title,language,security_level,opening_receipt,main_document,attachments,send_after,deadline_by'

/** A record that is right in every way. */
export function aRecord (id: string, changes: Readonly<Record<string, string>> = {}): string {
  const cells: Record<string, string> = {
    row_id: id, reference: `2026/${id}`, recipient: '20914695016', class: 'decision', title: 'Svar på søknad', language: 'nb', security_level: '4',
    opening_receipt: 'true', main_document: 'letter.pdf', attachments: '', ...changes
  }
  return header.split(',').map(column => cells[column] ?? '').join(',')
}

/** Makes a folder with a manifest of these lines and a few documents in it. */
export async function aBatchFolder (t: Test, records: readonly string[], firstLine = header): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postbud-batch-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'manifest.csv'), [firstLine, ...records, ''].join('\r\n'))
  await writeFile(join(folder, 'letter.pdf'), '%PDF-1.7\n%%EOF\n')
  await writeFile(join(folder, 'attachment.txt'), 'hello')
  await writeFile(join(folder, 'empty.pdf'), '')
  return folder
}
