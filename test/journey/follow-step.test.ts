import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { TransportStatus } from '../../src/journey/rooms.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { createWatched } from '../../src/store/watched.ts'
import { aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'

/** A dispatched letter of which the access point says this. */
async function following (status: TransportStatus['status']): Promise<{ bench: TestJourney, id: string }> {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  bench.rooms.follow = async () => ({ status })
  return { bench, id }
}

test('followStep() asks no more until the receipt is overdue, once the message has left the access point', async t => {
  const { bench, id } = await following('forwarded')
  await carryStep(bench, 'follow', id)
  const { state, next } = await statusOf(bench, id)
  t.equal(state, 'dispatched')
  t.ok((next?.at.getTime() ?? 0) - bench.clock.now.getTime() > 20 * 60 * 60 * 1000, 'a day later')
  t.equal((await eventsOf(bench, id)).at(-1), 'letter.forwarded')
})

test('followStep() tells once that a receipt is missing, and goes on asking', async t => {
  const { bench, id } = await following('forwarded')
  for (let round = 0; round < 3; round += 1) {
    await carryStep(bench, 'follow', id)
    bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  }
  t.match(await statusOf(bench, id), { state: 'dispatched', reason: { code: 'ERR_RECEIPT_MISSING' }, next: { step: 'follow' } })
  t.equal((await eventsOf(bench, id)).filter(type => type === 'receipt.missing').length, 1)
  t.strictSame(bench.unexpected, [])
})

for (const status of ['registered', 'unknown'] as const) {
  test(`followStep() asks again, ever later, while the message is ${status}`, async t => {
    const { bench, id } = await following(status)
    const waits: number[] = []
    for (let round = 0; round < 4; round += 1) {
      await carryStep(bench, 'follow', id)
      const at = (await statusOf(bench, id)).next?.at ?? bench.clock.now
      waits.push(at.getTime() - bench.clock.now.getTime())
      bench.clock.now = at
    }
    t.strictSame(waits, [2000, 4000, 8000, 16_000])
    t.equal((await eventsOf(bench, id)).at(-1), 'letter.dispatched')
  })
}

test('followStep() holds a letter the access point gave up, and its attempt is over', async t => {
  const { bench, id } = await following('failed')
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_DISPATCH_FAILED_LATER' }, next: null, attempts: [{ state: 'refused' }] })
  t.strictSame((await eventsOf(bench, id)).slice(-2), ['attempt.refused', 'letter.held'])
})

test('followStep() asks nobody about a letter whose receipt came first', async t => {
  const { bench, id } = await following('failed')
  bench.rooms.follow = async () => { throw new Error('asked') }
  await bench.database.query('update letter set state = \'delivered\' where id = $1', [id])
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'delivered', next: null })
  t.strictSame(bench.unexpected, [])
})

test('followStep() waits while the access point is down, and tells so', async t => {
  const { bench, id } = await following('unknown')
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot ask') }
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', reason: { code: 'ERR_DISPATCH_UNAVAILABLE' }, next: { step: 'follow' } })
})

for (const code of ['ERR_DISPATCH_UNAUTHORIZED', 'ERR_MASKINPORTEN_REFUSED'] as const) {
  test(`followStep() asks again when its question is refused (${code}), says so once, and leaves the letter dispatched`, async t => {
    const { bench, id } = await following('unknown')
    const follow = bench.rooms.follow
    bench.rooms.follow = async () => { throw new GatewayError(code, 'Cannot ask') }
    for (let round = 0; round < 30; round += 1) {
      await carryStep(bench, 'follow', id)
      bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
    }
    t.match(await statusOf(bench, id), { state: 'dispatched', reason: { code }, next: { step: 'follow' }, attempts: [{ state: 'handed_over' }] })
    t.strictSame((await eventsOf(bench, id)).filter(type => type === 'letter.waiting').length, 1)
    bench.clock.now = new Date(bench.clock.now.getTime() + 25 * hourMs)
    t.equal((await createWatched(bench.database).missingReceipts([{ channel: 'digipost', hours: 24 }], bench.clock.now)).length, 1)
    bench.rooms.follow = follow
    await carryStep(bench, 'follow', id)
    t.match(await statusOf(bench, id), { state: 'dispatched' })
  })
}

test('followStep() asks again when its question fails in a way nobody has a name for, however often, and tells so', async t => {
  const { bench, id } = await following('unknown')
  bench.rooms.follow = async () => { throw new TypeError('surprise') }
  for (let round = 0; round < 30; round += 1) {
    await carryStep(bench, 'follow', id)
    bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
  }
  t.match(await statusOf(bench, id), { state: 'dispatched', reason: { code: 'ERR_HTTP_INTERNAL' }, next: { step: 'follow' } })
  t.equal(bench.unexpected.length, 30)
})

test('followStep() of a worker that a receipt overtook changes nothing', async t => {
  const { bench, id } = await following('failed')
  const { conversationId } = (await statusOf(bench, id)).attempts[0] ?? {}
  bench.rooms.follow = async () => {
    await bench.journey.settle(JSON.stringify({ ...aReceipt(), conversationId }))
    return { status: 'failed' }
  }
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'delivered', attempts: [{ state: 'delivered' }] })
  t.strictSame([bench.stale, bench.acknowledged], [['follow'], [id]])
})

test('followStep() leaves the channel alone that wants quiet', async t => {
  const { bench, id } = await following('unknown')
  const notBefore = new Date(bench.clock.now.getTime() + 60_000)
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_THROTTLED', 'Cannot ask', { notBefore }) }
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', next: { step: 'follow', at: notBefore } })
  t.match(await bench.records.pauses.inForce(bench.clock.now), [{ channel: 'digipost', until: notBefore, reason: 'ERR_DISPATCH_THROTTLED' }])
})

test('followStep() makes no pause for everybody of a rest that this process gives the channel, and leaves one alone that there is', async t => {
  const { bench, id } = await following('unknown')
  const [notBefore, longer] = [new Date(bench.clock.now.getTime() + 60_000), new Date(bench.clock.now.getTime() + 120_000)]
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_RESTING', 'Cannot ask', { notBefore }) }
  await carryStep(bench, 'follow', id)
  t.strictSame(await bench.records.pauses.inForce(bench.clock.now), [])
  t.match(await statusOf(bench, id), { reason: { code: 'ERR_DISPATCH_RESTING' }, next: { step: 'follow', at: notBefore } })
  await bench.records.pauses.leaveAlone(randomUUID(), 'digipost', longer, 'ERR_DISPATCH_THROTTLED', bench.clock.now)
  bench.clock.now = notBefore
  await carryStep(bench, 'follow', id)
  t.match(await bench.records.pauses.inForce(bench.clock.now), [{ reason: 'ERR_DISPATCH_THROTTLED', until: longer }])
})

test('followStep() tells of a pause that could not be written, under its own name', async t => {
  const { bench, id } = await following('unknown')
  const notBefore = new Date(bench.clock.now.getTime() + 60_000)
  bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_THROTTLED', 'Cannot ask', { notBefore }) }
  bench.records.pauses.leaveAlone = async () => { throw new Error('disk full') }
  await carryStep(bench, 'follow', id)
  t.match(bench.unexpected, [{ message: 'disk full' }])
  t.match(await statusOf(bench, id), { state: 'dispatched', next: { step: 'follow', at: notBefore } })
})

const hourMs = 3_600_000

/** A letter to a channel, of which the access point has said that it has left it, at the very moment of the hand-over. */
async function forwardedTo (channel: 'eboks' | 'digipost' | 'print'): Promise<{ bench: TestJourney, id: string, handedOverAt: number }> {
  const { bench, id } = await following('forwarded')
  await bench.database.query('update attempt set channel = $1', [channel])
  const handedOverAt = (await statusOf(bench, id)).attempts[0]?.handedOverAt?.getTime() ?? NaN
  await carryStep(bench, 'follow', id)
  return { bench, id, handedOverAt }
}

for (const [channel, hours] of [['eboks', 24], ['digipost', 24], ['print', 7 * 24]] as const) {
  test(`followStep() misses the receipt of ${channel} ${hours} hours after the hand-over`, async t => {
    const { bench, id, handedOverAt } = await forwardedTo(channel)
    t.strictSame((await statusOf(bench, id)).next, { step: 'follow', at: new Date(handedOverAt + hours * hourMs) })
    bench.clock.now = new Date(handedOverAt + hours * hourMs)
    await carryStep(bench, 'follow', id)
    const { reason, next } = await statusOf(bench, id)
    t.equal(reason?.code, 'ERR_RECEIPT_MISSING')
    t.strictSame(next, { step: 'follow', at: new Date(handedOverAt + (hours + 24) * hourMs) })
    t.match((await bench.events.ofLetter(id)).at(-1), { type: 'receipt.missing', data: { channel } })
  })
}

for (const [when, ms, expected] of [['at', 0, 'dispatched'], ['a moment after', 1, 'held']] as const) {
  test(`followStep() ${when} the deadline of a message that is still with the access point: ${expected}`, async t => {
    const { bench, id } = await following('registered')
    const [row] = await bench.database.query('select changed_at from letter')
    bench.clock.now = new Date(new Date(String(row?.changed_at)).getTime() + 72 * hourMs + ms)
    await carryStep(bench, 'follow', id)
    t.match(await statusOf(bench, id), expected === 'held' ? { state: 'held', reason: { code: 'ERR_QUEUE_DEADLINE' } } : { state: 'dispatched' })
  })
}

test('followStep() tells of a message that was given up which attempt it was, and why', async t => {
  const { bench, id } = await following('failed')
  await carryStep(bench, 'follow', id)
  t.strictSame((await bench.events.ofLetter(id)).find(({ type }) => type === 'attempt.refused')?.data, { ordinal: 1, code: 'ERR_DISPATCH_FAILED_LATER' })
})
