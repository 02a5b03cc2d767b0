import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { claimOne } from '../support/a-store.ts'
import { facts } from '../support/facts.ts'

test('carry() takes a letter all the way to the hand-over', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', channel: 'digipost', next: { step: 'follow' }, attempts: [{ state: 'handed_over', channel: 'digipost' }] })
  t.strictSame(await eventsOf(bench, id), [
    'letter.received', 'letter.addressed', 'letter.routed', 'letter.sealed', 'letter.dispatched', 'letter.forwarded'
  ])
  t.strictSame([bench.stale, bench.unexpected], [[], []])
})

test('carry() leaves the letter waiting for its next step on its channel, a round on', async t => {
  const bench = await aJourney()
  for (const [round, [step, channel]] of ([['lookup', null], ['seal', 'digipost'], ['send', 'digipost'], ['follow', 'digipost']] as const).entries()) {
    const id = await letterBefore(bench, step)
    t.match(await bench.waitingRoom.waitingFor([id]), [{ step, channel, round }])
  }
})

test('carry() ends the job of a letter that no longer waits for the step, and does nothing else', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const before = await statusOf(bench, id)
  await carryStep(bench, 'lookup', id)
  t.strictSame(bench.acknowledged, [id])
  t.strictSame(await statusOf(bench, id), before)
})

test('carry() carries a letter once that has two jobs in the batch, and ends both', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await carryStep(bench, 'send', id, id)
  t.equal(bench.handedOver.length, 1)
  t.strictSame(bench.acknowledged, [id, id])
  t.strictSame([bench.stale, bench.unexpected], [[], []])
})

test('carry() does not let one letter hold up the others of its batch', async t => {
  const bench = await aJourney()
  const ids = [await acceptOne(bench), await acceptOne(bench), await acceptOne(bench)]
  for (const id of ids) await carryStep(bench, 'lookup', id)
  const { seal } = bench.rooms
  bench.rooms.seal = async (input, sink) => {
    if (input.letter.id === ids[1]) throw new GatewayError('ERR_SEAL_TOO_LARGE', 'Cannot seal')
    return seal(input, sink)
  }
  await carryStep(bench, 'seal', ...ids)
  t.strictSame((await Promise.all(ids.map(id => statusOf(bench, id)))).map(({ state }) => state), ['sealed', 'held', 'sealed'])
})

test('carry() writes what the letters of a batch came to in shared transactions', async t => {
  const bench = await aJourney()
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => acceptOne(bench)))
  await carryStep(bench, 'lookup', ...ids)
  const [row] = await bench.database.query('select count(distinct xmin::text)::int as transactions, count(*)::int as letters from letter where state = \'routed\'')
  t.equal(row?.letters, 5)
  t.ok(Number(row?.transactions) < 3, `${String(row?.transactions)} transactions`)
  t.strictSame(await eventsOf(bench, ids[4] ?? ''), ['letter.received', 'letter.addressed', 'letter.routed'])
})

test('carry() leaves one that was overtaken out of what a batch writes together, and the others are written', async t => {
  const bench = await aJourney()
  const ids = [await acceptOne(bench), await acceptOne(bench), await acceptOne(bench)]
  const { lookup } = bench.rooms
  bench.rooms.lookup = async people => {
    await claimOne(bench, ids[1] ?? '', 'lookup')
    return lookup(people)
  }
  await carryStep(bench, 'lookup', ...ids)
  t.strictSame((await Promise.all(ids.map(id => statusOf(bench, id)))).map(({ state }) => state), ['routed', 'received', 'routed'])
  t.strictSame(await eventsOf(bench, ids[1] ?? ''), ['letter.received'])
  t.strictSame([bench.stale, bench.unexpected, bench.acknowledged.toSorted()], [['lookup'], [], ids.toSorted()])
})

test('carry() discards the work of a worker that was overtaken, ends its job and counts it', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (input, sink) => { await claimOne(bench, id, 'seal', bench.clock.now); return seal(input, sink) }
  const look = async (): Promise<unknown[]> => [await statusOf(bench, id), await eventsOf(bench, id), await bench.waitingRoom.waitingFor([id])]
  const before = await look()
  await carryStep(bench, 'seal', id)
  t.strictSame(await look(), before)
  t.strictSame([bench.stale, bench.acknowledged, bench.unexpected], [['seal'], [id], []])
})

test('carry() sends nothing for a worker that was overtaken before the hand-over', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { decisions } = bench.records
  const { latestOf } = decisions
  decisions.latestOf = async ids => { await claimOne(bench, id, 'send', bench.clock.now); return latestOf(ids) }
  await carryStep(bench, 'send', id)
  t.strictSame([bench.handedOver, bench.stale], [[], ['send']])
  t.match(await statusOf(bench, id), { state: 'sealed', attempts: [{ state: 'sealed' }] })
})

test('carry() makes a letter wait after a failure nobody has a name for, and tells of it', async t => {
  const bench = await aJourney({ route: () => { throw new RangeError('surprise') } })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'received', reason: { code: 'ERR_HTTP_INTERNAL' }, next: { step: 'lookup' } })
  t.match(bench.unexpected, [{ message: 'surprise' }])
  t.strictSame(bench.acknowledged, [id])
})

test('carry() leaves the job alone when the conclusion cannot be written', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const before = await statusOf(bench, id)
  bench.records.log = async () => { throw new Error('the database is down') }
  await carryStep(bench, 'seal', id)
  t.match(bench.unexpected, [{ message: 'the database is down' }])
  t.strictSame([bench.acknowledged, await statusOf(bench, id)], [[], before])
})

test('carry() does a step again after a conclusion that could not be written', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { log } = bench.records
  bench.records.log = async () => { throw new Error('the database is down') }
  await carryStep(bench, 'seal', id)
  bench.records.log = log
  await carryStep(bench, 'seal', id)
  t.match(await statusOf(bench, id), { state: 'sealed', attempts: [{ state: 'sealed' }] })
})

const away = new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database')

test('carry() keeps what a letter came to until the database is back', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { records, records: { shared, letters, letters: { claim } } } = bench
  let outages = 0
  letters.claim = () => {
    letters.claim = claim
    outages += 1
    return Promise.reject(away)
  }
  records.shared = work => {
    // The mark before the hand-over is written, and then nothing for a while.
    if (bench.handedOver.length === 0 || outages >= 3) return shared(work)
    outages += 1
    return Promise.reject(away)
  }
  await carryStep(bench, 'send', id)
  t.strictSame([outages, bench.handedOver.length, bench.stale, bench.unexpected, bench.acknowledged], [3, 1, [], [], [id]])
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
})

test('carry() writes a conclusion once whose commit was answered to nobody', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { records, records: { shared } } = bench
  records.shared = async work => {
    records.shared = shared
    await shared(work)
    throw away
  }
  await carryStep(bench, 'seal', id)
  t.strictSame((await eventsOf(bench, id)).filter(event => event === 'letter.sealed').length, 1)
  t.match(await statusOf(bench, id), { state: 'sealed', next: { step: 'send' } })
  t.strictSame(bench.unexpected, [])
})

/** Carries a letter through a step as a worker that is told to stop while it is at it: what it cannot write then, it does not wait for. */
async function carryWhileStopping (bench: TestJourney, id: string): Promise<void> {
  const stopping = new AbortController()
  const { seal } = bench.rooms
  bench.rooms.seal = async (input, sink) => {
    const sealed = await seal(input, sink)
    stopping.abort()
    return sealed
  }
  await bench.journey.carry('seal', [{ letterId: id, acknowledge: async () => { bench.acknowledged.push(id) } }], stopping.signal)
  bench.rooms.seal = seal
}

test('carry() holds no letter whose conclusions find no room, however often, for no worker died', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  await bench.database.exec(`create function find_no_room () returns trigger language plpgsql as
      'begin raise exception ''could not extend file'' using errcode = ''53100''; end';
    create trigger no_room before insert on letter_event for each row execute function find_no_room()`)
  for (let round = 0; round < 6; round += 1) await carryWhileStopping(bench, id)
  t.match(bench.unexpected, Array.from({ length: 6 }, () => ({ code: 'ERR_STORE_FULL' })))
  t.match([bench.acknowledged, await statusOf(bench, id)], [[], { state: 'routed', next: { step: 'seal' } }])
  await bench.database.exec('drop trigger no_room on letter_event; drop function find_no_room')
  await carryStep(bench, 'seal', id)
  t.match([bench.acknowledged, await statusOf(bench, id)], [[id], { state: 'sealed', next: { step: 'send' } }])
})

test('carry() holds no letter whose conclusions nobody can write for a database that is away, and tells where it cannot take a claim back', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { records, records: { shared, letters, letters: { uncount } } } = bench
  records.shared = () => Promise.reject(away)
  letters.uncount = () => { letters.uncount = uncount; return Promise.reject(away) }
  for (let round = 0; round < 6; round += 1) await carryWhileStopping(bench, id)
  t.equal(bench.unexpected.length, 7)
  records.shared = shared
  await carryStep(bench, 'seal', id)
  t.match(await statusOf(bench, id), { state: 'sealed' })
})

test('carry() holds a letter whose conclusion fails by itself each time', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { shared } = bench.records
  bench.records.shared = () => Promise.reject(new RangeError('surprise'))
  for (let round = 0; round < 3; round += 1) await carryStep(bench, 'seal', id)
  bench.records.shared = shared
  await carryStep(bench, 'seal', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_QUEUE_CRASHED' } })
  t.strictSame(bench.setAside, ['seal'])
})

test('carry() tells of no letter as set aside that it hands back, or whose setting down could not be written', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  await bench.database.query('update letter set unfinished_claims = 3')
  await bench.journey.carry('seal', [{ letterId: id, acknowledge: async () => {} }], AbortSignal.abort())
  bench.records.shared = () => Promise.reject(new RangeError('surprise'))
  await carryStep(bench, 'seal', id)
  t.strictSame(bench.setAside, [])
})

test('carry() asks the registers once for a whole batch, each person once', async t => {
  const asked: string[][] = []
  const bench = await aJourney({ lookup: async people => { asked.push([...people]); return new Map(people.map(number => [number, facts()])) } })
  const ids = [await acceptOne(bench), await acceptOne(bench)]
  await carryStep(bench, 'lookup', ...ids)
  t.strictSame(asked, [['20914695016']])
  for (const id of ids) t.equal((await statusOf(bench, id)).state, 'routed')
})
