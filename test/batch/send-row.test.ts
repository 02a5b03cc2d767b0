import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import type { BatchRow } from '../../src/batch/batch-row.ts'
import { planBatch } from '../../src/batch/plan-batch.ts'
import { sendRow, type Delivery } from '../../src/batch/send-row.ts'
import { aBatchFolder, aRecord } from './batch-folder.ts'
import { aGateway } from './fake-gateway.ts'

async function aRow (t: Test): Promise<{ row: BatchRow, folder: string }> {
  const folder = await aBatchFolder(t, [aRecord('r1')])
  const [row] = (await planBatch(folder)).rows
  if (row === undefined) throw new Error('the folder has a row')
  return { row, folder }
}

const aDelivery = (changes: Partial<Delivery>): Delivery => ({
  url: 'http://127.0.0.1:9', apiKey: 'sandbox', sender: '313000001', batchId: 'b1', timeoutMs: 5000, fetch: globalThis.fetch,
  now: () => new Date(), sleep: () => Promise.resolve(), stop: new AbortController().signal, ...changes
})

test('sendRow() gives up after eight repeats', async t => {
  const waits: number[] = []
  const outcome = await sendRow((await aRow(t)).row, aDelivery({ sleep: ms => { waits.push(ms); return Promise.resolve() } }))
  t.same(outcome, { kind: 'unreachable' })
  t.same(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

test('sendRow() stops in its wait when the operator wants it', async t => {
  const controller = new AbortController()
  const delivery = aDelivery({ stop: controller.signal, sleep: () => { controller.abort(); return Promise.resolve() } })
  t.same(await sendRow((await aRow(t)).row, delivery), { kind: 'stopped' })
})

test('sendRow() takes an answer that comes too late for none, and the repeat gets it', async t => {
  const gateway = await aGateway(t)
  const { row } = await aRow(t)
  const impatient: Delivery['fetch'] = (address, init) => gateway.posts.length === 0
    ? fetch(address, init).then(() => { throw new DOMException('late', 'TimeoutError') })
    : fetch(address, init)
  const outcome = await sendRow(row, aDelivery({ url: gateway.url, fetch: impatient }))
  t.match(outcome, { kind: 'replayed' })
  t.equal(gateway.posts.length, 2)
})

test('sendRow() refuses a row whose file is gone', async t => {
  const { row, folder } = await aRow(t)
  await rm(join(folder, 'letter.pdf'))
  t.match(await sendRow(row, aDelivery({})), { kind: 'refused', problems: [{ code: 'ERR_BATCH_FOLDER', sentence: 'a file cannot be read any more' }] })
})

test('sendRow() does not follow a redirect with the key', async t => {
  const gateway = await aGateway(t)
  gateway.decide = () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } })
  t.match(await sendRow((await aRow(t)).row, aDelivery({ url: gateway.url })), { kind: 'misled' })
})
