import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { checkpointName } from '../../src/batch/checkpoint.ts'
import { aBatchFolder, aRecord } from './batch-folder.ts'
import { aGateway, type FakeGateway } from './fake-gateway.ts'

const records = Array.from({ length: 40 }, (_, index) => aRecord(`r${index + 1}`))

function start (folder: string, gateway: FakeGateway): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'run-child.ts'), folder, gateway.url], { stdio: 'ignore' })
}

test('runBatch() killed at any row loses nothing and doubles nothing', async t => {
  for (const after of [1, 7, 23]) {
    const gateway = await aGateway(t)
    const folder = await aBatchFolder(t, records)
    const child = start(folder, gateway)
    gateway.decide = () => { if (gateway.posts.length === after) child.kill('SIGKILL'); return undefined }
    await once(child, 'exit')
    const posted = gateway.posts.length
    gateway.decide = () => undefined
    const again = start(folder, gateway)
    await once(again, 'exit')
    t.equal(again.exitCode, 0)
    t.equal(new Set(gateway.posts.map(post => post.key)).size, records.length)
    t.ok(posted < records.length && gateway.posts.length <= records.length + 2, `killed after ${posted}, ${gateway.posts.length} posts in all`)
  }
})

test('runBatch() goes on over a checkpoint that a crash cut short', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records.slice(0, 3))
  await once(start(folder, gateway), 'exit')
  await appendFile(join(folder, checkpointName), '{"row":"r4","lett')
  await once(start(folder, gateway), 'exit')
  t.equal(gateway.posts.length, 3)
})
