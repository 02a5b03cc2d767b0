import { test } from 'tap'
import { createOnward, type Onward } from '../../src/journey/onward.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import { acceptOne, aFile, aJourney, carryStep, eventsOf, letterBefore, statusOf, taken, type TestJourney } from '../support/a-journey.ts'
import { tinyPdf } from '../support/letter-input.ts'

const well = (): boolean => true

/** A journey in which letters go on. */
async function going (onward: Onward = createOnward(2, well)): Promise<TestJourney> {
  const bench = await aJourney()
  bench.ports.onward = onward
  return bench
}

/** Carries a letter by the job of its first round. */
async function carryRound (bench: TestJourney, step: Step, letterId: string, stopping?: AbortSignal): Promise<void> {
  const ticket = { letterId, round: 0, acknowledge: async () => { bench.acknowledged.push(letterId) } }
  await (await bench.journey.carry(step, [ticket], stopping)).ended
}

test('carry() goes on to the hand-over in one round, and ends the job with it', async t => {
  const bench = await going()
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', next: { step: 'follow' }, attempts: [{ state: 'handed_over' }] })
  t.strictSame(await eventsOf(bench, id), ['letter.received', 'letter.addressed', 'letter.routed', 'letter.sealed', 'letter.dispatched'])
  t.match(await bench.waitingRoom.waitingFor([id]), [{ step: 'follow', round: 1 }])
  t.strictSame([bench.acknowledged, bench.handedOver.length, bench.stale, bench.unexpected], [[id], 1, [], []])
})

test('carry() hands over the package it has just made, and repeats it from storage, byte for byte', async t => {
  const bench = await going()
  const { contents } = bench.records
  const { read } = contents
  const sent: string[] = []
  const repeats: boolean[] = []
  let reads = 0
  contents.read = (key, chunks) => {
    if (key.kind === 'package') reads += 1
    return read(key, chunks)
  }
  bench.rooms.handOver = async envelope => {
    sent.push((await taken(envelope)).package)
    repeats.push(envelope.isRepeat)
    return sent.length > 1 ? { kind: 'done', reference: '' } : { kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'The door is shut') }
  }
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match([await statusOf(bench, id), reads], [{ state: 'sealed', attempts: [{ ordinal: 1, state: 'sealed' }] }, 0])
  await carryStep(bench, 'send', id)
  t.match([await statusOf(bench, id), reads], [{ state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] }, 1])
  t.equal(sent[0], sent[1])
  t.strictSame(repeats, [false, true], 'and says that it is a repeat')
})

test('carry() goes on with what died between two steps, by the job that comes back', async t => {
  // Of one that died at the hand-over the channel is asked, and says that it has the message.
  for (const [died, sent] of [['seal', 1], ['handOver', 0]] as const) {
    const bench = await going()
    const id = await acceptOne(bench)
    const { [died]: works } = bench.rooms
    const reached = Promise.withResolvers<undefined>()
    Object.assign(bench.rooms, { [died]: () => { reached.resolve(undefined); return new Promise(() => {}) } })
    void carryRound(bench, 'lookup', id)
    await reached.promise
    Object.assign(bench.rooms, { [died]: works })
    await carryRound(bench, 'lookup', id)
    t.strictSame(bench.acknowledged, [id])
    if (died === 'seal') await carryStep(bench, 'send', id)
    t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] })
    t.equal(bench.handedOver.length, sent)
  }
})

test('carry() counts what ends workers between two steps as it counts it at the first', async t => {
  const bench = await going()
  const id = await acceptOne(bench)
  for (let death = 0; death < 3; death += 1) {
    const reached = Promise.withResolvers<undefined>()
    bench.rooms.seal = () => { reached.resolve(undefined); return new Promise(() => {}) }
    void carryRound(bench, 'lookup', id)
    await reached.promise
  }
  await carryRound(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_QUEUE_CRASHED' } })
  t.strictSame([bench.setAside, bench.acknowledged], [['seal'], [id]])
})

test('carry() ends a job of another round, and does nothing else', async t => {
  const bench = await going()
  const id = await letterBefore(bench, 'follow')
  const before = await statusOf(bench, id)
  await carryRound(bench, 'lookup', id)
  t.strictSame([await statusOf(bench, id), bench.acknowledged], [before, [id]])
})

test('carry() leaves a kept letter its job where the commit was answered to nobody', async t => {
  const bench = await going()
  const id = await acceptOne(bench)
  const { records, records: { shared } } = bench
  records.shared = async work => {
    records.shared = shared
    await shared(work)
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The database does not answer')
  }
  await carryRound(bench, 'lookup', id)
  t.match([bench.acknowledged, await statusOf(bench, id)], [[], { state: 'routed', next: { step: 'seal' } }])
  await carryRound(bench, 'lookup', id)
  t.match([bench.acknowledged, await statusOf(bench, id)], [[id], { state: 'sealed', next: { step: 'send' } }])
  t.equal((await eventsOf(bench, id)).filter(event => event === 'letter.routed').length, 1)
})

test('carry() goes on with nothing when the worker stops', async t => {
  const bench = await going()
  const id = await acceptOne(bench)
  const stopping = new AbortController()
  const { route } = bench.rooms
  bench.rooms.route = (...asked) => { stopping.abort(); return route(...asked) }
  await carryRound(bench, 'lookup', id, stopping.signal)
  t.match([bench.acknowledged, await statusOf(bench, id)], [[id], { state: 'routed', next: { step: 'seal' } }])
})

test('carry() seals at once, and sends in its turn, what rests on facts that must be read anew', async t => {
  const bench = await going()
  bench.ports.registerMaxAgeMs = 0
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await bench.waitingRoom.waitingFor([id]), [{ step: 'send', round: 1 }])
})

test('carry() leaves a large letter to its turn', async t => {
  const bench = await going()
  const head = tinyPdf.indexOf('\n') + 1
  const large = Buffer.concat([tinyPdf.subarray(0, head), Buffer.from(`%${'-'.repeat(256 * 1024)}\n`), tinyPdf.subarray(head)])
  const id = await acceptOne(bench, { files: [aFile(large)] })
  await carryStep(bench, 'lookup', id)
  t.match(await bench.waitingRoom.waitingFor([id]), [{ step: 'seal', round: 1 }])
})

test('carry() leaves a letter to its turn whose channel is in trouble', async t => {
  const bench = await going(createOnward(2, channel => channel !== 'digipost'))
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await bench.waitingRoom.waitingFor([id]), [{ step: 'send', channel: 'digipost', round: 1 }])
})

test('carry() is not held up by a slow channel, and leaves to their turn those who find it full', async t => {
  const bench = await going(createOnward(2, well))
  const ids = [await acceptOne(bench), await acceptOne(bench), await acceptOne(bench)]
  const answered = Promise.withResolvers<undefined>()
  const { handOver } = bench.rooms
  bench.rooms.handOver = async envelope => {
    await answered.promise
    return handOver(envelope)
  }
  const { ended } = await bench.journey.carry('lookup', ids.map(letterId => ({ letterId, acknowledge: async () => {} })))
  t.strictSame((await Promise.all(ids.map(id => statusOf(bench, id)))).map(({ state }) => state), ['sealed', 'sealed', 'sealed'])
  t.strictSame((await bench.waitingRoom.waitingFor(ids)).map(({ round }) => round).toSorted((a, b) => a - b), [0, 0, 1])
  answered.resolve(undefined)
  await ended
  t.strictSame((await Promise.all(ids.map(id => statusOf(bench, id)))).map(({ state }) => state).toSorted(), ['dispatched', 'dispatched', 'sealed'])
})

test('createOnward() gives a place back when it is left, each channel its own', async t => {
  const onward = createOnward(1, well)
  const leave = onward.enter('eboks')
  t.ok(leave)
  t.equal(onward.enter('eboks'), undefined)
  t.ok(onward.enter('print'))
  leave?.()
  t.ok(onward.enter('eboks'))
})
