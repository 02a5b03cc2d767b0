import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { lockFolder } from '../../src/store/folder-lock.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

/** Leaves the socket file of a process that died without a word. */
function abandon (folder: string): void {
  const program = 'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))'
  spawnSync(process.execPath, ['-e', program, join(folder, 'lock.sock')])
}

test('lockFolder() refuses a second opener while the first lives', async t => {
  const folder = aFolder(t)
  const lock = await lockFolder(folder)
  await t.rejects(lockFolder(folder), { code: 'ERR_STORE_LOCKED' })
  await lock.release()
})

test('lockFolder() locks again after a release', async t => {
  const folder = aFolder(t)
  await (await lockFolder(folder)).release()
  await (await lockFolder(folder)).release()
  t.notOk(existsSync(join(folder, 'lock.sock')))
})

test('lockFolder() takes over what a crash left', async t => {
  const folder = aFolder(t)
  abandon(folder)
  t.ok(existsSync(join(folder, 'lock.sock')))
  const lock = await lockFolder(folder)
  await t.rejects(lockFolder(folder), { code: 'ERR_STORE_LOCKED' })
  await lock.release()
})

for (const before of ['nothing', 'a crash']) {
  test(`lockFolder() by two at once after ${before} lets one in`, async t => {
    for (let delay = 0; delay < 12; delay += 1) {
      const folder = aFolder(t)
      if (before === 'a crash') abandon(folder)
      const first = lockFolder(folder)
      for (let turn = 0; turn < delay; turn += 1) await new Promise(resolve => setImmediate(resolve))
      const tries = await Promise.allSettled([first, lockFolder(folder)])
      const locks = tries.flatMap(one => one.status === 'fulfilled' ? [one.value] : [])
      t.equal(locks.length, 1, `${delay} turns apart`)
      for (const lock of locks) await lock.release()
    }
  })
}

test('lockFolder() refuses a folder whose path no socket can have', async t => {
  await t.rejects(lockFolder(join(aFolder(t), 'x'.repeat(100))), { code: 'ERR_STORE_LOCKED' })
})
