import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { checkpointName, openCheckpoint } from '../../src/batch/checkpoint.ts'
import { aBatchFolder } from './batch-folder.ts'

const letterId = '019ab000-0000-7000-8000-000000000001'

test('openCheckpoint() names a new batch by its digest and keeps the name', async t => {
  const folder = await aBatchFolder(t, [])
  t.match(await openCheckpoint(folder, 'first'), { batchId: 'first', hasChanged: false, done: new Set() })
  t.match(await openCheckpoint(folder, 'second'), { batchId: 'first', hasChanged: true })
})

test('openCheckpoint() remembers what was added, and nothing else of a row', async t => {
  const folder = await aBatchFolder(t, [])
  await (await openCheckpoint(folder, 'b')).add({ row: 'r1', letterId })
  t.match((await openCheckpoint(folder, 'b')).done, new Set(['r1']))
  t.equal(await readFile(join(folder, checkpointName), 'utf8'), `{"batch":"b"}\n{"row":"r1","letterId":"${letterId}"}\n`)
})

test('openCheckpoint() passes over a line that a crash cut short', async t => {
  const folder = await aBatchFolder(t, [])
  await (await openCheckpoint(folder, 'b')).add({ row: 'r1', letterId })
  await appendFile(join(folder, checkpointName), '{"row":"r2","let')
  const again = await openCheckpoint(folder, 'b')
  t.same([...again.done], ['r1'])
  await again.add({ row: 'r3', letterId })
  t.same([...(await openCheckpoint(folder, 'b')).done], ['r1', 'r3'])
})

test('openCheckpoint() says so when nothing can be noted', async t => {
  await t.rejects(openCheckpoint('/nowhere/at/all', 'b'), { code: 'ERR_BATCH_FOLDER', message: /cannot be written$/ })
})
