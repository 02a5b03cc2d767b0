import { test } from 'tap'
import { watchRegister, type WatchPorts } from '../../src/journey/watch-registers.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Changes } from '../../src/lookup/registers.ts'
import { aJourney, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { acceptedAt, spoil, storeLetter } from '../support/a-store.ts'

const person = '20914695016'
const unreadable = new GatewayError('ERR_LOOKUP_UNREADABLE', 'Cannot read the feed')

/** A watch over the file's database, and what it told. */
interface Watch extends WatchPorts { bench: TestJourney, asked: string[], rechecked: number[], passedOver: unknown[] }

/** A feed of these pages, one a whole number, watched from the first on. */
async function watching (pages: (readonly string[])[], bench?: TestJourney): Promise<Watch> {
  const journey = bench ?? await aJourney()
  const told: Pick<Watch, 'asked' | 'rechecked' | 'passedOver'> = { asked: [], rechecked: [], passedOver: [] }
  await journey.registerCursors.start('population-register', '0', acceptedAt)
  return {
    ...told,
    bench: journey,
    register: 'population-register',
    feed: {
      latest: async () => String(pages.length),
      changes: async (after): Promise<Changes> => {
        told.asked.push(after)
        const people = pages[Number(after)]
        if (people === undefined) return { people: [], next: after, isMore: false }
        return { people: [...people], next: String(Number(after) + 1), isMore: Number(after) + 1 < pages.length }
      }
    },
    cursors: journey.registerCursors,
    records: journey.records,
    now: () => journey.clock.now,
    passOverAfterMs: 3_600_000,
    onRechecked: count => { told.rechecked.push(count) },
    onPassedOver: error => { told.passedOver.push(error) }
  }
}

async function position ({ cursors }: Watch): Promise<string | undefined> {
  return (await cursors.read('population-register'))?.position
}

test('watchRegister() only notes where the feed stands the first time', async t => {
  const watch = await watching([[person], [person]])
  await watchRegister({ ...watch, register: 'contact-register' })
  t.strictSame(watch.asked, [])
  t.equal((await watch.cursors.read('contact-register'))?.position, '2')
})

test('watchRegister() reads page after page and sends the letters of those it tells of back', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const watch = await watching([['04864803089'], [person], []], bench)
  await watchRegister(watch)
  t.strictSame([watch.asked, await position(watch), watch.rechecked], [['0', '1', '2'], '3', [1]])
  t.equal((await statusOf(bench, id)).state, 'received')
})

test('watchRegister() leaves the letters of all others alone', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await watchRegister(await watching([['04864803089', '21814298277']], bench))
  t.equal((await statusOf(bench, id)).state, 'sealed')
})

test('watchRegister() does a page again that it could not finish, and moves on when it has', async t => {
  const watch = await watching([[person]])
  const { id } = await storeLetter(watch.bench)
  const { transaction } = watch.records
  watch.records.transaction = () => Promise.reject(new Error('the connection broke'))
  await t.rejects(watchRegister(watch), { message: 'the connection broke' })
  t.equal(await position(watch), '0')
  watch.records.transaction = transaction
  await watchRegister(watch)
  t.strictSame([await position(watch), watch.rechecked], ['1', [1]])
  t.equal((await statusOf(watch.bench, id)).state, 'received')
})

test('watchRegister() waits for a register that is down, however long', async t => {
  const watch = await watching([[person]])
  const down = new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot ask')
  for (const hours of [0, 2, 48]) {
    watch.bench.clock.now = new Date(acceptedAt.getTime() + hours * 3_600_000)
    await t.rejects(watchRegister({ ...watch, feed: { ...watch.feed, changes: () => Promise.reject(down) } }), down)
  }
  t.strictSame([await position(watch), watch.passedOver], ['0', []])
})

test('watchRegister() passes over a page that cannot be read, but not before its time', async t => {
  const watch = await watching([[person], []])
  const broken = { ...watch, feed: { ...watch.feed, changes: () => Promise.reject(unreadable) } }
  for (const minutes of [0, 59]) {
    watch.bench.clock.now = new Date(acceptedAt.getTime() + minutes * 60_000)
    await t.rejects(watchRegister(broken), unreadable)
  }
  watch.bench.clock.now = new Date(acceptedAt.getTime() + 60 * 60_000)
  await watchRegister(broken)
  t.strictSame([await position(watch), watch.passedOver], ['2', [unreadable]])
  t.equal((await watch.cursors.read('population-register'))?.stuckSince, null)
})

test('watchRegister() tells of a letter that cannot be opened, and goes on with the others', async t => {
  const watch = await watching([[person]])
  const [bad, good] = [await storeLetter(watch.bench), await storeLetter(watch.bench)]
  await spoil(watch.bench, bad.id)
  await watchRegister(watch)
  t.strictSame([await position(watch), watch.rechecked], ['1', [1]])
  t.match(watch.passedOver, [{ code: 'ERR_STORE_KEY' }])
  t.match(await statusOf(watch.bench, good.id), { state: 'received', next: { step: 'lookup', at: watch.bench.clock.now } })
})

test('watchRegister() does the rest of a page before it tells of a letter that failed', async t => {
  const watch = await watching([[person]])
  const first = await storeLetter(watch.bench)
  await storeLetter(watch.bench)
  const { lock } = watch.records.letters
  const failing = [first.id, (await watch.cursors.waiting([person]))[0]]
  watch.records.letters.lock = id => id === failing[1] ? Promise.reject(new Error('a bug')) : lock(id)
  await t.rejects(watchRegister(watch), { message: 'a bug' })
  t.strictSame([await position(watch), watch.rechecked], ['0', [1]])
})

test('watchRegister() works a backlog off in several rounds', async t => {
  const watch = await watching(Array.from({ length: 70 }, () => []))
  await watchRegister(watch)
  t.equal(await position(watch), '50')
  await watchRegister(watch)
  t.equal(await position(watch), '70')
})

test('watchRegister() stops where another process has moved the cursor', async t => {
  const watch = await watching([[], [], []])
  const overtaken = async (after: string): Promise<Changes> => {
    await watch.cursors.move('population-register', '0', '3', acceptedAt)
    return watch.feed.changes(after)
  }
  await watchRegister({ ...watch, feed: { ...watch.feed, changes: overtaken } })
  t.strictSame([watch.asked, await position(watch)], [['0'], '3'])
})
