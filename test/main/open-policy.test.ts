import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { openPolicy } from '../../src/main/open-policy.ts'
import { noPolicy } from '../../src/route/policy.ts'

const bad = { version: '1', rows: [{ id: 'A' }, { id: 'b', maxContactAgeMonths: 24 }, { id: 'c', channels: ['fax'] }] }

function policyFile (t: Test, policy: unknown): string {
  return join(t.testdir({ 'policy.json': JSON.stringify(policy) }), 'policy.json')
}

test('openPolicy() demands nothing where no file is set', async t => {
  t.equal(await openPolicy(readSettings({})), noPolicy)
})

test('openPolicy() reads the file that is set', async t => {
  const policy = { version: '2026-03', rows: [{ id: 'a', channels: ['print'] }] }
  t.strictSame(await openPolicy(readSettings({ POSTBUD_POLICY_FILE: policyFile(t, policy) })), policy)
})

test('openPolicy() refuses a file that is not there', async t => {
  await t.rejects(openPolicy(readSettings({ POSTBUD_POLICY_FILE: join(t.testdir({}), 'none.json') })),
    { code: 'ERR_CONFIG_INVALID', message: /POSTBUD_POLICY_FILE names no readable file/ })
})

test('postbud serve does not start with a policy that is wrong, and names every mistake', async t => {
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH: process.env.PATH, POSTBUD_POLICY_FILE: policyFile(t, bad), DATABASE_URL: 'postgres://127.0.0.1:1/none', POSTBUD_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  t.teardown(() => { child.kill('SIGKILL') })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  t.equal(await new Promise(resolve => { child.once('exit', resolve) }), 1)
  const text = Buffer.concat(said).toString()
  for (const part of ['Cannot use the policy: ', '/rows/0/id', '/rows/1/maxContactAgeMonths', '/rows/2/channels/0']) t.match(text, part)
})
