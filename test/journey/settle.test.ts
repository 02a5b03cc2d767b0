import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { holdOverdue } from '../../src/journey/deadline.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Step } from '../../src/letter/letter-status.ts'
import type { Receipt } from '../../src/letter/receipt.ts'
import { aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { aReceipt } from '../support/a-receipt.ts'
import { wholeOf } from '../support/a-store.ts'

/** A letter about to take a step, and a maker of raw receipts for its attempt. */
async function aBed (step: Step = 'follow'): Promise<{ bench: TestJourney, id: string, raw: (changes?: Partial<Receipt>) => string }> {
  const bench = await aJourney()
  const id = await letterBefore(bench, step)
  const conversationId = (await statusOf(bench, id)).attempts[0]?.conversationId ?? ''
  return { bench, id, raw: changes => JSON.stringify(aReceipt({ id: randomUUID(), conversationId, ...changes })) }
}

async function rowsOf ({ database }: TestJourney): Promise<unknown[]> {
  return (await database.query('select state, why is null as plain from receipt order by received_at')).map(({ state, plain }) => plain === true ? state : `${String(state)}, said why`)
}

async function storedOf ({ database }: TestJourney): Promise<Record<string, unknown>[]> {
  return (await database.query('select state, why, letter_id from receipt order by state')).map(row => ({ ...row }))
}

async function snapshot (bench: TestJourney, id: string): Promise<unknown> {
  return [await statusOf(bench, id), await eventsOf(bench, id), await rowsOf(bench)]
}

test('settle() applies a delivery to letter and attempt', async t => {
  const { bench, id, raw } = await aBed()
  t.equal(await bench.journey.settle(raw()), 'applied')
  t.match(await statusOf(bench, id), { state: 'delivered', reason: null, next: null, attempts: [{ state: 'delivered' }] })
  t.match((await bench.events.ofLetter(id)).slice(-2), [
    { type: 'letter.delivered', data: { kind: 'delivery', occurredAt: '2026-03-01T10:01:00.000Z', fault: null, notice: null } },
    { type: 'access.gained', data: { accessAt: '2026-03-01T10:01:00.000Z', ordinal: 1 } }
  ])
  t.strictSame(await rowsOf(bench), ['applied'])
})

test('settle() drops the package once it is delivered, and keeps the documents', async t => {
  const { bench, id, raw } = await aBed()
  const messageId = (await statusOf(bench, id)).attempts[0]?.messageId ?? ''
  await bench.journey.settle(raw())
  await t.rejects(wholeOf(bench.records.contents.read({ id: messageId, letterId: id, kind: 'package', number: 1 })), RangeError)
  t.equal((await bench.records.contents.documentsOf(id)).size, 1)
})

test('settle() of the same message twice is one change', async t => {
  const { bench, id, raw } = await aBed()
  const message = raw()
  await bench.journey.settle(message)
  const before = await snapshot(bench, id)
  t.equal(await bench.journey.settle(message), 'known')
  t.strictSame(await snapshot(bench, id), before)
})

test('settle() of the same receipt signed anew is one change, and keeps both messages', async t => {
  const { bench, id, raw } = await aBed()
  const message = raw()
  await bench.journey.settle(message)
  const before = [await statusOf(bench, id), await eventsOf(bench, id)]
  for (let time = 0; time < 2; time += 1) t.equal(await bench.journey.settle(`${message} `), 'known')
  t.strictSame([await statusOf(bench, id), await eventsOf(bench, id)], before)
  t.strictSame(await storedOf(bench), [{ state: 'applied', why: null, letter_id: id }, { state: 'ignored', why: 'repeat', letter_id: id }])
})

test('settle() opens a letter by a receipt that has the id of its delivery', async t => {
  const { bench, id, raw } = await aBed()
  const first = raw({ id: 'same' })
  t.strictSame([await bench.journey.settle(first), await bench.journey.settle(raw({ id: 'same', kind: 'opening' }))], ['applied', 'applied'])
  t.match(await statusOf(bench, id), { state: 'opened', attempts: [{ state: 'delivered' }] })
})

for (const [what, changes, settled] of [
  ['another issuer', { issuer: '922020175' }, 'quarantined'], ['another conversation', { conversationId: randomUUID() }, 'parked']
] as const) {
  test(`settle() keeps a receipt of ${what} that has an id which was applied`, async t => {
    const { bench, raw } = await aBed()
    await bench.journey.settle(raw({ id: 'same' }))
    t.equal(await bench.journey.settle(raw({ id: 'same', ...changes })), settled)
    t.strictSame((await storedOf(bench)).map(({ state }) => state), ['applied', settled])
  })
}

test('settle() by two processes at once is one change', async t => {
  const { bench, id, raw } = await aBed()
  const message = raw()
  const settled = await Promise.allSettled([bench.journey.settle(message), bench.journey.settle(`${message} `)])
  t.ok(settled.some(one => one.status === 'fulfilled' && one.value === 'applied'))
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.delivered').length, 1)
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('settle() in either order ends as opened', async t => {
  for (const kinds of [['delivery', 'opening'], ['opening', 'delivery']] as const) {
    const { bench, id, raw } = await aBed()
    for (const kind of kinds) await bench.journey.settle(raw({ kind }))
    t.match(await statusOf(bench, id), { state: 'opened', attempts: [{ state: 'delivered' }] })
  }
})

test('settle() logs what moves nothing, and leaves the letter\'s next step', async t => {
  const { bench, id, raw } = await aBed()
  const { next, reason } = await statusOf(bench, id)
  t.equal(await bench.journey.settle(raw({ kind: 'notification-failed', noticeChannel: 'sms', detail: '+4790000000' })), 'applied')
  t.strictSame(await statusOf(bench, id).then(status => [status.state, status.next, status.reason]), ['dispatched', next, reason])
  t.match((await bench.events.ofLetter(id)).at(-1), { type: 'notification.failed', data: { notice: 'sms' } })
})

test('settle() ignores what says nothing new, and keeps it', async t => {
  const { bench, id, raw } = await aBed()
  await bench.journey.settle(raw())
  t.equal(await bench.journey.settle(raw()), 'ignored')
  t.strictSame((await eventsOf(bench, id)).slice(-3), ['letter.delivered', 'access.gained', 'receipt.ignored'])
  t.strictSame((await rowsOf(bench)).toSorted(), ['applied', 'ignored, said why'])
})

test('settle() holds a letter that failed, with a reason for people', async t => {
  const { bench, id, raw } = await aBed()
  await bench.journey.settle(raw({ kind: 'failure', fault: 'client' }))
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_DISPATCH_FAILED_LATER' }, next: null, attempts: [{ state: 'refused' }] })
  t.match((await bench.events.ofLetter(id)).at(-1), { type: 'letter.held', data: { fault: 'client' } })
})

test('settle() tells the reason code of a failure, and no other of its words', async t => {
  const { bench, id, raw } = await aBed()
  await bench.journey.settle(raw({ kind: 'failure', fault: 'client', detail: 'Reason code: SBD:5023. Gjelder 20914695016 Ola Nordmann FNR:20914695016' }))
  const held = (await bench.events.ofLetter(id)).at(-1)
  t.match(held, { type: 'letter.held', data: { said: /^SBD:5023$/ } })
  t.notMatch(JSON.stringify(held), /20914|Nordmann/)
})

test('settle() of a failure leaves a letter its reason that was held before', async t => {
  const { bench, id, raw } = await aBed('send')
  bench.rooms.handOver = async () => ({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') })
  await carryStep(bench, 'send', id)
  bench.clock.now = new Date(bench.clock.now.getTime() + 80 * 3_600_000)
  await holdOverdue({ records: bench.records, findOverdue: bench.findOverdue, now: () => bench.clock.now })
  t.equal((await statusOf(bench, id)).reason?.code, 'ERR_QUEUE_DEADLINE')
  t.equal(await bench.journey.settle(raw({ kind: 'failure' })), 'applied')
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_QUEUE_DEADLINE' }, attempts: [{ state: 'refused' }] })
})

test('settle() lifts a letter by a delivery that a deadline had stopped', async t => {
  const { bench, id, raw } = await aBed('send')
  bench.rooms.handOver = async () => ({ kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') })
  await carryStep(bench, 'send', id)
  bench.clock.now = new Date(bench.clock.now.getTime() + 80 * 3_600_000)
  await holdOverdue({ records: bench.records, findOverdue: bench.findOverdue, now: () => bench.clock.now })
  await bench.journey.settle(raw())
  t.match(await statusOf(bench, id), { state: 'delivered', reason: null, attempts: [{ state: 'delivered' }] })
})

test('settle() applies a receipt that comes before our own note of the hand-over, which then is stale', async t => {
  const { bench, id, raw } = await aBed('send')
  const { handOver } = bench.rooms
  bench.rooms.handOver = async envelope => {
    const outcome = await handOver(envelope)
    t.equal(await bench.journey.settle(raw()), 'applied')
    return outcome
  }
  await carryStep(bench, 'send', id)
  t.match(await statusOf(bench, id), { state: 'delivered', next: null, attempts: [{ state: 'delivered' }] })
  t.strictSame([bench.stale, bench.acknowledged, bench.handedOver.length], [['send'], [id], 1])
})

for (const [what, changes] of [['another organization', { issuer: '922020175' }], ['a kind its channel has not', { kind: 'returned-post' }]] as const) {
  test(`settle() quarantines a proved receipt of ${what}, and changes nothing`, async t => {
    const { bench, id, raw } = await aBed()
    const before = await statusOf(bench, id)
    t.equal(await bench.journey.settle(raw(changes)), 'quarantined')
    t.strictSame(await statusOf(bench, id), before)
    t.strictSame([await rowsOf(bench), (await eventsOf(bench, id)).at(-1)], [['quarantined, said why'], 'receipt.quarantined'])
  })
}

test('settle() quarantines a receipt for an attempt that never left', async t => {
  const { bench, id, raw } = await aBed('send')
  t.equal(await bench.journey.settle(raw()), 'quarantined')
  t.match(await statusOf(bench, id), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'sealed' }] })
})

test('settle() quarantines what cannot be proved, once, with an event for the operator', async t => {
  const { bench, id } = await aBed()
  const before = await eventsOf(bench, id)
  t.strictSame([await bench.journey.settle('forged'), await bench.journey.settle('forged')], ['quarantined', 'known'])
  t.strictSame([await rowsOf(bench), await eventsOf(bench, id)], [['quarantined, said why'], before])
  t.match(await bench.database.query('select type, data from letter_event where letter_id is null'), [
    { type: 'receipt.quarantined', data: { code: 'ERR_RECEIPT_FORGED' } }
  ])
})

for (const failure of [new GatewayError('ERR_RECEIPT_UNAVAILABLE', 'Cannot read'), new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot ask'), new Error('surprise')]) {
  test(`settle() leaves a message with the channel when it could not be looked at: ${failure.message}`, async t => {
    const { bench, raw } = await aBed()
    bench.rooms.readReceipt = async () => { throw failure }
    await t.rejects(bench.journey.settle(raw()), failure)
    t.strictSame(await rowsOf(bench), [])
  })
}

test('settle() rejects when storing fails, and has changed nothing', async t => {
  const { bench, id, raw } = await aBed()
  const before = await snapshot(bench, id)
  bench.records.log = async () => { throw new Error('disk full') }
  await t.rejects(bench.journey.settle(raw()), { message: 'disk full' })
  t.strictSame(await snapshot(bench, id), before)
})

for (const conversationId of [randomUUID(), 'conversation 7']) {
  test(`settle() parks a receipt of a conversation nobody knows: ${conversationId.length} characters`, async t => {
    const { bench, raw } = await aBed()
    const message = raw({ conversationId })
    t.strictSame([await bench.journey.settle(message), await bench.journey.settle(message)], ['parked', 'parked'])
    t.strictSame(await rowsOf(bench), ['parked, said why'])
    t.same(await bench.database.query('select count(*)::int as times from letter_event where type = \'receipt.parked\''), [{ times: 1 }])
  })
}

/** Hides a letter's attempt as if it were not committed yet, or not restored. */
async function unknownFirst (): Promise<Awaited<ReturnType<typeof aBed>> & { restore: () => void }> {
  const bed = await aBed()
  const { byConversation } = bed.bench.records.attempts
  bed.bench.records.attempts.byConversation = async () => undefined
  return { ...bed, restore: () => { bed.bench.records.attempts.byConversation = byConversation } }
}

test('settleParked() applies a receipt whose letter is there now', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  await bench.journey.settle(raw())
  t.strictSame(await bench.journey.settleParked(10), { found: 0 })
  restore()
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
  t.equal((await statusOf(bench, id)).state, 'delivered')
  t.strictSame(await rowsOf(bench), ['applied'])
})

test('settleParked() applies a receipt once that was parked twice, and parks none for ever', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  const message = raw()
  for (const signed of [message, `${message} `]) t.equal(await bench.journey.settle(signed), 'parked')
  restore()
  await bench.journey.settleParked(10)
  t.strictSame([(await rowsOf(bench)).toSorted(), await bench.journey.settleParked(10)], [['applied', 'ignored, said why'], { found: 0 }])
  t.match(await bench.database.query('select why from receipt where state = \'ignored\''), [{ why: /^repeat$/ }])
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.delivered').length, 1)
})

test('settle() parks what can be neither proved nor disproved, once, and tells why', async t => {
  const { bench, id, raw } = await aBed()
  const { readReceipt } = bench.rooms
  bench.rooms.readReceipt = async () => { throw new GatewayError('ERR_RECEIPT_UNDECIDED', 'Cannot tell') }
  const message = raw()
  t.strictSame([await bench.journey.settle(message), await bench.journey.settle(message)], ['parked', 'parked'])
  t.match(await bench.database.query('select state, why from receipt'), [{ state: 'parked', why: 'ERR_RECEIPT_UNDECIDED' }])
  t.match(await bench.database.query('select type, data from letter_event where letter_id is null'), [
    { type: 'receipt.parked', data: { code: 'ERR_RECEIPT_UNDECIDED' } }
  ])
  t.strictSame(await bench.journey.settleParked(10), { found: 0 })
  bench.rooms.readReceipt = readReceipt
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
  t.strictSame([await bench.journey.settle(message), (await statusOf(bench, id)).state], ['known', 'delivered'])
  bench.rooms.readReceipt = async () => { throw new GatewayError('ERR_RECEIPT_UNDECIDED', 'Cannot tell') }
  t.equal(await bench.journey.settle(message), 'known', 'applied since')
})

test('settle() keeps with each receipt whose it is, and why it changed nothing', async t => {
  const { bench, id, raw } = await aBed()
  const { messageId } = (await statusOf(bench, id)).attempts[0] ?? {}
  for (const receipt of [raw(), raw(), raw({ issuer: '922020175' }), raw({ conversationId: randomUUID() })]) await bench.journey.settle(receipt)
  t.strictSame((await bench.database.query('select state, why, letter_id, message_id from receipt')).map(row => ({ ...row })).toSorted(byState), [
    { state: 'applied', why: null, letter_id: id, message_id: messageId },
    { state: 'ignored', why: 'the attempt is delivered already', letter_id: id, message_id: messageId },
    { state: 'parked', why: 'no-such-conversation', letter_id: null, message_id: null },
    { state: 'quarantined', why: 'issued by another organization than the letter went to', letter_id: id, message_id: messageId }
  ])
})

function byState (a: { state?: unknown }, b: { state?: unknown }): number {
  return String(a.state) < String(b.state) ? -1 : 1
}

test('settle() tells of what it quarantines which receipt it was, and why', async t => {
  const { bench, id, raw } = await aBed()
  await bench.journey.settle(raw({ issuer: '922020175' }))
  t.strictSame((await bench.events.ofLetter(id)).at(-1)?.data, { kind: 'delivery', occurredAt: '2026-03-01T10:01:00.000Z', why: 'issued by another organization than the letter went to' })
})

test('settle() tells of what it parks which kind it was', async t => {
  const { bench, raw } = await aBed()
  await bench.journey.settle(raw({ conversationId: randomUUID() }))
  t.match(await bench.database.query('select data from letter_event where type = \'receipt.parked\''), [{ data: { kind: 'delivery' } }])
})

test('settle() keeps the package of an attempt that has not arrived', async t => {
  const { bench, id, raw } = await aBed()
  const messageId = (await statusOf(bench, id)).attempts[0]?.messageId ?? ''
  await bench.journey.settle(raw({ kind: 'notification-failed', noticeChannel: 'sms' }))
  t.match((await wholeOf(bench.records.contents.read({ id: messageId, letterId: id, kind: 'package', number: 1 }))).toString(), /^sealed/)
})

test('settleParked() counts no message that is parked still, or was known already', async t => {
  const { bench, raw, restore } = await unknownFirst()
  const message = raw()
  for (const signed of [message, `${message} `, raw({ conversationId: randomUUID() })]) await bench.journey.settle(signed)
  restore()
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
})

test('settleParked() goes on behind what never matches, in the same run and in the next', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  for (let stray = 0; stray < 3; stray += 1) await bench.journey.settle(raw({ conversationId: randomUUID() }))
  bench.clock.now = new Date(bench.clock.now.getTime() + 1000)
  await bench.journey.settle(raw())
  restore()
  const first = await bench.journey.settleParked(2)
  t.match(first, { found: 0, next: {} })
  t.strictSame(await bench.journey.settleParked(10, first.next), { found: 1 })
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('settleParked() has a receipt judged by what held when it came, and keeps that moment', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  const came = bench.clock.now
  await bench.journey.settle(raw())
  restore()
  bench.clock.now = new Date(came.getTime() + 400 * 86_400_000)
  const asked: Date[] = []
  const { readReceipt } = bench.rooms
  bench.rooms.readReceipt = (message, receivedAt) => { asked.push(receivedAt); return readReceipt(message, receivedAt) }
  t.strictSame(await bench.journey.settleParked(10), { found: 1 })
  t.strictSame(asked, [came])
  t.equal((await statusOf(bench, id)).state, 'delivered')
  t.match(await bench.database.query('select received_at, state from receipt'), [{ received_at: came, state: 'applied' }])
})

test('settleParked() comes to a page behind the first of 500', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  await bench.journey.settle(raw())
  restore()
  const { parked } = bench.records.receipts
  const strays = Array.from({ length: 500 }, (_, number) => ({
    open: () => 'stray', receivedAt: bench.clock.now, place: { receivedAt: '-infinity', digest: String(number) }
  }))
  const asked: unknown[] = []
  bench.records.receipts.parked = async (limit, after) => {
    asked.push([limit, after?.digest])
    return after === undefined ? strays : await parked(limit)
  }
  await bench.journey.settleParked(10_000)
  t.strictSame(asked, [[500, undefined], [500, '499']])
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('settleParked() tells of one that cannot be tried when those behind it are done', async t => {
  const { bench, id, raw, restore } = await unknownFirst()
  const broken = raw({ conversationId: randomUUID() })
  await bench.journey.settle(broken)
  bench.clock.now = new Date(bench.clock.now.getTime() + 1000)
  await bench.journey.settle(raw())
  restore()
  const { readReceipt } = bench.rooms
  bench.rooms.readReceipt = async (message, receivedAt) => {
    if (message === broken) throw new Error('surprise')
    return await readReceipt(message, receivedAt)
  }
  t.match(await bench.journey.settleParked(10), { found: 1, failure: { message: 'surprise' } })
  t.equal((await statusOf(bench, id)).state, 'delivered')
})

test('settleParked() gives up for now after ten failures in a row, and goes on behind them', async t => {
  const { bench, raw } = await aBed()
  for (let stray = 0; stray < 12; stray += 1) await bench.journey.settle(raw({ conversationId: randomUUID() }))
  let tried = 0
  bench.rooms.readReceipt = async () => { tried += 1; throw new Error('down') }
  const { next } = await bench.journey.settleParked(100)
  t.equal(tried, 10)
  await bench.journey.settleParked(100, next)
  t.equal(tried, 12)
})
