import { test } from 'tap'
import { jobId } from '../../src/queue/jobs.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { abandonJob, aQueue, aStep } from '../support/a-queue.ts'

test('fetch() gives a scheduled step to one worker', async t => {
  const { queue } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  t.match(await queue.fetch('seal', 10), [{ letterId: step.letterId }])
  t.strictSame(await queue.fetch('seal', 10), [])
})

test('fetch() gives no more than asked for', async t => {
  const { queue } = await aQueue()
  for (let count = 0; count < 3; count += 1) await queue.enqueue([aStep()])
  t.strictSame([(await queue.fetch('seal', 2)).length, (await queue.fetch('seal', 2)).length], [2, 1])
})

test('fetch() by many at once gives each job to one of them', async t => {
  const { queue } = await aQueue()
  for (let count = 0; count < 20; count += 1) await queue.enqueue([aStep()])
  const batches = await Promise.all(Array.from({ length: 8 }, () => queue.fetch('seal', 3)))
  const letters = batches.flat().map(({ letterId }) => letterId)
  t.equal(new Set(letters).size, letters.length)
  t.equal(letters.length + (await queue.fetch('seal', 20)).length, 20)
})

test('fetch() gives those of a higher priority first, and the first of equals', async t => {
  const { queue } = await aQueue()
  const steps = [-2, 0, -1, 0].map(priority => ({ ...aStep(), priority }))
  for (const step of steps) await queue.enqueue([step])
  const taken: (string | undefined)[] = []
  for (let count = 0; count < 4; count += 1) taken.push((await queue.fetch('seal', 1))[0]?.letterId)
  t.strictSame(taken, [1, 3, 2, 0].map(index => steps[index]?.letterId))
})

test('enqueue() puts each channel\'s sending in its own queue', async t => {
  const { queue } = await aQueue()
  await queue.enqueue([aStep({ step: 'send', channel: 'eboks' })])
  t.strictSame(await queue.fetch('send.print', 10), [])
  t.equal((await queue.fetch('send.eboks', 10)).length, 1)
})

test('enqueue() of the same round twice makes one job', async t => {
  const { queue } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  await queue.enqueue([step])
  t.equal((await queue.fetch('seal', 10)).length, 1)
})

test('enqueue() of a round that is done makes no new job', async t => {
  const { queue } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  for (const job of await queue.fetch('seal', 10)) await job.acknowledge()
  await queue.enqueue([step])
  t.strictSame(await queue.fetch('seal', 10), [])
})

test('enqueue() rolls back with the transaction around it', async t => {
  const { queue, database } = await aQueue()
  const step = aStep()
  await t.rejects(database.transaction(async () => {
    await queue.enqueue([step])
    throw new Error('no')
  }), { message: 'no' })
  t.equal((await queue.fates([step]))[0], 'missing')
})

test('enqueue() is seen by nobody before its transaction commits', async t => {
  const { queue, database } = await aQueue()
  let early: Promise<unknown[]> | undefined
  await database.transaction(async () => {
    await queue.enqueue([aStep()])
    if (database.backend === 'postgres') early = database.detached(() => queue.fetch('seal', 10))
    t.strictSame(await early ?? [], [])
  })
  t.equal((await queue.fetch('seal', 10)).length, 1)
})

test('enqueue() stores ids and nothing else', async t => {
  const { queue, database } = await aQueue()
  const { letterId, ...step } = aStep()
  await queue.enqueue([{ letterId, ...step }])
  t.strictSame(await database.query('select data, output from pgboss.job'), [{ data: { letterId, step: 'seal', round: 0 }, output: null }])
})

test('fetch() tells of a job that came back', async t => {
  const lane = await aQueue()
  const step = aStep()
  await lane.queue.enqueue([step])
  t.match(await lane.queue.fetch('seal', 1), [{ timesBack: 0 }])
  await abandonJob(lane, step, 'retry')
  t.match(await lane.queue.fetch('seal', 1), [{ letterId: step.letterId, timesBack: 1 }])
})

test('acknowledge() ends the job', async t => {
  const { queue } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  const [job] = await queue.fetch('seal', 1)
  t.equal((await queue.fates([step]))[0], 'waiting')
  await job?.acknowledge()
  t.equal((await queue.fates([step]))[0], 'done')
})

test('acknowledge() commits and rolls back with the transaction around it', async t => {
  const { queue, database } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  const [job] = await queue.fetch('seal', 1)
  await t.rejects(database.transaction(async () => {
    await job?.acknowledge()
    throw new Error('no')
  }))
  t.equal((await queue.fates([step]))[0], 'waiting')
  await database.transaction(async () => job?.acknowledge())
  t.equal((await queue.fates([step]))[0], 'done')
})

test('acknowledge() of a job that was given to another worker since changes nothing', async t => {
  const lane = await aQueue()
  const step = aStep()
  await lane.queue.enqueue([step])
  const [stale] = await lane.queue.fetch('seal', 1)
  await abandonJob(lane, step, 'retry')
  const [current] = await lane.queue.fetch('seal', 1)
  await stale?.acknowledge()
  t.equal((await lane.queue.fates([step]))[0], 'waiting')
  await current?.acknowledge()
  t.equal((await lane.queue.fates([step]))[0], 'done')
})

test('acknowledge() twice is harmless', async t => {
  const { queue } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  const [job] = await queue.fetch('seal', 1)
  for (const round of [1, 2]) await t.resolves(job?.acknowledge() ?? Promise.reject(new Error('no job')), `round ${round}`)
  t.equal((await queue.fates([step]))[0], 'done')
})

test('touch() puts off the moment the worker is taken for dead', async t => {
  const { queue, database } = await aQueue()
  await queue.enqueue([aStep()])
  const [job] = await queue.fetch('seal', 1)
  await database.query('update pgboss.job set heartbeat_on = now() - interval \'20 seconds\'')
  await job?.touch()
  t.match(await database.query('select heartbeat_on > now() - interval \'10 seconds\' as fresh from pgboss.job'), [{ fresh: true }])
})

test('fate() tells a job that is missing, and one the queue gave up', async t => {
  const lane = await aQueue()
  const step = aStep()
  t.equal((await lane.queue.fates([step]))[0], 'missing')
  await lane.queue.enqueue([step])
  await abandonJob(lane, step, 'failed')
  t.equal((await lane.queue.fates([step]))[0], 'failed')
})

test('depths() counts jobs waiting and in hand, by queue', async t => {
  const { queue } = await aQueue()
  for (let count = 0; count < 3; count += 1) await queue.enqueue([aStep()])
  await queue.enqueue([aStep({ step: 'send', channel: 'print' })])
  const [job] = await queue.fetch('seal', 2)
  await job?.acknowledge()
  t.strictSame(await queue.depths(), { 'lookup': 0, 'seal': 2, 'send.eboks': 0, 'send.digipost': 0, 'send.print': 1, 'follow': 0, 'ladder': 0 })
})

test('a job\'s id in the database is the one derived from its letter', async t => {
  const { queue, database } = await aQueue()
  const step = aStep()
  await queue.enqueue([step])
  t.strictSame(await database.query('select id from pgboss.job'), [{ id: jobId(step) }])
})

test('fates() tells of each step in its order', async t => {
  const { queue } = await aQueue()
  const [first, second, third] = [aStep(), aStep({ step: 'send', channel: 'print' }), aStep()]
  await queue.enqueue([first, second])
  for (const job of await queue.fetch('seal', 1)) await job.acknowledge()
  t.strictSame(await queue.fates([third, second, first]), ['missing', 'waiting', 'done'])
})

test('idle() tells of jobs nobody has taken, and cancel() takes them back', async t => {
  const { queue } = await aQueue()
  const [taken, left] = [aStep(), aStep({ step: 'send', channel: 'print' })]
  await queue.enqueue([taken, left])
  await queue.fetch('seal', 1)
  const soon = new Date(Date.now() + 60_000)
  const idle = await queue.idle(soon, 10)
  t.match(idle, [{ queue: 'send.print', letterId: left.letterId }])
  t.strictSame([idle.length, await queue.idle(new Date(Date.now() - 60_000), 10)], [1, []])
  await queue.cancel(idle)
  t.strictSame([await queue.idle(soon, 10), await queue.fetch('send.print', 1), await queue.fates([left])], [[], [], ['failed']])
})

test('createQueue() gives a queue of an earlier version the settings of this one', async t => {
  const { database } = await aQueue()
  const settings = (): Promise<Record<string, unknown>[]> => database.query('select retry_limit, heartbeat_seconds from pgboss.queue where name = \'seal\'')
  const [ours] = await settings()
  await database.query('update pgboss.queue set retry_limit = 1, heartbeat_seconds = 99')
  const second = await createQueue(database, { supervise: false, onError: error => { throw error } })
  t.teardown(() => second.stop())
  t.strictSame(await settings(), [ours])
})
