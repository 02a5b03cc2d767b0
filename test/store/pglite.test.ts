import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { openPglite } from '../../src/store/pglite.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return join(folder, 'data')
}

test('openPglite() makes the folder, and finds everything again the next time', async t => {
  const folder = aFolder(t)
  const first = await openPglite(folder)
  await first.outer.exec('create table kept (id int); insert into kept values (7)')
  await first.close()
  const second = await openPglite(folder)
  t.strictSame((await second.outer.query('select id from kept')).rows, [{ id: 7 }])
  await second.close()
})

test('openPglite() refuses a folder that is open', async t => {
  const folder = aFolder(t)
  const first = await openPglite(folder)
  await t.rejects(openPglite(folder), { code: 'ERR_STORE_LOCKED' })
  await first.close()
})
