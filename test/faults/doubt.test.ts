// Doubt about one send is not settled by another send that never left us.
import { test } from 'tap'
import type { Abilities } from '../../src/dispatch/channels.ts'
import { GatewayError, isRetryable } from '../../src/letter/gateway-error.ts'
import type { Outcome } from '../../src/letter/outcome.ts'
import { aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'

/** A letter whose first send got no answer and whose repeat ends so; the access point has not heard of it yet. */
async function repeated (code: GatewayError['code']): Promise<{ bench: TestJourney, id: string }> {
  const bench = await aJourney({ follow: async () => ({ status: 'unknown' }) })
  const id = await letterBefore(bench, 'send')
  for (const error of [new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell'), new GatewayError(code, 'Cannot hand over')]) {
    bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
    const outcome: Outcome = { kind: isRetryable(error) ? 'retry' : 'stop', error }
    bench.rooms.handOver = async () => outcome
    await carryStep(bench, 'send', id)
  }
  return { bench, id }
}

/** The delivery receipt of the first send. */
async function receipt ({ bench, id }: { bench: TestJourney, id: string }): Promise<string> {
  const { attempts: [attempt] } = await statusOf(bench, id)
  return JSON.stringify({
    id: 'r1', conversationId: attempt?.conversationId, kind: 'delivery', issuer: attempt?.receiver, occurredAt: bench.clock.now.toISOString()
  })
}

for (const code of ['ERR_DISPATCH_UNAVAILABLE', 'ERR_MASKINPORTEN_UNAVAILABLE'] as const) {
  test(`sendStep() stays in doubt when the repeat ends in ${code}, and a late receipt of the first send counts`, async t => {
    const bed = await repeated(code)
    t.match(await statusOf(bed.bench, bed.id), { state: 'sealed', next: { step: 'send' }, attempts: [{ state: 'uncertain' }] })
    t.equal(await bed.bench.journey.settle(await receipt(bed)), 'applied')
    t.match(await statusOf(bed.bench, bed.id), { state: 'delivered', attempts: [{ state: 'delivered' }] })
  })
}

for (const code of ['ERR_MASKINPORTEN_REFUSED', 'ERR_SEAL_DOCUMENT_CHANGED', 'ERR_DISPATCH_UNAUTHORIZED'] as const) {
  test(`sendStep() holds the letter but calls nothing proved when the repeat ends in ${code}`, async t => {
    const bed = await repeated(code)
    t.match(await statusOf(bed.bench, bed.id), { state: 'held', reason: { code }, next: null, attempts: [{ state: 'uncertain' }] })
    t.equal(await bed.bench.journey.settle(await receipt(bed)), 'applied')
    t.match(await statusOf(bed.bench, bed.id), { state: 'delivered', attempts: [{ state: 'delivered' }] })
  })
}

test('followStep() stops a letter that the access point has kept for three days, and a receipt lifts it', async t => {
  const bench = await aJourney({ follow: async () => ({ status: 'unknown' }) })
  const id = await letterBefore(bench, 'follow')
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'dispatched', next: { step: 'follow' } })
  bench.clock.now = new Date(bench.clock.now.getTime() + 72 * 3_600_000 + 1000)
  await carryStep(bench, 'follow', id)
  t.match(await statusOf(bench, id), { state: 'held', reason: { code: 'ERR_QUEUE_DEADLINE' }, next: null, attempts: [{ state: 'handed_over' }] })
  t.equal(await bench.journey.settle(await receipt({ bench, id })), 'applied')
  t.match(await statusOf(bench, id), { state: 'delivered' })
})

/** Letters in doubt on a channel with these abilities: the first answer was lost, or the process died before it. */
async function inDoubt (abilities: Abilities, how: 'answer lost' | 'process died'): Promise<{ bench: TestJourney, id: string, asked: string[], sent: string[] }> {
  const told: { asked: string[], sent: string[] } = { asked: [], sent: [] }
  const bench = await aJourney({
    abilitiesOf: () => abilities,
    follow: async ({ messageId }) => { told.asked.push(messageId); return { status: 'unknown' } },
    handOver: async ({ attempt }) => {
      told.sent.push(attempt.messageId)
      return { kind: 'retry', error: new GatewayError('ERR_DISPATCH_UNCERTAIN', 'Cannot tell') }
    }
  })
  const id = await letterBefore(bench, 'send')
  const [attempt] = await bench.records.attempts.ofLetter(id)
  if (how === 'answer lost') await carryStep(bench, 'send', id)
  else if (attempt !== undefined) await bench.records.attempts.move(attempt, 'handing_over')
  return { bench, id, ...told }
}

/** Some more rounds, each when it is due. */
async function rounds ({ bench, id }: { bench: TestJourney, id: string }, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    bench.clock.now = (await statusOf(bench, id)).next?.at ?? bench.clock.now
    await carryStep(bench, 'send', id)
  }
}

for (const how of ['answer lost', 'process died'] as const) {
  const before = how === 'answer lost' ? 1 : 0

  test(`sendStep() in doubt, ${how}: a channel that can do both is asked before each repeat of the same message`, async t => {
    const bed = await inDoubt({ canBeAsked: true, recognizesRepeats: true }, how)
    await rounds(bed, 3)
    t.strictSame([bed.asked.length, bed.sent.length], [3, before + 3])
    t.equal(new Set([...bed.asked, ...bed.sent]).size, 1, 'one message id')
  })

  test(`sendStep() in doubt, ${how}: a channel that only can be asked gets no repeat`, async t => {
    const bed = await inDoubt({ canBeAsked: true, recognizesRepeats: false }, how)
    await rounds(bed, 3)
    t.strictSame([bed.asked.length, bed.sent.length], [3, before])
    t.match(await statusOf(bed.bench, bed.id), { state: 'sealed', reason: { code: 'ERR_DISPATCH_UNCERTAIN' }, attempts: [{ state: 'uncertain' }] })
    bed.bench.rooms.follow = async () => ({ status: 'registered' })
    await rounds(bed, 1)
    t.match(await statusOf(bed.bench, bed.id), { state: 'dispatched', attempts: [{ state: 'handed_over' }] })
  })

  test(`sendStep() in doubt, ${how}: a channel that only recognizes repeats is not asked`, async t => {
    const bed = await inDoubt({ canBeAsked: false, recognizesRepeats: true }, how)
    await rounds(bed, 3)
    t.strictSame([bed.asked.length, bed.sent.length, new Set(bed.sent).size], [0, before + 3, 1])
  })

  test(`sendStep() in doubt, ${how}: a channel that can do neither stops for a person, and nothing is sent twice`, async t => {
    const bed = await inDoubt({ canBeAsked: false, recognizesRepeats: false }, how)
    await rounds(bed, 3)
    t.strictSame([bed.asked.length, bed.sent.length], [0, before])
    t.match(await statusOf(bed.bench, bed.id), {
      state: 'held', reason: { code: 'ERR_DISPATCH_UNRESOLVED' }, next: null, attempts: [{ state: 'uncertain' }]
    })
    t.equal(await bed.bench.journey.settle(await receipt(bed)), 'applied', 'a receipt lifts it')
    t.match(await statusOf(bed.bench, bed.id), { state: 'delivered' })
  })
}

test('sendStep() stops for a person as soon as the answer of a channel is lost that can do neither', async t => {
  const bed = await inDoubt({ canBeAsked: false, recognizesRepeats: false }, 'answer lost')
  t.match(await statusOf(bed.bench, bed.id), { state: 'held', reason: { code: 'ERR_DISPATCH_UNRESOLVED' }, next: null, attempts: [{ state: 'uncertain' }] })
})

test('sendStep() knows that nothing left a channel that can do neither, and sends again', async t => {
  const bed = await inDoubt({ canBeAsked: false, recognizesRepeats: false }, 'answer lost')
  const fresh = await letterBefore(bed.bench, 'send')
  for (const code of ['ERR_DISPATCH_UNAVAILABLE', 'ERR_DISPATCH_THROTTLED', 'ERR_DISPATCH_CERTIFICATE'] as const) {
    bed.bench.rooms.handOver = async () => ({ kind: 'retry', error: new GatewayError(code, 'Cannot hand over') })
    await rounds({ bench: bed.bench, id: fresh }, 1)
    t.match(await statusOf(bed.bench, fresh), { state: 'sealed', reason: { code }, attempts: [{ state: 'sealed' }] })
  }
})

test('followStep() watches for the receipt alone where the channel cannot be asked', async t => {
  const bench = await aJourney({ abilitiesOf: () => ({ canBeAsked: false, recognizesRepeats: true }), follow: async () => { throw new Error('asked') } })
  const id = await letterBefore(bench, 'follow')
  await carryStep(bench, 'follow', id)
  t.ok(((await statusOf(bench, id)).next?.at.getTime() ?? 0) - bench.clock.now.getTime() > 20 * 3_600_000, 'a day later')
  t.strictSame(bench.unexpected, [])
})
