// Doubt about one send is not settled by another send that never left us.
import { test } from 'tap'
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
