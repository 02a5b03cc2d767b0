// An opening that comes while the same letter is on its way on paper: before the hand-over it stops the paper, after it both facts are told.
import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { TransportStatus } from '../../src/journey/rooms.ts'
import { carryStep } from '../support/a-journey.ts'
import { aDeliveredLadder, type TestLadder } from '../support/a-ladder.ts'
import { wholeOf } from '../support/a-store.ts'

const opened = { state: 'opened', channel: 'digipost', reason: null, next: null }
const hourMs = 3_600_000

test('an opening before the ladder is due ends it', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.receipt('opening')
  t.match(await ladder.status(), { ...opened, attempts: { length: 1 } })
  await carryStep(ladder.bench, 'ladder', ladder.id)
  t.strictSame([await ladder.told(), ladder.bench.handedOver.length], [['access.gained', 'letter.opened'], 1])
})

for (const [where, steps] of [['routed', 1], ['sealed', 2]] as const) {
  test(`an opening while the paper is ${where} stops it in the same transaction`, async t => {
    const ladder = await aDeliveredLadder()
    await ladder.steps(steps)
    const { messageId, ...paper } = await ladder.attempt(2)
    t.equal((await ladder.status()).state, where)
    await ladder.receipt('opening')
    t.match(await ladder.status(), { ...opened, attempts: [{ state: 'delivered' }, { state: 'refused' }] })
    t.strictSame((await ladder.told()).slice(-2), ['letter.opened', 'ladder.stopped'])
    await t.rejects(wholeOf(ladder.bench.records.contents.read({ id: messageId, letterId: ladder.id, kind: 'package', number: paper.ordinal })), RangeError)
    for (const step of ['seal', 'send', 'ladder'] as const) await carryStep(ladder.bench, step, ladder.id)
    t.equal(ladder.bench.handedOver.length, 1)
  })
}

test('an opening that cannot be stored leaves the paper on its way, and stops it when it comes again', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(1)
  const { log } = ladder.bench.records
  ladder.bench.records.log = event => event.type === 'ladder.stopped' ? Promise.reject(new Error('disk full')) : log(event)
  await t.rejects(ladder.receipt('opening'), { message: 'disk full' })
  t.match(await ladder.status(), { state: 'routed', attempts: [{}, { state: 'planned' }] })
  ladder.bench.records.log = log
  await ladder.receipt('opening')
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'refused' }] })
})

test('an opening while the package is made leaves the worker with nothing to write', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(1)
  const { seal } = ladder.bench.rooms
  ladder.bench.rooms.seal = async (input, sink) => {
    await ladder.receipt('opening')
    return seal(input, sink)
  }
  await ladder.steps(1)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'refused' }] })
  t.strictSame(ladder.bench.stale, ['seal'])
})

for (const [where, state] of [['held before it left', 'held'], ['back at its lookup', 'received']] as const) {
  test(`an opening while the paper is ${where} stops it`, async t => {
    const ladder = await aDeliveredLadder()
    await ladder.steps(2)
    if (state === 'held') {
      ladder.bench.rooms.handOver = async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
    } else {
      ladder.bench.clock.now = new Date(ladder.bench.clock.now.getTime() + 24 * hourMs)
      const { lookup } = ladder.bench.rooms
      ladder.bench.rooms.lookup = async people => new Map([...await lookup(people)].map(([number, found]) =>
        [number, { ...found, printService: { ...found.printService, provider: '913560473' } }]))
    }
    await ladder.steps(1)
    t.equal((await ladder.status()).state, state)
    await ladder.receipt('opening')
    t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'refused' }] })
  })
}

/** Opens the letter in the very moment its paper is handed over; the answer is one of these. */
async function openedMeanwhile (isTaken: boolean, ...answers: TransportStatus['status'][]): Promise<TestLadder> {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  const { handOver } = ladder.bench.rooms
  ladder.bench.rooms.handOver = async envelope => {
    await ladder.receipt('opening')
    if (isTaken) return handOver(envelope)
    return { kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') }
  }
  ladder.bench.rooms.follow = async () => ({ status: answers.shift() ?? 'unknown' })
  await ladder.steps(1)
  return ladder
}

test('an opening while the paper is handed over is told at once, and the channel is asked, never sent to again', async t => {
  const ladder = await openedMeanwhile(true, 'unknown', 'registered')
  t.match(await ladder.status(), { state: 'opened', channel: 'digipost', next: { step: 'ladder' }, attempts: [{}, { state: 'handing_over' }] })
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'opened', next: { step: 'ladder' }, attempts: [{}, { state: 'uncertain' }] })
  await ladder.steps(1)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'handed_over' }] })
  t.strictSame((await ladder.told()).slice(-3), ['letter.opened', 'attempt.uncertain', 'ladder.crossed'])
  t.equal(ladder.bench.handedOver.length, 2)
})

test('paper that was being handed over when the letter was opened, and that nobody knows an hour later, never left', async t => {
  const ladder = await openedMeanwhile(false)
  while ((await ladder.status()).next !== null) await ladder.steps(1)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'refused' }] })
  t.strictSame((await ladder.told()).slice(-3), ['letter.opened', 'attempt.uncertain', 'ladder.stopped'])
  t.equal(ladder.bench.handedOver.length, 1)
})

test('paper that the channel failed to pass on after the letter was opened is proved not to be out', async t => {
  const ladder = await openedMeanwhile(true, 'failed')
  await ladder.steps(1)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'refused' }] })
})

test('a channel that does not answer about paper after an opening is asked until it does', async t => {
  const ladder = await openedMeanwhile(true)
  ladder.bench.rooms.follow = async () => { throw new GatewayError('ERR_DISPATCH_UNAVAILABLE', 'Cannot ask') }
  await ladder.steps(12)
  t.match(await ladder.status(), { state: 'opened', next: { step: 'ladder' }, attempts: [{}, { state: 'handing_over' }] })
  ladder.bench.rooms.follow = async () => ({ status: 'forwarded' })
  await ladder.steps(1)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'handed_over' }] })
})

test('an opening after the hand-over tells both facts, and the paper\'s own receipts change nothing of it', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(3)
  await ladder.receipt('opening')
  t.match(await ladder.status(), { ...opened, attempts: [{ state: 'delivered' }, { state: 'handed_over', channel: 'print' }] })
  await ladder.receipt('print-accepted', 2)
  await ladder.receipt('delivery', 2)
  await ladder.receipt('returned-post', 2)
  t.match(await ladder.status(), { ...opened, attempts: [{}, { state: 'delivered' }] })
  t.strictSame((await ladder.told()).slice(-5), ['letter.opened', 'ladder.crossed', 'print.accepted', 'receipt.ignored', 'receipt.ignored'])
})

for (const [what, kinds] of [['posted', ['delivery']], ['returned', ['delivery', 'returned-post']]] as const) {
  test(`an opening after the paper was ${what} is the letter's end all the same`, async t => {
    const ladder = await aDeliveredLadder()
    await ladder.steps(3)
    for (const kind of kinds) await ladder.receipt(kind, 2)
    await ladder.receipt('opening')
    t.match(await ladder.status(), { ...opened, attempts: [{ state: 'delivered' }, { state: 'delivered' }] })
    t.strictSame((await ladder.told()).slice(-2), ['letter.opened', 'ladder.crossed'])
  })
}

for (const kind of ['delivery', 'failure'] as const) {
  test(`a late ${kind} of the first attempt does not take the paper off its way`, async t => {
    const ladder = await aDeliveredLadder()
    await ladder.steps(2)
    await ladder.receipt(kind)
    t.match(await ladder.status(), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'delivered' }, { state: 'sealed' }] })
  })
}

test('an opening and a hand-over in the same moment: whichever is first, the other knows', async t => {
  for (let round = 0; round < 5; round += 1) {
    const ladder = await aDeliveredLadder()
    await ladder.steps(2)
    await Promise.all([carryStep(ladder.bench, 'send', ladder.id), ladder.receipt('opening')])
    while ((await ladder.status()).next !== null) await ladder.steps(1)
    const { state } = await ladder.attempt(2)
    const isOut = ladder.bench.handedOver.length === 2
    t.strictSame([(await ladder.status()).state, state, (await ladder.told()).at(-1)],
      isOut ? ['opened', 'handed_over', 'ladder.crossed'] : ['opened', 'refused', 'ladder.stopped'])
  }
})
