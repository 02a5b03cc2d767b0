import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { runPrecheck } from '../../src/main/precheck-command.ts'
import { prechecked } from '../support/fake-ports.ts'

interface Said { status: number, stdout: string, stderr: string, asked: unknown[] }

/** Runs the command against one answer; undefined is no answer at all. */
async function run (t: Test, answer: Response | undefined, json = false): Promise<Said> {
  const file = join(t.testdir(), 'letter.json')
  writeFileSync(file, '{"recipients":[]}')
  const said = { stdout: '', stderr: '', asked: [] as unknown[] }
  const status = await runPrecheck({ file, url: 'http://gateway', apiKey: 'key', json }, {
    fetch: async (url, init) => {
      said.asked.push([url, init?.method, init?.body, new Headers(init?.headers).get('authorization')])
      if (answer === undefined) throw new TypeError('fetch failed')
      return answer
    },
    stdout: { write: text => { said.stdout += text } },
    stderr: { write: text => { said.stderr += text } }
  })
  return { status, ...said }
}

test('runPrecheck() sends the file, and tells each recipient by its place', async t => {
  const { status, stdout, stderr, asked } = await run(t, Response.json(prechecked))
  t.same(asked, [['http://gateway/v1/precheck', 'POST', '{"recipients":[]}', 'Bearer key']])
  t.equal(stdout, '   0  eboks           R1  NOK 0.84  (email-stale)\n      Sentence\n   1  undeliverable   R2\n      Sentence\n')
  t.equal(stderr, 'e-Boks 1, Digipost 0, print 0, for people to decide 0, undeliverable 1, unanswered 0; NOK 0.84 without VAT, estimated  (title-long)\n')
  t.equal(status, 3, 'somebody would get no letter')
})

test('runPrecheck() ends with 0 when every letter would be sent', async t => {
  t.equal((await run(t, Response.json({ ...prechecked, recipients: prechecked.recipients.slice(0, 1) }))).status, 0)
})

test('runPrecheck() with --json gives a line a recipient and one for the totals', async t => {
  const lines = (await run(t, Response.json(prechecked), true)).stdout.trim().split('\n').map((line): unknown => JSON.parse(line))
  t.same(lines, [...prechecked.recipients, { warnings: prechecked.warnings, totals: prechecked.totals }])
})

test('runPrecheck() tells what was refused', async t => {
  const problem = { detail: 'Cannot accept the letter: 2 things are wrong, see errors', errors: [{ field: '/recipients/3', detail: 'Cannot' }] }
  const { status, stderr } = await run(t, Response.json(problem, { status: 422 }))
  t.strictSame([status, stderr], [1, 'Cannot accept the letter: 2 things are wrong, see errors\n  /recipients/3  Cannot\n'])
})

test('runPrecheck() tells a stranger from a gateway, and silence from both', async t => {
  t.match(await run(t, new Response('<html>')), { status: 1, stderr: /not like a Postbud gateway/ })
  t.match(await run(t, undefined), { status: 4, stderr: /^no answer at http:\/\/gateway/ })
})

test('runPrecheck() names a file that is not there', async t => {
  const ports = { fetch, stdout: process.stdout, stderr: process.stderr }
  await t.rejects(runPrecheck({ file: '/nowhere/x.json', url: '', apiKey: '', json: false }, ports), { name: 'TypeError', message: /"\/nowhere\/x\.json"/ })
})
