import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { openPackages } from '../../../src/sandbox/ledger/packages.ts'

const id = '4c96fb25-54b0-4560-a954-afdeed10077b'

for (const [where, folder] of [['memory', undefined], ['a folder', mkdtempSync(join(tmpdir(), 'packages-'))]] as const) {
  test(`openPackages() in ${where} gives back what was put`, async t => {
    const packages = await openPackages(folder)
    t.equal(await packages.get(id), undefined)
    await packages.put(id, Buffer.from('sealed'))
    t.equal(Buffer.from(await packages.get(id) ?? '').toString(), 'sealed')
  })
}

test('openPackages() makes no file name of what is no UUID', async t => {
  const packages = await openPackages(mkdtempSync(join(tmpdir(), 'packages-')))
  await t.rejects(packages.put('../evil', Buffer.from('x')), TypeError)
})
