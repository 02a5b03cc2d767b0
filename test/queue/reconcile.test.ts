import { test } from 'tap'
import { reschedule, setAside } from '../../src/journey/mend.ts'
import type { ScheduledStep } from '../../src/queue/jobs.ts'
import { reconcile, type Reconciled } from '../../src/queue/reconcile.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { abandonJob, aQueue, aStep, type TestQueue } from '../support/a-queue.ts'
import { acceptedAt, claimOne, storeLetter } from '../support/a-store.ts'
import { aCipher } from '../support/database.ts'

const later = (ms: number): Date => new Date(acceptedAt.getTime() + ms)

interface Bench extends TestQueue {
  store: Store
  step: ScheduledStep
  look: (at?: Date) => Promise<Reconciled>
}

/** A letter that was let in for its lookup and has no job, and the reconciler as main joins it. */
async function aBench (): Promise<Bench> {
  const lane = await aQueue()
  const store = openStore(lane.database, aCipher())
  const { id } = await storeLetter(store)
  await lane.database.query('update letter set queued_round = round')
  const { records } = store
  const look = (at = later(60_001)): Promise<Reconciled> => reconcile({
    queue: lane.queue,
    late: store.waitingRoom.late,
    waitingFor: store.waitingRoom.waitingFor,
    setAside: (letterId, step) => setAside(records, letterId, step, at),
    reschedule: (letterId, step) => reschedule(records, letterId, step, at),
    now: () => at
  })
  return { ...lane, store, look, step: { letterId: id, step: 'lookup', channel: null, round: 0 } }
}

test('reconcile() makes a missing job again, once', async t => {
  const { queue, look, step } = await aBench()
  t.strictSame(await look(), { recreated: 1, orphaned: 0, setAside: 0 })
  t.strictSame(await look(), { recreated: 0, orphaned: 0, setAside: 0 })
  t.match(await queue.fetch('lookup', 10), [{ letterId: step.letterId }])
})

test('reconcile() leaves letters alone that are not a minute late', async t => {
  const { look } = await aBench()
  t.strictSame(await look(later(60_000)), { recreated: 0, orphaned: 0, setAside: 0 })
})

test('reconcile() leaves jobs alone that wait their turn or are in hand', async t => {
  const { queue, look, step } = await aBench()
  await queue.enqueue([step])
  t.strictSame(await look(), { recreated: 0, orphaned: 0, setAside: 0 })
  await queue.fetch('lookup', 1)
  t.strictSame(await look(), { recreated: 0, orphaned: 0, setAside: 0 })
})

test('reconcile() schedules a letter anew whose job ended without it', async t => {
  const { queue, look, step, store } = await aBench()
  await queue.enqueue([step])
  for (const job of await queue.fetch('lookup', 1)) await job.acknowledge()
  t.strictSame(await look(), { recreated: 1, orphaned: 0, setAside: 0 })
  t.match(await store.waitingRoom.waitingFor([step.letterId]), [{ step: 'lookup', round: 1 }])
  t.strictSame(await store.waitingRoom.late(later(60_001), 10), [])
})

test('reconcile() holds a letter that ended its worker again and again', async t => {
  const bench = await aBench()
  await bench.queue.enqueue([bench.step])
  for (let claim = 0; claim < 3; claim += 1) await claimOne(bench.store, bench.step.letterId)
  await abandonJob(bench, bench.step, 'failed')
  t.strictSame(await bench.look(), { recreated: 0, orphaned: 0, setAside: 1 })
  t.match(await bench.store.statuses.one(bench.step.letterId, ['313000001']), { state: 'held', reason: { code: 'ERR_QUEUE_CRASHED' }, next: null })
  t.match(await bench.store.events.ofLetter(bench.step.letterId), [{ type: 'letter.held', data: { code: 'ERR_QUEUE_CRASHED' } }])
  t.strictSame(await bench.look(), { recreated: 0, orphaned: 0, setAside: 0 })
})

test('reconcile() schedules a letter anew that its worker died beside', async t => {
  const bench = await aBench()
  await bench.queue.enqueue([bench.step])
  for (let claim = 0; claim < 2; claim += 1) await claimOne(bench.store, bench.step.letterId)
  await abandonJob(bench, bench.step, 'failed')
  t.strictSame(await bench.look(), { recreated: 1, orphaned: 0, setAside: 0 })
  t.match(await bench.store.waitingRoom.waitingFor([bench.step.letterId]), [{ step: 'lookup', round: 1 }])
})

test('setAside() and reschedule() leave a letter alone that has gone on', async t => {
  const { store: { records, statuses }, step: { letterId } } = await aBench()
  const before = await statuses.one(letterId, ['313000001'])
  await setAside(records, letterId, 'seal', later(1))
  await reschedule(records, letterId, 'seal', later(1))
  t.strictSame(await statuses.one(letterId, ['313000001']), before)
})

test('reconcile() takes back jobs that no letter waits for, and leaves the others', async t => {
  const bench = await aBench()
  await bench.queue.enqueue([bench.step, { ...bench.step, round: 7 }, aStep({ step: 'lookup' })])
  t.strictSame(await bench.look(new Date(Date.now() + 120_000)), { recreated: 0, orphaned: 2, setAside: 0 })
  t.strictSame((await bench.queue.fetch('lookup', 10)).map(({ letterId }) => letterId), [bench.step.letterId])
})

test('reconcile() makes every job again when the queue has lost its rows', async t => {
  const bench = await aBench()
  for (let count = 0; count < 20; count += 1) await storeLetter(bench.store)
  await bench.database.query('update letter set queued_round = round')
  t.strictSame(await bench.look(), { recreated: 21, orphaned: 0, setAside: 0 })
  t.equal((await bench.queue.fetch('lookup', 50)).length, 21)
})
