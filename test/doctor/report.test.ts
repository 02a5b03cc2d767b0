import { createServer } from 'node:http'
import { test, type Test } from 'tap'
import { runDoctor, type DoctorOptions } from '../../src/doctor/report.ts'

const well = { check: 'clock', level: 'ok', detail: 'in step' }
const soon = { check: 'certificate', level: 'warning', detail: '12 days left', repair: 'Order a new one' }
const off = { check: 'schema', level: 'failure', detail: '1 migration missing', repair: 'Run postbud migrate' }

/** Serves one answer to everything. */
async function serve (t: Test, status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => { response.writeHead(status).end(body) })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.close(); server.closeAllConnections() })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

async function run (url: string, options: Partial<DoctorOptions> = {}): Promise<{ status: number, stdout: string, stderr: string }> {
  const said = { stdout: '', stderr: '' }
  const status = await runDoctor({ url, apiKey: 'sandbox', ...options }, {
    fetch: globalThis.fetch, stdout: { write: text => { said.stdout += text } }, stderr: { write: text => { said.stderr += text } }
  })
  return { status, ...said }
}

const findings = (...list: object[]) => JSON.stringify({ ok: true, findings: list })

test('runDoctor() ends with 0 when nothing is off, and tells what soon will be', async t => {
  const { status, stdout, stderr } = await run(await serve(t, 200, findings(well, soon)))
  t.equal(status, 0)
  t.equal(stdout, [
    'ok     clock        in step',
    'soon   certificate  12 days left',
    '                    -> Order a new one',
    ''
  ].join('\n'))
  t.equal(stderr, '2 checks, nothing is off\n')
})

test('runDoctor() ends with 1 and the repair when something is off', async t => {
  const { status, stdout, stderr } = await run(await serve(t, 200, findings(well, off)))
  t.equal(status, 1)
  t.match(stdout, /OFF {4}schema {2}1 migration missing\n +-> Run postbud migrate/)
  t.equal(stderr, '2 checks, 1 off\n')
})

test('runDoctor() ends with 4 and says how to start when the gateway cannot be reached', async t => {
  const { status, stdout } = await run('http://127.0.0.1:9')
  t.equal(status, 4)
  t.match(stdout, 'Start it: npm start')
})

test('runDoctor() writes one JSON object a line for programs', async t => {
  const { status, stdout } = await run(await serve(t, 200, findings(well, off)), { json: true })
  t.equal(status, 1)
  t.same(stdout.trimEnd().split('\n').map((line): unknown => JSON.parse(line)), [well, off])
})

test('runDoctor() tells of a wrong key, of strangers and of findings it cannot read', async t => {
  t.match(await run(await serve(t, 401, '{}')), { status: 1, stdout: /does not know this key/ })
  t.match(await run(await serve(t, 200, '<html>')), { status: 1, stdout: /not like a Postbud gateway/ })
  t.match(await run(await serve(t, 200, findings({ check: 'x', level: 'great', detail: 'y' }))), { status: 1, stdout: /one finding cannot be read/ })
})
