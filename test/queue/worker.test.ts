import { test, type Test } from 'tap'
import type { FetchedJob, Queue } from '../../src/queue/queue.ts'
import { startWorkers, type Carry, type WorkerOptions, type Workers } from '../../src/queue/worker.ts'
import { aQueue, aStep } from '../support/a-queue.ts'

/** Gives what was put in, as come back what is named `again`, twice what is named `again again`; `asked` resolves each time it is found empty. */
function lane (): { queue: Queue, put: (...letters: string[]) => void, onEmpty: (told: () => void) => void } {
  const waiting: string[] = []
  let told = (): void => {}
  const fetch = async (_name: string, most: number): Promise<FetchedJob[]> => {
    if (waiting.length === 0) told()
    return waiting.splice(0, most).map(letterId => ({ letterId, timesBack: letterId.split('again').length - 1, acknowledge: async () => {}, touch: async () => {} }))
  }
  const unused = async (): Promise<never> => { throw new Error('not asked for by a worker') }
  return {
    queue: { fetch, enqueue: unused, fates: unused, idle: unused, cancel: unused, depths: unused, stop: unused },
    put: (...letters) => { waiting.push(...letters) },
    onEmpty: teller => { told = teller }
  }
}

const never = 3_600_000

/** Starts workers whose batches are done when they are carried. */
function start (t: Test, queue: Queue, carry: (...asked: Parameters<Carry>) => Promise<void>, options: Partial<WorkerOptions> = {}): Workers {
  return startWith(t, queue, async (...asked) => { await carry(...asked); return { ended: Promise.resolve() } }, options)
}

function startWith (t: Test, queue: Queue, carry: Carry, options: Partial<WorkerOptions> = {}): Workers {
  const workers = startWorkers(queue, carry, { queues: ['seal'], batchSize: () => 2, pollMs: never, onError: error => { t.fail(String(error)) }, onRecovered: () => {}, onWorked: () => {}, ...options })
  t.teardown(() => workers.stop())
  return workers
}

test('startWorkers() empties the queue in batches, naming the step', async t => {
  const { queue, put, onEmpty } = lane()
  put('a', 'b', 'c')
  const batches: string[] = []
  const emptied = new Promise<void>(resolve => { onEmpty(resolve) })
  start(t, queue, async (step, jobs) => { batches.push(`${step}: ${jobs.map(({ letterId }) => letterId).join()}`) })
  await emptied
  t.strictSame(batches, ['seal: a,b', 'seal: c'])
})

test('startWorkers() carries those that came back after the others, and one by one what came back twice', async t => {
  const { queue, put, onEmpty } = lane()
  put('again again 1', 'again 1', 'a', 'again again 2', 'again 2', 'b')
  const batches: string[] = []
  const emptied = new Promise<void>(resolve => { onEmpty(resolve) })
  start(t, queue, async (_step, jobs) => { batches.push(jobs.map(({ letterId }) => letterId).join()) }, { batchSize: () => 6 })
  await emptied
  t.strictSame(batches, ['a,b', 'again 1,again 2', 'again again 1', 'again again 2'])
})

test('startWorkers() carries no more than twenty of those that came back at once', async t => {
  const { queue, put, onEmpty } = lane()
  put(...Array.from({ length: 45 }, (_, place) => `again ${place}`), 'again again')
  const sizes: number[] = []
  const emptied = new Promise<void>(resolve => { onEmpty(resolve) })
  start(t, queue, async (_step, jobs) => { sizes.push(jobs.length) }, { batchSize: () => 100 })
  await emptied
  t.strictSame(sizes, [20, 20, 5, 1])
})

test('wake() lets an idle loop look at once', async t => {
  const { queue, put, onEmpty } = lane()
  const idle = new Promise<void>(resolve => { onEmpty(resolve) })
  const carried = Promise.withResolvers<string | undefined>()
  const workers = start(t, queue, async (_step, jobs) => { carried.resolve(jobs[0]?.letterId) })
  await idle
  await new Promise(resolve => setImmediate(resolve))
  put('late')
  workers.wake([aStep()])
  t.equal(await carried.promise, 'late')
})

test('wake() leaves loops idle that may take none of the steps', async t => {
  const asked: [string, number | undefined][] = []
  const { queue } = lane()
  const noting: Queue = { ...queue, fetch: async (name, _most, leastPriority) => { asked.push([name, leastPriority]); return [] } }
  const workers = start(t, noting, async () => {}, { queues: ['seal', 'send.print'], expressQueues: ['seal'] })
  const askedBy = async (step: Parameters<Workers['wake']>[0][number]): Promise<typeof asked> => {
    await new Promise(resolve => setImmediate(resolve))
    asked.length = 0
    workers.wake([step])
    await new Promise(resolve => setImmediate(resolve))
    return [...asked]
  }
  t.strictSame(await askedBy({ step: 'seal', channel: null, priority: -20 }), [['seal', undefined]])
  t.strictSame(await askedBy({ step: 'seal', channel: null, priority: -19 }), [['seal', undefined], ['seal', -19]])
  t.strictSame(await askedBy({ step: 'send', channel: 'print' }), [['send.print', undefined]])
  t.strictSame(await askedBy({ step: 'send', channel: 'eboks' }), [])
})

test('wake() counts for a loop that is looking just then', async t => {
  const { queue, put, onEmpty } = lane()
  const carried = Promise.withResolvers<string | undefined>()
  const workers = start(t, queue, async (_step, jobs) => { carried.resolve(jobs[0]?.letterId) })
  onEmpty(() => {
    onEmpty(() => {})
    queueMicrotask(() => { put('late'); workers.wake([aStep()]) })
  })
  workers.wake([aStep()])
  t.equal(await carried.promise, 'late')
})

test('startWorkers() looks again by itself after a while', async t => {
  const { queue, put, onEmpty } = lane()
  onEmpty(() => { put('found') })
  const carried = Promise.withResolvers<string | undefined>()
  start(t, queue, async (_step, jobs) => { carried.resolve(jobs[0]?.letterId) }, { pollMs: 1 })
  t.equal(await carried.promise, 'found')
})

test('stop() waits for the work in hand and takes no more', async t => {
  const { queue, put } = lane()
  put('a', 'b', 'c')
  const [begun, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const order: string[] = []
  const workers = start(t, queue, async (_step, jobs) => {
    begun.resolve(undefined)
    await mayEnd.promise
    order.push(jobs.map(({ letterId }) => letterId).join())
  })
  await begun.promise
  const stopped = workers.stop().then(() => order.push('stopped'))
  mayEnd.resolve(undefined)
  await stopped
  t.strictSame(order, ['a,b', 'stopped'])
})

test('startWorkers() takes the next batch while some of the last are still in hand, keeps their jobs, and stop() waits for them', async t => {
  const { queue, put } = lane()
  put('slow')
  const order: string[] = []
  const [slow, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const workers = startWith(t, queue, async (_step, [job]) => {
    order.push(job?.letterId ?? '')
    if (job?.letterId === 'slow') { put('quick'); return { ended: slow.promise.then(() => { order.push('slow ended') }) } }
    second.resolve(undefined)
    return { ended: Promise.resolve() }
  }, { batchSize: () => 1 })
  await second.promise
  const stopped = workers.stop().then(() => order.push('stopped'))
  await new Promise(resolve => setImmediate(resolve))
  slow.resolve(undefined)
  await stopped
  t.strictSame(order, ['slow', 'quick', 'slow ended', 'stopped'])
})

test('startWorkers() waits for all of one that came back before it begins the next', async t => {
  const { queue, put, onEmpty } = lane()
  put('again again 1', 'again again 2')
  const order: string[] = []
  const emptied = new Promise<void>(resolve => { onEmpty(resolve) })
  startWith(t, queue, async (_step, [job]) => {
    order.push(job?.letterId ?? '')
    return { ended: new Promise(resolve => setImmediate(resolve)).then(() => { order.push('ended') }) }
  })
  await emptied
  t.strictSame(order, ['again again 1', 'ended', 'again again 2', 'ended'])
})

test('stop() hands back at once those that wait behind what is in hand', async t => {
  const { queue, put } = lane()
  put('a', 'again 1', 'again 2')
  const [begun, mayEnd, handedBack] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>(), Promise.withResolvers<string>()]
  const workers = start(t, queue, async (_step, jobs, stopping) => {
    if (stopping.aborted) { handedBack.resolve(jobs.map(({ letterId }) => letterId).join()); return }
    begun.resolve(undefined)
    await mayEnd.promise
  }, { batchSize: () => 3 })
  await begun.promise
  const stopped = workers.stop()
  t.equal(await handedBack.promise, 'again 1,again 2')
  mayEnd.resolve(undefined)
  await stopped
})

test('stop() tells of what could not be handed back', async t => {
  const { queue, put } = lane()
  put('a', 'again')
  const [begun, told] = [Promise.withResolvers<undefined>(), Promise.withResolvers<string>()]
  const workers = start(t, queue, async (_step, _jobs, stopping) => {
    if (stopping.aborted) throw new Error('the database is down')
    begun.resolve(undefined)
    await told.promise
  }, { onError: error => { told.resolve(String(error)) } })
  await begun.promise
  await workers.stop()
  t.equal(await told.promise, 'Error: the database is down')
})

test('stop() of idle loops does not wait for their next look', async t => {
  const workers = start(t, lane().queue, async () => {})
  await t.resolves(workers.stop())
})

test('startWorkers() goes on after a batch that failed, and tells of it', async t => {
  const { queue, put, onEmpty } = lane()
  put('bad', 'bad')
  const told: unknown[] = []
  const carried = Promise.withResolvers<string | undefined>()
  onEmpty(() => { carried.resolve(undefined) })
  const carry = async (_step: string, [job]: readonly FetchedJob[]): Promise<void> => {
    if (job?.letterId === 'bad') { put('good'); throw new Error('broken batch') }
    carried.resolve(job?.letterId)
  }
  start(t, queue, carry, { pollMs: 1, onError: (error, name) => { told.push([String(error), name]) } })
  t.equal(await carried.promise, 'good')
  t.strictSame(told, [['Error: broken batch', 'seal']])
})

test('startWorkers() outlives a queue that does not answer', async t => {
  const { queue, put } = lane()
  put('a')
  let failures = 2
  const shaky: Queue = { ...queue, fetch: async (name, most) => { if (failures-- > 0) throw new Error('down'); return queue.fetch(name, most) } }
  const carried = Promise.withResolvers<string | undefined>()
  start(t, shaky, async (_step, jobs) => { carried.resolve(jobs[0]?.letterId) }, { pollMs: 1, onError: () => {} })
  t.equal(await carried.promise, 'a')
})

test('startWorkers() tells of trouble once when it begins, and once when it ends', async t => {
  const { queue, put } = lane()
  put('a')
  let failures = 5
  const told: string[] = []
  const shaky: Queue = { ...queue, fetch: async (name, most) => { if (failures-- > 0) throw new Error(`down ${failures}`); return queue.fetch(name, most) } }
  const carried = Promise.withResolvers<undefined>()
  const workers = start(t, shaky, async () => { carried.resolve(undefined) }, {
    pollMs: 1, onError: (error, name) => { told.push(`${name} ${String(error)}`) }, onRecovered: name => { told.push(`${name} recovered`) }
  })
  await carried.promise
  await workers.stop()
  t.strictSame(told, ['seal Error: down 4', 'seal recovered'])
})

test('startWorkers() keeps a stuck queue from holding up another', async t => {
  const { queue } = await aQueue()
  await queue.enqueue([aStep({ step: 'send', channel: 'eboks' })])
  const { letterId, ...rest } = aStep({ step: 'send', channel: 'print' })
  await queue.enqueue([{ letterId, ...rest }])
  const [stuck, carried] = [Promise.withResolvers<undefined>(), Promise.withResolvers<string>()]
  const workers = start(t, queue, async (_step, [job]) => {
    if (job?.letterId !== letterId) return stuck.promise
    await job.acknowledge()
    carried.resolve(job.letterId)
  }, { queues: ['send.eboks', 'send.print'] })
  t.equal(await carried.promise, letterId)
  stuck.resolve(undefined)
  await workers.stop()
})

test('startWorkers() lets a first pass a large batch by an express', async t => {
  const { queue } = await aQueue()
  await queue.enqueue(Array.from({ length: 60 }, (_, place) => ({ ...aStep(), priority: -place })))
  const [begun, mayEnd, passed] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>(), Promise.withResolvers<string>()]
  const urgent = aStep()
  const workers = start(t, queue, async (_step, jobs) => {
    if (jobs.some(({ letterId }) => letterId === urgent.letterId)) passed.resolve('passed')
    // The express takes no more than twenty.
    if (jobs.length <= 20) return
    begun.resolve(undefined)
    await mayEnd.promise
  }, { batchSize: () => 1000, expressQueues: ['seal'] })
  await begun.promise
  await queue.enqueue([urgent])
  workers.wake([urgent])
  t.equal(await passed.promise, 'passed')
  mayEnd.resolve(undefined)
})

test('fetch() of an express leaves the many of a lane to the others', async t => {
  const { queue } = await aQueue()
  await queue.enqueue([{ ...aStep(), priority: -20 }, { ...aStep(), priority: -19 }])
  t.equal((await queue.fetch('seal', 20, -19)).length, 1)
  t.equal((await queue.fetch('seal', 20)).length, 1)
})

test('startWorkers() takes nothing from a queue while none shall be taken', async t => {
  const { queue, put } = lane()
  put('a')
  const asked = Promise.withResolvers<undefined>()
  const workers = start(t, queue, async () => { t.fail('taken') }, { batchSize: () => { asked.resolve(undefined); return 0 } })
  await asked.promise
  await workers.stop()
})
