import { test } from 'tap'
import { afterFailure, allOf, conclude, isStale, mostSurprises, setDown, staysDelivered, wait } from '../../src/journey/conclusion.ts'
import type { Claim } from '../../src/journey/records.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { aLetter } from '../support/a-letter.ts'
import { acceptedAt, aStore, claimOne, storeLetter } from '../support/a-store.ts'

const now = new Date('2026-03-01T10:00:00Z')
const sender = '313000001'
const down = new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up')

const aClaim = (changes: Partial<Claim> = {}): Claim =>
  ({ letter: aLetter(), state: 'received', channel: null, claimNo: 1, unfinishedClaims: 1, failures: 0, reasonCode: null, since: now, ...changes })

test('afterFailure() tries passing trouble again, and counts it', async t => {
  t.match(afterFailure(aClaim({ failures: 2 }), 'lookup', down, now, () => 0), {
    move: { reason: { code: 'ERR_LOOKUP_UNAVAILABLE' }, failures: 3, next: { step: 'lookup', at: new Date(now.getTime() + 4000) } },
    events: [{ type: 'letter.waiting', data: { step: 'lookup', code: 'ERR_LOOKUP_UNAVAILABLE' } }]
  })
})

test('afterFailure() tells a reason once, and a new one again', async t => {
  const events = [null, 'ERR_LOOKUP_UNAVAILABLE', 'ERR_LOOKUP_UNREADABLE']
    .map(reasonCode => afterFailure(aClaim({ reasonCode }), 'lookup', down, now, () => 0).events.length)
  t.strictSame(events, [1, 0, 1])
})

test('afterFailure() holds what trying again cannot help', async t => {
  t.match(afterFailure(aClaim(), 'seal', new GatewayError('ERR_SEAL_TOO_LARGE', 'Cannot seal'), now, () => 0), {
    move: { state: 'held', reason: { code: 'ERR_SEAL_TOO_LARGE' }, failures: 0, next: null }, events: [{ type: 'letter.held', data: { code: 'ERR_SEAL_TOO_LARGE' } }]
  })
})

const surprise = 'ERR_HTTP_INTERNAL'

test(`afterFailure() holds a letter for a person after ${mostSurprises} failures in a row that nobody has a name for`, async t => {
  let failures = 0
  let tries = 0
  for (let state: unknown; state === undefined; tries += 1) {
    const { move } = afterFailure(aClaim({ failures, ...tries > 0 && { reasonCode: surprise } }), 'seal', new RangeError('surprise'), now, () => 0)
    state = move.state
    failures = move.failures ?? 0
    t.equal(move.reason?.code, surprise)
  }
  t.equal(tries, mostSurprises)
})

test('afterFailure() never holds a letter for the number of its tries where the trouble has a name', async t => {
  const { move } = afterFailure(aClaim({ failures: 500, reasonCode: 'ERR_LOOKUP_UNAVAILABLE' }), 'lookup', down, now, () => 0)
  t.match([move.state, move.failures, move.next?.step], [undefined, 501, 'lookup'])
})

test('afterFailure() counts surprises from the first of their own, and never for what has arrived', async t => {
  const waited = aClaim({ failures: 500, reasonCode: 'ERR_LOOKUP_UNAVAILABLE' })
  t.match(afterFailure(waited, 'lookup', new Error('surprise'), now, () => 0.5).move, { state: undefined, failures: 1, next: { at: new Date(now.getTime() + 1000) } })
  const arrived = aClaim({ state: 'delivered', failures: 500, reasonCode: surprise })
  t.match(afterFailure(arrived, 'ladder', new Error('surprise'), now, () => 0).move, { state: undefined, failures: 501 })
})

test('afterFailure() asks the row of the trouble, and the other side\'s own word', async t => {
  const msOf = (code: GatewayError['code'], channel: Claim['channel'], notBefore?: Date): number => {
    const error = new GatewayError(code, 'Cannot', notBefore === undefined ? {} : { notBefore })
    return (afterFailure(aClaim({ channel }), 'send', error, now, () => 0.5).move.next?.at.getTime() ?? 0) - now.getTime()
  }
  t.strictSame([msOf('ERR_DISPATCH_UNAVAILABLE', 'eboks'), msOf('ERR_DISPATCH_UNAVAILABLE', 'print'), msOf('ERR_DISPATCH_THROTTLED', 'eboks')], [2_000, 30_000, 30_000])
  t.equal(msOf('ERR_DISPATCH_THROTTLED', 'eboks', new Date(now.getTime() + 90_000)), 90_000)
})

test('afterFailure() takes a channel at rest for no failure, wait() either', async t => {
  const until = new Date(now.getTime() + 60_000)
  const resting = new GatewayError('ERR_DISPATCH_RESTING', 'Cannot ask', { notBefore: until })
  const expected = { move: { reason: { code: 'ERR_DISPATCH_RESTING' }, failures: undefined, next: { step: 'send', at: until } }, events: [{ type: 'letter.waiting' }] }
  t.match(afterFailure(aClaim({ failures: 7 }), 'send', resting, now, () => 0), expected)
  t.match(wait(aClaim({ failures: 7 }), 'send', until, 'ERR_DISPATCH_RESTING', now), expected)
  t.strictSame(wait(aClaim({ reasonCode: 'ERR_DISPATCH_RESTING' }), 'send', until, 'ERR_DISPATCH_RESTING', now).events, [])
})

test('afterFailure() tries a letter that has arrived for as long as it takes, and never holds it', async t => {
  for (const state of ['opened', 'returned'] as const) {
    const refused = new GatewayError('ERR_LOOKUP_REFUSED', 'Cannot look up')
    t.equal(afterFailure(aClaim({ state }), 'ladder', refused, now, () => 0).move.state, undefined, state)
  }
  const claim = aClaim({ state: 'delivered', since: new Date(now.getTime() - 30 * 24 * 3_600_000) })
  for (const error of [down, new GatewayError('ERR_LOOKUP_REFUSED', 'Cannot look up')]) {
    const { state, next } = afterFailure(claim, 'ladder', error, now, () => 0).move
    t.match([state, next], [undefined, { step: 'ladder' }])
  }
})

test('staysDelivered() names a channel only where the letter was on its way to another', async t => {
  const reason = { code: 'ERR_QUEUE_CRASHED' as const, sentence: { nb: 'x', nn: 'x', en: 'x' } }
  t.notOk('channel' in staysDelivered(reason, now).move)
  t.equal(staysDelivered(reason, now, { channel: 'eboks' }).move.channel, 'eboks')
})

test('allOf() waits for all, and fails with the first that failed', async t => {
  const ended: string[] = []
  const slow = new Promise<void>(resolve => { setImmediate(() => { ended.push('slow'); resolve() }) })
  await t.rejects(allOf([Promise.resolve(), Promise.reject(new Error('one')), Promise.reject(new Error('another')), slow]), { message: 'one' })
  t.strictSame(ended, ['slow'])
})

test('setDown() holds a letter on its way, and leaves one that has arrived where it is', async t => {
  const stateOf = (state: Claim['state']): unknown[] => {
    const { move, events } = setDown(aClaim({ state }), 'ERR_QUEUE_CRASHED', now)
    return [move.state ?? null, move.next, move.reason?.code, events.map(({ type }) => type)]
  }
  t.strictSame(stateOf('sealed'), ['held', null, 'ERR_QUEUE_CRASHED', ['letter.held']])
  t.strictSame(stateOf('delivered'), ['delivered', null, 'ERR_QUEUE_CRASHED', ['ladder.stopped']])
  t.strictSame(stateOf('opened'), [null, null, 'ERR_QUEUE_CRASHED', []])
})

test('conclude() writes move, events, next step and acknowledgement, or none of them', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const claim = await claimOne(store, id)
  const conclusion = { move: { at: acceptedAt, state: 'held', next: null }, events: [{ type: 'letter.held' }] } as const
  const acknowledge = async (): Promise<void> => { throw new Error('the queue is down') }
  await t.rejects(conclude(store.records, claim, { ...conclusion, events: [...conclusion.events] }, { letterId: id, acknowledge }))
  t.match(await store.statuses.one(id, [sender]), { state: 'received', next: { step: 'lookup' } })
  t.strictSame(await store.events.ofLetter(id), [])
})

test('conclude() leaves the letter waiting for the next step on the channel the move chose', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const next = { step: 'seal', at: acceptedAt } as const
  await conclude(store.records, await claimOne(store, id), { move: { at: acceptedAt, through: 'addressed', state: 'routed', channel: 'print', next }, events: [] })
  t.match(await store.waitingRoom.waitingFor([id]), [{ letterId: id, step: 'seal', channel: 'print', round: 1 }])
})

test('conclude() does what belongs to it only where the claim holds', async t => {
  const store = await aStore()
  const { id } = await storeLetter(store)
  const old = await claimOne(store, id)
  await claimOne(store, id)
  let done = false
  const within = async (): Promise<void> => { done = true }
  const error = await conclude(store.records, old, { move: { at: acceptedAt, next: null }, events: [], within }).catch((reason: unknown) => reason)
  t.strictSame([isStale(error), done], [true, false])
})

test('isStale() knows no other failure', async t => {
  t.notOk(isStale(down))
  t.notOk(isStale(new Error('ERR_STORE_STALE_CLAIM')))
})
