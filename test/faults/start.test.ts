// Starting when something is in the way, or when everybody starts at once.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { readMasterKey } from '../../src/store/master-key.ts'
import { freePort } from '../support/postgres.ts'
import { readStage } from '../support/stage.ts'

function aFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'pb-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

test('readMasterKey() gives processes that start at once the same key', async t => {
  const folder = aFolder(t)
  const source = { file: join(folder, 'keys', 'master.key'), mayMake: true }
  const keys = await Promise.all(Array.from({ length: 20 }, () => readMasterKey(source, randomBytes)))
  t.equal(new Set(keys.map(key => Buffer.from(key).toString('hex'))).size, 1)
  t.strictSame(readdirSync(join(folder, 'keys')), ['master.key'])
})

test('postbud start ends when its port is taken, says so, and leaves no worker behind', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => { taken.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { taken.close() })
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const child = spawn(process.execPath, ['src/main.ts', 'start'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: {
      PATH: process.env.PATH, POSTBUD_DATA_DIR: aFolder(t), POSTBUD_CERTS_DIR: readStage().certificates, POSTBUD_PORT: String(port),
      POSTBUD_SANDBOX_PORT: String(await freePort()), POSTBUD_LOG_LEVEL: 'silent'
    },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  t.teardown(() => { child.kill('SIGKILL') })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  t.equal(await new Promise(resolve => { child.once('exit', resolve) }), 1)
  t.match(Buffer.concat(said).toString(), `address already in use 127.0.0.1:${port}`)
})
