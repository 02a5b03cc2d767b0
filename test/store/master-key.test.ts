import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { readMasterKey } from '../../src/store/master-key.ts'

test('readMasterKey() takes the value that is given, not the file', async t => {
  const key = randomBytes(32)
  const file = join(t.testdir({ 'master.key': randomBytes(32).toString('base64') }), 'master.key')
  t.strictSame(await readMasterKey({ value: key.toString('base64'), file, mayMake: false }, randomBytes), key)
})

test('readMasterKey() reads the file', async t => {
  const key = randomBytes(32)
  const file = join(t.testdir(), 'master.key')
  await writeFile(file, `${key.toString('base64')}\n`)
  t.strictSame(await readMasterKey({ file, mayMake: false }, randomBytes), key)
})

test('readMasterKey() makes a missing key once, for its owner alone', async t => {
  const file = join(t.testdir(), 'data', 'master.key')
  const made = await readMasterKey({ file, mayMake: true }, randomBytes)
  t.strictSame(await readMasterKey({ file, mayMake: true }, randomBytes), made)
  t.equal((await stat(file)).mode & 0o777, 0o600)
})

test('readMasterKey() never makes a key in production', async t => {
  const file = join(t.testdir(), 'master.key')
  await t.rejects(readMasterKey({ file, mayMake: false }, randomBytes), { code: 'ERR_STORE_KEY' })
  await t.rejects(stat(file), { code: 'ENOENT' })
})

for (const text of ['', 'c2hvcnQ=', randomBytes(33).toString('base64')]) {
  test(`readMasterKey() refuses a key of another length, and does not replace it: ${text.length} characters`, async t => {
    const file = join(t.testdir({ 'master.key': text }), 'master.key')
    await t.rejects(readMasterKey({ file, mayMake: true }, randomBytes), { code: 'ERR_STORE_KEY', message: new RegExp(`^(?!.*${text || 'never'}).*$`) })
    t.equal(await readFile(file, 'utf8'), text)
  })
}
