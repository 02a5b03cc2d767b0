import { test } from 'tap'
import { recheck } from '../../src/journey/recheck.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import type { Letter } from '../../src/letter/letter.ts'
import { addWorkingDays } from '../../src/route/working-days.ts'
import { carryStep } from '../support/a-journey.ts'
import { aDeliveredLadder, aLadder, aPolicy, type TestLadder } from '../support/a-ladder.ts'
import { aPerson, facts } from '../support/facts.ts'

const dayMs = 86_400_000

/** The letter as it is stored. */
async function claimOf ({ bench, id }: TestLadder): Promise<Letter> {
  return (await bench.records.transaction(() => bench.records.letters.lock(id))).letter
}

test('a delivery tells when access was gained, and schedules the ladder so many working days later', async t => {
  const ladder = await aDeliveredLadder()
  const delivered = ladder.bench.clock.now
  t.match(await ladder.status(), { state: 'delivered', channel: 'digipost', next: { step: 'ladder', at: addWorkingDays(delivered, 10) } })
  t.strictSame(await ladder.told(), ['access.gained'])
})

test('the ladder counts from when the recipient may see the letter, if that is later than the delivery', async t => {
  const ladder = await aDeliveredLadder(aPolicy, { availableFrom: '2026-03-20T08:00:00+01:00' })
  t.same((await ladder.status()).next, { step: 'ladder', at: addWorkingDays(new Date('2026-03-20T08:00:00+01:00'), 10) })
  t.match((await ladder.bench.events.ofLetter(ladder.id)).at(-1), { type: 'access.gained', data: { accessAt: '2026-03-20T07:00:00.000Z' } })
})

for (const [what, policy] of [['without a policy', null], ['that is only for failed notices', { onNotificationFailed: true }]] as const) {
  test(`no ladder is scheduled ${what}`, async t => {
    const ladder = await aDeliveredLadder(policy)
    t.match(await ladder.status(), { state: 'delivered', next: null })
  })
}

test('a letter that is to be followed up asks for an opening receipt, and says so when it is accepted', async t => {
  const ladder = await aLadder(aPolicy, { openingReceipt: false })
  t.equal((await claimOf(ladder)).openingReceipt, true)
  const plain = await aLadder(null, { openingReceipt: false })
  t.equal((await claimOf(plain)).openingReceipt, false)
})

test('a letter that asked for no opening receipt before there was a policy is not followed up', async t => {
  const ladder = await aLadder(null, { openingReceipt: false })
  ladder.bench.rooms.ladderOf = () => aPolicy
  await ladder.receipt('delivery')
  t.match(await ladder.status(), { state: 'delivered', next: null })
})

test('ladderStep() plans paper as a second attempt that follows the first, with event and reason', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(1)
  const { messageId } = await ladder.attempt(1)
  t.match(await ladder.status(), {
    state: 'routed', channel: 'print', reason: { code: 'ladder-print' }, next: { step: 'seal' },
    attempts: [{ state: 'delivered', channel: 'digipost' }, { state: 'planned', channel: 'print', ordinal: 2, follows: messageId }]
  })
  t.strictSame(await ladder.told(), ['access.gained', 'access.disputed', 'ladder.print', 'letter.routed'])
  t.match((await ladder.bench.events.ofLetter(ladder.id)).at(-2), { data: { why: 'not-opened', ordinal: 1 } })
})

test('the paper goes the ordinary way under ids of its own, and its delivery starts no ladder', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(4)
  t.match(await ladder.status(), { state: 'dispatched', channel: 'print', attempts: [{ state: 'delivered' }, { state: 'handed_over' }] })
  await ladder.receipt('print-accepted', 2)
  await ladder.receipt('delivery', 2)
  t.match(await ladder.status(), { state: 'delivered', channel: 'print', reason: null, next: null, attempts: [{}, { state: 'delivered' }] })
  t.equal(new Set(ladder.bench.handedOver.map(({ messageId }) => messageId)).size, 2)
  t.equal((await ladder.told()).filter(type => type === 'access.gained').length, 1)
})

test('ladderStep() of a job that fires too soon waits on', async t => {
  const ladder = await aDeliveredLadder()
  const { next } = await ladder.status()
  await ladder.bench.database.query('update letter set next_at = $2 where id = $1', [ladder.id, ladder.bench.clock.now])
  await ladder.steps(1)
  t.strictSame([(await ladder.status()).state, (await ladder.status()).next], ['delivered', next])
})

test('ladderStep() does nothing once the policy asks for nothing more', async t => {
  const ladder = await aDeliveredLadder()
  ladder.bench.rooms.ladderOf = () => undefined
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'delivered', next: null, attempts: { length: 1 } })
})

test('ladderStep() of a letter that stands on paper already makes no other', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(3)
  await ladder.receipt('delivery', 2)
  await ladder.bench.database.query('update letter set next_step = \'ladder\', next_at = $2 where id = $1', [ladder.id, ladder.bench.clock.now])
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'delivered', next: null, attempts: { length: 2 } })
})

test('a failed notice takes a delivered letter to paper at once, where the policy says so', async t => {
  const ladder = await aDeliveredLadder()
  ladder.bench.clock.now = new Date(ladder.bench.clock.now.getTime() + 7 * dayMs)
  await ladder.receipt('notification-failed')
  t.same((await ladder.status()).next, { step: 'ladder', at: ladder.bench.clock.now })
  await ladder.steps(1)
  t.match((await ladder.bench.events.ofLetter(ladder.id)).slice(-3), [
    { type: 'access.disputed', data: { why: 'notification-failed' } }, { type: 'ladder.print' }, { type: 'letter.routed' }
  ])
})

test('a failed notice that comes before the delivery is not forgotten', async t => {
  const ladder = await aLadder()
  await ladder.receipt('notification-failed')
  t.match(await ladder.status(), { state: 'dispatched', next: { step: 'follow' } })
  await ladder.receipt('delivery')
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'routed', channel: 'print' })
})

test('a failed notice leaves the ladder as it is where the policy does not ask for more', async t => {
  const ladder = await aDeliveredLadder({ ...aPolicy, onNotificationFailed: false })
  const before = await ladder.status()
  await ladder.receipt('notification-failed')
  t.strictSame((await ladder.status()).next, before.next)
})

for (const [maxCostOre, state] of [[1, 'delivered'], [1_000_000, 'routed']] as const) {
  test(`ladderStep() with a ceiling of ${maxCostOre} øre leaves the letter ${state}`, async t => {
    const ladder = await aDeliveredLadder({ ...aPolicy, maxCostOre })
    await ladder.steps(1)
    t.match(await ladder.status(), { state, reason: { code: state === 'routed' ? 'ladder-print' : 'ladder-cost' } })
  })
}

test('ladderStep() with a ceiling and no price to hold against it orders no paper', async t => {
  const ladder = await aDeliveredLadder({ ...aPolicy, maxCostOre: 1_000_000 })
  ladder.bench.rooms.pricing = { forecast: () => undefined, priceAt: () => undefined }
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'delivered', next: null, reason: { code: 'ladder-no-price' } })
})

const homeless = aPerson({ addressSource: 'none' })
delete homeless.address
for (const [what, person] of [['has no address', homeless], ['is dead', aPerson({ isDead: true, status: 'dead' })], ['is unknown', 'unknown']] as const) {
  test(`ladderStep() for a recipient who ${what} by now leaves the letter delivered, and tells the rule`, async t => {
    const ladder = await aDeliveredLadder()
    ladder.bench.rooms.lookup = async people => new Map(people.map(number => [number, facts({ person })]))
    await ladder.steps(1)
    const { reason, attempts, ...status } = await ladder.status()
    t.match(status, { state: 'delivered', channel: 'digipost', next: null })
    t.match((await ladder.bench.events.ofLetter(ladder.id)).at(-1), { type: 'ladder.stopped', data: { rule: reason?.code } })
    t.equal(attempts.length, 1)
  })
}

test('ladderStep() waits for a register for as long as it takes, and never holds a delivered letter', async t => {
  const ladder = await aDeliveredLadder()
  const { lookup } = ladder.bench.rooms
  ladder.bench.rooms.lookup = async () => { throw new GatewayError('ERR_LOOKUP_UNAVAILABLE', 'Cannot look up') }
  await ladder.steps(30)
  t.match(await ladder.status(), { state: 'delivered', reason: { code: 'ERR_LOOKUP_UNAVAILABLE' }, next: { step: 'ladder' } })
  ladder.bench.rooms.lookup = lookup
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'routed', reason: { code: 'ladder-print' } })
})

test('a letter whose ladder ends its worker again and again stays delivered', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.bench.database.query('update letter set unfinished_claims = 9 where id = $1', [ladder.id])
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'delivered', next: null, reason: { code: 'ERR_QUEUE_CRASHED' } })
})

test('ladderStep() that fails while it is written has changed nothing, and done again makes one attempt', async t => {
  const ladder = await aDeliveredLadder()
  const { log } = ladder.bench.records
  ladder.bench.records.log = async () => { throw new Error('disk full') }
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'delivered', attempts: { length: 1 }, next: { step: 'ladder' } })
  ladder.bench.records.log = log
  await ladder.steps(1)
  await carryStep(ladder.bench, 'ladder', ladder.id)
  t.match(await ladder.status(), { state: 'routed', attempts: { length: 2 } })
})

test('a death between the ladder and the hand-over calls the paper off, and the letter is delivered still', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  ladder.bench.clock.now = new Date(ladder.bench.clock.now.getTime() + dayMs)
  ladder.bench.rooms.lookup = async people => new Map(people.map(number => [number, facts({ person: aPerson({ isDead: true, status: 'dead' }) })]))
  await ladder.steps(2)
  t.match(await ladder.status(), { state: 'delivered', channel: 'digipost', next: null, attempts: [{ state: 'delivered' }, { state: 'refused' }] })
  t.equal(ladder.bench.handedOver.length, 1)
})

test('news of the recipient sends paper back to its lookup, and from there on paper again or nowhere', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  t.equal(await recheck(ladder.bench.records, ladder.id, 'population-register', ladder.bench.clock.now), true)
  await ladder.steps(1)
  const { messageId } = await ladder.attempt(1)
  t.match(await ladder.status(), {
    state: 'routed', channel: 'print', attempts: [{ state: 'delivered' }, { state: 'refused' }, { state: 'planned', follows: messageId }]
  })
  await ladder.steps(2)
  t.equal(await recheck(ladder.bench.records, ladder.id, 'population-register', ladder.bench.clock.now), false)
  t.equal(ladder.bench.handedOver.length, 2)
})

test('a second look before the hand-over never leads back to the mailbox', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  ladder.bench.clock.now = new Date(ladder.bench.clock.now.getTime() + dayMs)
  await ladder.steps(1)
  t.match(await ladder.status(), { state: 'dispatched', channel: 'print', attempts: { length: 2 } })
})

test('a person may stop paper that was held, and the letter is delivered still', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  ladder.bench.rooms.handOver = async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
  await ladder.steps(1)
  const input = { action: 'stop', reason: 'Phoned', by: 'Kari' }
  const result = await ladder.bench.journey.decide({ client: 'desk', idempotencyKey: 'one', letterId: ladder.id, input })
  t.match(result, { kind: 'decided', body: /"state":"delivered"/ })
  t.match(await ladder.status(), { state: 'delivered', channel: 'digipost', next: null, attempts: [{ state: 'delivered' }, { state: 'refused' }] })
})

test('a person may send paper that was held on, and nobody can send it to the mailbox again', async t => {
  const ladder = await aDeliveredLadder()
  await ladder.steps(2)
  const { handOver } = ladder.bench.rooms
  ladder.bench.rooms.handOver = async () => ({ kind: 'stop', error: new GatewayError('ERR_DISPATCH_REFUSED', 'Cannot hand over') })
  await ladder.steps(1)
  ladder.bench.rooms.handOver = handOver
  const decide = (channel: string): ReturnType<typeof ladder.bench.journey.decide> => ladder.bench.journey.decide({
    client: 'desk', idempotencyKey: channel, letterId: ladder.id, input: { action: 'route', channel, reason: 'Phoned', by: 'Kari' }
  })
  t.match(await decide('digital'), { kind: 'refused', problems: [{ code: 'ERR_DECIDE_FORBIDDEN' }] })
  t.match(await decide('print'), { kind: 'decided' })
  await ladder.steps(3)
  const { messageId } = await ladder.attempt(1)
  t.match(await ladder.status(), { state: 'dispatched', channel: 'print', attempts: [{}, { state: 'refused' }, { state: 'handed_over', follows: messageId }] })
})
