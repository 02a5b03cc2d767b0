import { copyFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test, type Test } from 'tap'
import { checkpointName } from '../../src/batch/checkpoint.ts'
import { runBatch, type BatchOptions, type BatchPorts } from '../../src/batch/run-batch.ts'
import { aBatchFolder, aRecord } from './batch-folder.ts'
import { aGateway, refusal, type FakeGateway } from './fake-gateway.ts'

const records = (count: number) => Array.from({ length: count }, (_, index) => aRecord(`r${index + 1}`))

interface Ran { status: number, stdout: string, stderr: string, waits: number[] }

/** Runs a batch to its end, with a clock that moves by a second at each look and waits that take no time. */
async function run (options: Partial<BatchOptions> & { folder: string, url: string }, ports: Partial<BatchPorts> = {}): Promise<Ran> {
  const ran: Ran = { status: -1, stdout: '', stderr: '', waits: [] }
  const stderr = Object.assign(new PassThrough(), { isTTY: ports.isTerminal === true })
  stderr.on('data', (chunk: Buffer) => { ran.stderr += chunk.toString() })
  let moment = Date.parse('2026-11-21T13:00:00Z')
  ran.status = await runBatch({ apiKey: 'sandbox', sender: '313000001', ...options }, {
    fetch: globalThis.fetch,
    now: () => new Date(moment += 100),
    sleep: ms => { ran.waits.push(ms); return Promise.resolve() },
    stdout: { write: text => { ran.stdout += text } },
    stderr,
    isTerminal: false,
    stop: new AbortController().signal,
    ...ports
  })
  return ran
}

const rowsOf = (gateway: FakeGateway) => gateway.posts.map(post => post.key.split(':')[2]).sort()

test('runBatch() sends every row once and ends with 0', async t => {
  const gateway = await aGateway(t)
  const { status, stdout } = await run({ folder: await aBatchFolder(t, records(12)), url: gateway.url })
  t.equal(status, 0)
  t.equal(new Set(rowsOf(gateway)).size, 12)
  t.equal(gateway.posts.length, 12)
  t.match(stdout, /accepted +12\n/)
})

test('runBatch() posts the letter first, then its documents, under the key of the row', async t => {
  const gateway = await aGateway(t)
  await run({ folder: await aBatchFolder(t, [aRecord('r1', { attachments: 'attachment.txt' })]), url: gateway.url })
  const [post] = gateway.posts
  t.match(post?.key, /^batch:[0-9a-f]{32}:r1$/)
  t.equal(post?.authorization, 'Bearer sandbox')
  const parts = [...post?.body.matchAll(/name="(\w+)"; filename="([^"]+)"/g) ?? []].map(match => [match[1], match[2]])
  t.same(parts, [['letter', 'letter.json'], ['document', 'letter.pdf'], ['document', 'attachment.txt']])
  t.match(post?.body, '"recipient":{"nationalIdentityNumber":"20914695016"}')
})

test('runBatch() ends with 3 when some rows were refused, and says which and why', async t => {
  const gateway = await aGateway(t)
  gateway.decide = post => post.key.endsWith(':r2') ? refusal('ERR_INTAKE_IDENTITY_NUMBER', '/recipient/nationalIdentityNumber') : undefined
  const { status, stdout } = await run({ folder: await aBatchFolder(t, [...records(3), 'r4,short']), url: gateway.url })
  t.equal(status, 3)
  t.match(stdout, /accepted +2\n/)
  t.match(stdout, 'r2  ERR_INTAKE_IDENTITY_NUMBER  /recipient/nationalIdentityNumber  Give eleven digits')
  t.match(stdout, 'r4  ERR_BATCH_FOLDER  the record has too few or too many cells')
})

test('runBatch() never tells a recipient, a title or a reference', async t => {
  const gateway = await aGateway(t)
  gateway.decide = post => post.key.endsWith(':r2') ? refusal('ERR_INTAKE_IDENTITY_NUMBER', '/recipient') : undefined
  const folder = await aBatchFolder(t, [...records(3), aRecord('r4', { recipient: '20914695016x' })])
  for (const options of [{}, { json: true }, { dryRun: true }]) {
    const { stdout, stderr } = await run({ folder, url: gateway.url, ...options })
    t.notMatch(stdout + stderr, /\d{11}|søknad|2026\/r/)
  }
  t.notMatch(await readFile(join(folder, checkpointName), 'utf8'), /20914695016|søknad|2026\/r/)
})

test('runBatch() stopped midway goes on with the rest only', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records(10))
  const controller = new AbortController()
  gateway.decide = () => { if (gateway.posts.length === 5) controller.abort(); return undefined }
  const first = await run({ folder, url: gateway.url, concurrency: 2 }, { stop: controller.signal })
  t.equal(first.status, 4)
  t.match(first.stderr, /Stopped: \d rows are left. Run the same command again to go on; nothing is sent twice/)
  const second = await run({ folder, url: gateway.url })
  t.equal(second.status, 0)
  t.equal(gateway.posts.length, 10)
  t.equal(new Set(rowsOf(gateway)).size, 10)
})

test('runBatch() whose memory was lost repeats under the same keys', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records(4))
  await run({ folder, url: gateway.url })
  await rm(join(folder, checkpointName))
  const { status, stdout } = await run({ folder, url: gateway.url })
  t.equal(status, 0)
  t.match(stdout, /accepted +0\n +replayed +4\n/)
  t.equal(new Set(gateway.posts.map(post => post.key)).size, 4)
})

test('runBatch() tries a refused row again, and an accepted one never', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records(3))
  gateway.decide = (post, before) => post.key.endsWith(':r2') && before === 0 ? refusal('ERR_INTAKE_ADDRESS', '/recipient') : undefined
  t.equal((await run({ folder, url: gateway.url })).status, 3)
  const again = await run({ folder, url: gateway.url })
  t.equal(again.status, 0)
  t.match(again.stdout, /done before +2\n/)
  t.same(rowsOf(gateway), ['r1', 'r2', 'r2', 'r3'])
})

test('runBatch() waits and repeats when the gateway is busy, as long as it asks for', async t => {
  const gateway = await aGateway(t)
  const busy = [{ status: 503, headers: { 'retry-after': '9' } }, { status: 429 }, { status: 409 }, 'hang up' as const]
  gateway.decide = (_post, before) => busy[before]
  const { status, waits } = await run({ folder: await aBatchFolder(t, records(1)), url: gateway.url })
  t.equal(status, 0)
  t.same(waits, [9000, 1000, 2000, 4000])
  t.equal(new Set(gateway.posts.map(post => post.key)).size, 1)
})

test('runBatch() ends with 4 when the gateway is not there, without sending or noting anything', async t => {
  const folder = await aBatchFolder(t, records(2))
  const { status, stderr, waits } = await run({ folder, url: 'http://127.0.0.1:9' })
  t.equal(status, 4)
  t.match(stderr, /Cannot reach the gateway .* start it, then run the same command again/)
  t.same(waits, [])
  await t.rejects(readFile(join(folder, checkpointName)))
})

test('runBatch() ends with 4 when the gateway goes away for long, and the rest is sent later', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records(6))
  gateway.decide = () => gateway.posts.length > 3 ? 'hang up' : undefined
  const first = await run({ folder, url: gateway.url, concurrency: 1 })
  t.equal(first.status, 4)
  t.match(first.stderr, /does not answer any more: 3 rows are left/)
  gateway.decide = () => undefined
  t.match(await run({ folder, url: gateway.url }), { status: 0, stdout: /done before +3\n +refused +0\n +left +0\n/ })
})

test('runBatch() ends with 1 at once when the key is wrong', async t => {
  const gateway = await aGateway(t)
  gateway.decide = () => ({ status: 401, body: { code: 'ERR_HTTP_UNAUTHENTICATED' } })
  const { status, stderr } = await run({ folder: await aBatchFolder(t, records(50)), url: gateway.url })
  t.equal(status, 1)
  t.match(stderr, 'does not know this key')
  t.ok(gateway.posts.length <= 4)
})

test('runBatch() ends with 2 when the folder cannot be used', async t => {
  const { status, stderr } = await run({ folder: '/nowhere', url: 'http://127.0.0.1:9' })
  t.equal(status, 2)
  t.match(stderr, 'ERR_BATCH_FOLDER')
})

test('runBatch() rehearses without sending', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, [...records(2), 'r3,short'])
  const { status, stdout, stderr } = await run({ folder, url: gateway.url, dryRun: true })
  t.match([status, stderr], [3, /2 rows could be sent; nothing was/])
  t.match(stdout, 'r3  ERR_BATCH_FOLDER')
  t.same(gateway.posts, [])
})

test('runBatch() writes one JSON object a line for programs', async t => {
  const gateway = await aGateway(t)
  const { stdout } = await run({ folder: await aBatchFolder(t, [...records(2), 'r3,short']), url: gateway.url, json: true })
  const lines = stdout.trimEnd().split('\n').map((line): unknown => JSON.parse(line))
  t.equal(lines.length, 4)
  t.match(lines[0], { row: 'r3', outcome: 'refused', problems: [{ code: 'ERR_BATCH_FOLDER' }] })
  t.match(lines[3], { summary: { total: 3, accepted: 2, refused: 1, left: 0 } })
})

test('runBatch() tells when the manifest is another than at first', async t => {
  const gateway = await aGateway(t)
  const folder = await aBatchFolder(t, records(2))
  await run({ folder, url: gateway.url })
  const other = await aBatchFolder(t, records(3))
  await copyFile(join(other, 'manifest.csv'), join(folder, 'manifest.csv'))
  const { stderr, stdout } = await run({ folder, url: gateway.url })
  t.match(stderr, 'The manifest has changed')
  t.match(stdout, /accepted +1\n/)
})

test('runBatch() draws a bar on a terminal, colored only when it may be', async t => {
  const bar = async (color: boolean, against: Test) => {
    const gateway = await aGateway(against)
    return (await run({ folder: await aBatchFolder(against, records(5)), url: gateway.url, color }, { isTerminal: true })).stderr
  }
  t.match(await bar(true, t), '\u001b[32m')
  const plain = await bar(false, t)
  t.notMatch(plain, '\u001b[32m')
  t.match(plain, /█+.* 5\/5 rows \| 0 refused/)
})

test('runBatch() writes plain lines where there is no terminal', async t => {
  const gateway = await aGateway(t)
  const { stderr } = await run({ folder: await aBatchFolder(t, records(30)), url: gateway.url })
  t.match(stderr, /^0\/30 rows, 0 refused, 0 rows\/s\n/)
  t.match(stderr, /30\/30 rows/)
  t.ok(stderr.split('\n').length < 16)
  t.notMatch(stderr, '\u001b')
})
