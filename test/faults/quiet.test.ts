// Row 26 and 30: a channel that wants quiet gets it from every process, and the letters lose nothing by it.
import { test } from 'tap'
import { createJourney } from '../../src/journey.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'

/** Another process: its own rooms and clock on the same store, counting what it hands over. */
function another (bench: TestJourney, sent: string[]): TestJourney {
  const rooms = { ...bench.rooms, handOver: async ({ attempt }: { attempt: { messageId: string } }) => { sent.push(attempt.messageId); return { kind: 'done' as const, reference: '' } } }
  return { ...bench, rooms, journey: createJourney({ ...bench.ports, rooms }) }
}

/** A second letter that waits to be sent beside the first. */
async function beside (bench: TestJourney): Promise<string> {
  const id = await acceptOne(bench)
  for (const step of ['lookup', 'seal'] as const) await carryStep(bench, step, id)
  return id
}

for (const code of ['ERR_DISPATCH_THROTTLED', 'ERR_DISPATCH_CERTIFICATE'] as const) {
  test(`after ${code} no process hands over on the channel before the moment named`, async t => {
    const bench = await aJourney()
    const first = await letterBefore(bench, 'send')
    const second = await beside(bench)
    const notBefore = new Date(bench.clock.now.getTime() + 600_000)
    bench.rooms.handOver = async () => ({ kind: 'retry', error: new GatewayError(code, 'Cannot hand over', { notBefore }) })
    await carryStep(bench, 'send', first)
    const sent: string[] = []
    const other = another(bench, sent)
    for (const seconds of [0, 1, 300, 599]) {
      bench.clock.now = new Date(notBefore.getTime() - 600_000 + seconds * 1000)
      await carryStep(other, 'send', second)
    }
    t.strictSame(sent, [])
    t.match(await statusOf(bench, second), { state: 'sealed', attempts: [{ state: 'sealed' }] })
    const [row] = await bench.database.query('select failures, unfinished_claims from letter where id = $1', [second])
    t.match(row, { failures: 0, unfinished_claims: 0 })
    bench.clock.now = notBefore
    await carryStep(other, 'send', first, second)
    t.equal(sent.length, 2)
  })
}
