// A letter that kills its worker is found out, and takes nobody with it.
import { test, type Test } from 'tap'
import { reschedule, setAside } from '../../src/journey/mend.ts'
import { reconcile } from '../../src/queue/reconcile.ts'
import { startWorkers } from '../../src/queue/worker.ts'
import { aQueuedJourney } from '../support/a-journey.ts'
import { abandonAll } from '../support/a-queue.ts'
import { acceptedAt, storeLetter } from '../support/a-store.ts'
import { facts } from '../support/facts.ts'

type Bench = Awaited<ReturnType<typeof aQueuedJourney>>

const poisonous = '21840899936'

/** A bench on which looking this one person up ends the process. `live` runs one process after another till there is nothing to do. */
async function aDeadlyBench (t: Test): Promise<Bench & { live: () => Promise<number> }> {
  let die = (): void => {}
  const after = Promise.withResolvers<never>()
  after.promise.catch(() => {})
  const lookup: Bench['rooms']['lookup'] = async people => {
    if (people.includes(poisonous)) { die(); return after.promise }
    return new Map(people.map(number => [number, facts()]))
  }
  const bench = await aQueuedJourney({ lookup })
  const stops: (() => Promise<void>)[] = []
  const life = (): Promise<'died' | 'idle'> => new Promise(resolve => {
    die = () => { resolve('died') }
    const fetch: Bench['queue']['fetch'] = async (name, most) => {
      await bench.letIn()
      const jobs = await bench.queue.fetch(name, most)
      if (jobs.length === 0) resolve('idle')
      return jobs
    }
    stops.push(startWorkers({ ...bench.queue, fetch }, bench.journey.carry, {
      queues: ['lookup'], batchSize: () => 200, pollMs: 3_600_000, onError: error => { t.fail(String(error)) }, onRecovered: () => {}, onWorked: () => {}
    }).stop)
  })
  t.teardown(async () => {
    const stopped = Promise.all(stops.map(stop => stop()))
    after.reject(new Error('a dead worker came back'))
    await stopped
  })
  const live = async (): Promise<number> => {
    let deaths = 0
    for (; await life() === 'died'; deaths += 1) await abandonAll(bench)
    return deaths
  }
  return { ...bench, live }
}

/** Stores letters that wait for their lookup; those at the places named are poison. */
async function storeBatch (bench: Bench, count: number, poison: readonly number[]): Promise<void> {
  await bench.records.transaction(async () => {
    for (let place = 0; place < count; place += 1) {
      await storeLetter(bench, poison.includes(place) ? { recipient: { kind: 'person', nationalIdentityNumber: poisonous } } : {})
    }
  })
}

function endsOf ({ database }: Bench): Promise<Record<string, unknown>[]> {
  return database.query('select state, reason_code as code, count(*)::int as letters from letter group by state, reason_code order by letters')
}

test('one letter among 200 that kills its worker is held after three deaths, and all the others go on', async t => {
  const bench = await aDeadlyBench(t)
  await storeBatch(bench, 200, [100])
  t.equal(await bench.live(), 3)
  t.match(await endsOf(bench), [{ state: 'held', code: 'ERR_QUEUE_CRASHED', letters: 1 }, { state: 'routed', letters: 199 }])
  t.strictSame(bench.setAside, ['lookup'], 'told once')
})

test('two letters among six that kill their workers are held, and all the others go on', async t => {
  const bench = await aDeadlyBench(t)
  await storeBatch(bench, 6, [0, 1])
  t.equal(await bench.live(), 4)
  t.match(await endsOf(bench), [{ state: 'held', code: 'ERR_QUEUE_CRASHED', letters: 2 }, { state: 'routed', letters: 4 }])
})

test('letters whose jobs the queue gave up are scheduled anew, those that were begun too often are held', async t => {
  const bench = await aDeadlyBench(t)
  await storeBatch(bench, 3, [0])
  await bench.database.query('update letter set unfinished_claims = 3 where id = (select id from letter order by accepted_at, id limit 1)')
  await bench.letIn()
  await bench.database.query('update pgboss.job set state = \'failed\'')
  bench.clock.now = new Date(acceptedAt.getTime() + 60_001)
  const found = await reconcile({
    queue: bench.queue,
    late: bench.waitingRoom.late,
    waitingFor: bench.waitingRoom.waitingFor,
    setAside: (id, step) => setAside(bench.records, id, step, bench.clock.now),
    reschedule: (id, step) => reschedule(bench.records, id, step, bench.clock.now),
    now: () => bench.clock.now
  })
  t.match(found, { recreated: 2, orphaned: 0, setAside: 1 })
  t.match((await endsOf(bench)).map(({ state, letters }) => [state, letters]), [['held', 1], ['received', 2]])
})
