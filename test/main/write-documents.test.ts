import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test, type Test } from 'tap'
import { safeNames, writeDocuments } from '../../src/main/write-documents.ts'
import type { OpenedDocument } from '../../src/open/open-container.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'written-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

function documents (...names: string[]): OpenedDocument[] {
  return names.map(name => ({ name, mediaType: 'text/plain', content: Buffer.from(name) }))
}

test('safeNames() keeps names that are safe everywhere, and numbers all others', async t => {
  const names = ['letter.pdf', '../../etc/passwd', '.bashrc', 'my file.pdf', '-rf', 'CON.txt', 'æ.pdf', 'a'.repeat(200), 'LETTER.pdf', 'x.', '', 'a\u202efdp.exe']
  t.same(safeNames(names), ['letter.pdf', 'document-1', 'document-2', 'document-3.pdf', 'document-4', 'document-5.txt', 'document-6.pdf', 'document-7',
    'document-8.pdf', 'document-9', 'document-10', 'document-11.exe'])
  t.same(safeNames(['x y.txt', 'document-0.txt', 'z/document-1.txt']), ['document-0.txt', 'document-1.txt', 'document-2.txt'])
})

test('safeNames() hides no ending behind marks that turn or hide letters, and invents none', async t => {
  const names = ['a\u202efdp.exe', 'a.pdf\u202e.exe', 'a.exe\u200b', 'a.e\u00adxe', 'a\u2066.pdf', '\ufeffa.pdf', 'sam\u00adarbeid.pdf']
  t.same(safeNames(names), ['document-0.exe', 'document-1.exe', 'document-2', 'document-3', 'document-4.pdf', 'document-5.pdf', 'document-6.pdf'])
})

test('safeNames() gives plain and different names for any names at all', async t => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', '_a', 'document-1', '..', '/', 'nul')), { maxLength: 20 }), names => {
    const safe = safeNames(names)
    return safe.every(name => /^_*[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) && new Set(safe.map(name => name.toLowerCase())).size === names.length
  }), { numRuns: 300 })
  t.pass()
})

test('writeDocuments() writes for the owner\'s eyes, into a folder that it makes', async t => {
  const folder = join(aFolder(t), 'new', 'one')
  t.same(await writeDocuments(documents('a.txt', '../b.txt'), folder, false), [join(folder, 'a.txt'), join(folder, 'document-1.txt')])
  t.same(readdirSync(folder), ['a.txt', 'document-1.txt'])
  t.equal(readFileSync(join(folder, 'document-1.txt'), 'utf8'), '../b.txt')
  t.equal(statSync(join(folder, 'a.txt')).mode & 0o777, 0o600)
})

test('writeDocuments() overwrites nothing, and then writes none of them', async t => {
  const folder = aFolder(t)
  writeFileSync(join(folder, 'b.txt'), 'mine')
  await t.rejects(writeDocuments(documents('a.txt', 'b.txt'), folder, false), new TypeError(`Cannot write "${join(folder, 'b.txt')}": it exists already; --force replaces it`))
  t.same(readdirSync(folder), ['b.txt'])
  t.equal(readFileSync(join(folder, 'b.txt'), 'utf8'), 'mine')
})

test('writeDocuments() replaces a file by force, and never writes through a link', async t => {
  const folder = aFolder(t)
  const outside = join(aFolder(t), 'outside.txt')
  writeFileSync(outside, 'mine')
  symlinkSync(outside, join(folder, 'a.txt'))
  await writeDocuments(documents('a.txt'), folder, true)
  t.equal(readFileSync(outside, 'utf8'), 'mine')
  t.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'a.txt')
})
