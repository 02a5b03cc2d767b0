// A worker that is told to stop is gone soon, and what it had taken is carried on by others at once.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { test } from 'tap'
import type { FetchedJob } from '../../src/queue/queue.ts'
import { startWorkers, type Workers } from '../../src/queue/worker.ts'
import { acceptOne, aQueuedJourney, carryStep } from '../support/a-journey.ts'

/** So many letters of a batch are worked on at the same time. */
const inHand = 16

type Bench = Awaited<ReturnType<typeof aQueuedJourney>>

/** A bench with letters that wait for sealing, and have jobs. */
async function waitingLetters (count: number): Promise<Bench> {
  const bench = await aQueuedJourney()
  for (let letter = 0; letter < count; letter += 1) await carryStep(bench, 'lookup', await acceptOne(bench))
  await bench.letIn()
  return bench
}

/** A worker for the sealing of up to 20 letters at once. */
function aWorker ({ queue, journey }: Bench): Workers {
  const options = { queues: ['seal'], batchSize: () => 20, pollMs: 3_600_000, onError: (error: unknown) => { throw error }, onRecovered: () => {}, onWorked: () => {} }
  return startWorkers(queue, journey.carry, options)
}

/** Lets sealing wait, from now until `hurry`, for `goOn`; `begun` when as many letters as are worked on at once have come to it. */
function slowSealing ({ rooms }: Bench): { begun: Promise<unknown>, hurry: () => void, goOn: () => void, count: () => number } {
  const [begun, mayEnd] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const { seal } = rooms
  let count = 0
  rooms.seal = async (input, sink) => {
    count += 1
    if (count === inHand) begun.resolve(undefined)
    await mayEnd.promise
    return seal(input, sink)
  }
  return { begun: begun.promise, hurry: () => { rooms.seal = seal }, goOn: () => { mayEnd.resolve(undefined) }, count: () => count }
}

function counted ({ database }: Bench): Promise<Record<string, unknown>[]> {
  return database.query('select state, count(*)::int as letters from letter group by state order by letters')
}

test('stop() gives what is not begun to another worker before what is in hand has ended', async t => {
  const bench = await waitingLetters(20)
  const sealing = slowSealing(bench)
  const first = aWorker(bench)
  await sealing.begun
  const stopped = first.stop()
  sealing.hurry()
  const rest: FetchedJob[] = []
  while (rest.length < 20 - inHand) {
    await nextTurn()
    await bench.letIn()
    rest.push(...await bench.queue.fetch('seal', 20))
  }
  await bench.journey.carry('seal', rest)
  t.strictSame(rest.map(({ timesBack }) => timesBack), rest.map(() => 0))
  t.match(await counted(bench), [{ state: 'sealed', letters: 20 - inHand }, { state: 'routed', letters: inHand }])
  sealing.goOn()
  await stopped
  t.equal(sealing.count(), inHand)
  t.match(await counted(bench), [{ state: 'sealed', letters: 20 }])
})

test('stop() while the registers are asked hands all the letters back at once', async t => {
  const bench = await aQueuedJourney()
  for (let letter = 0; letter < 6; letter += 1) await acceptOne(bench)
  await bench.letIn()
  const [asked, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<Awaited<ReturnType<typeof bench.rooms.lookup>>>()]
  bench.rooms.lookup = () => { asked.resolve(undefined); return answer.promise }
  const stopping = new AbortController()
  const carried = bench.journey.carry('lookup', await bench.queue.fetch('lookup', 30), stopping.signal)
  await asked.promise
  stopping.abort()
  await carried
  await bench.letIn()
  t.equal((await bench.queue.fetch('lookup', 30)).length, 6)
  answer.resolve(new Map())
})

test('a letter handed back counts as not begun', async t => {
  const bench = await waitingLetters(1)
  await bench.database.query('update letter set unfinished_claims = 2')
  await bench.journey.carry('seal', await bench.queue.fetch('seal', 1), AbortSignal.abort())
  t.strictSame(await bench.database.query('select unfinished_claims, next_step from letter'), [{ unfinished_claims: 2, next_step: 'seal' }])
})
