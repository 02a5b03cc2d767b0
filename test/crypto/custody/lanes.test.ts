import { test } from 'tap'
import { createLanes } from '../../../src/crypto/custody/lanes.ts'

const never = (): boolean => false

function counted (count: number): { opened: number[], closed: number[], lanes: ReturnType<typeof createLanes<number>> } {
  const opened = [0]
  const closed: number[] = []
  const lanes = createLanes(count, async () => { opened.push(opened.length); return opened.length - 1 }, async one => { closed.push(one) }, 0)
  return { opened, closed, lanes }
}

test('run() opens no more than are used at a time', async t => {
  const { opened, lanes } = counted(3)
  for (let i = 0; i < 5; i += 1) t.equal(await lanes.run(async one => one, never), 0)
  t.strictSame(opened, [0])
})

test('run() never has more under way than there are lanes', async t => {
  const { opened, lanes } = counted(2)
  let underWay = 0
  let most = 0
  await Promise.all(Array.from({ length: 20 }, () => lanes.run(async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise(setImmediate)
    underWay -= 1
  }, never)))
  t.equal(most, 2)
  t.strictSame(opened, [0, 1])
})

test('run() opens a lost one anew and does the work once more, not twice', async t => {
  const { opened, closed, lanes } = counted(1)
  const tried: number[] = []
  await t.rejects(lanes.run(async one => { tried.push(one); throw new Error('lost') }, () => true), { message: 'lost' })
  t.strictSame({ tried, opened, closed }, { tried: [0, 1], opened: [0, 1], closed: [0] })
  t.equal(await lanes.run(async one => one, never), 1, 'the lane is free again')
})

test('run() passes other failures on at once', async t => {
  const { opened, lanes } = counted(1)
  await t.rejects(lanes.run(async () => { throw new Error('other') }, never), { message: 'other' })
  t.strictSame(opened, [0])
})

test('close() waits for what is under way and closes all', async t => {
  const { closed, lanes } = counted(2)
  let isDone = false
  const work = lanes.run(async () => { await new Promise(setImmediate); isDone = true }, never)
  await lanes.close()
  t.ok(isDone)
  t.strictSame(closed, [0])
  await work
})

test('close() turns away who is waiting and who comes later, and may be called twice', async t => {
  const { opened, closed, lanes } = counted(1)
  let finish = (): void => {}
  const work = lanes.run(() => new Promise<void>(resolve => { finish = resolve }), never)
  const waiting = lanes.run(async one => one, never)
  const closing = Promise.all([lanes.close(), lanes.close()])
  await t.rejects(waiting, { code: 'ERR_CRYPTO_CUSTODY' })
  await t.rejects(lanes.run(async one => one, never), { code: 'ERR_CRYPTO_CUSTODY' })
  finish()
  await Promise.all([work, closing])
  await t.rejects(lanes.run(async one => one, never), { code: 'ERR_CRYPTO_CUSTODY' })
  t.strictSame({ opened, closed }, { opened: [0], closed: [0] })
})
