// The one suite every channel passes, whatever its transport: what a stand-in does on the other side, and which outcome must come of it.
import { test, type Test } from 'tap'
import type { Channel } from '../../src/letter/choice.ts'
import type { Transport } from '../../src/dispatch/transport.ts'
import { anAttempt, anEnvelope } from './an-envelope.ts'

/** How the other side behaves: takes it, knows it already, answers too late, is busy for a minute, says no, or answers nonsense. */
export type Behavior = 'accepted' | 'duplicate' | 'slow' | 'busy' | 'refused' | 'garbage'

/** A channel with its other side, which is a real local server under the test's command. */
export interface ChannelBench {
  transport: Transport
  behave (behavior: Behavior): void
  /** Packages the other side has taken, by message id. */
  taken: ReadonlyMap<string, Buffer>
}

/** The moment the bench's clock shows; a busy other side asks for one minute from then. */
export const benchNow = new Date('2026-03-01T10:00:00Z')

const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251))

/** Runs the suite for one channel. */
export function exerciseChannel (channel: Channel, open: (t: Test) => Promise<ChannelBench>): void {
  const attempt = anAttempt({ channel })
  const handOver = async (bench: ChannelBench): Promise<unknown> => await bench.transport.handOver(anEnvelope(content, { attempt }))

  test(`${channel} accepted: done, with the message id, every byte arrived`, async t => {
    const bench = await open(t)
    bench.behave('accepted')
    t.strictSame(await handOver(bench), { kind: 'done', reference: attempt.messageId })
    t.ok(bench.taken.get(attempt.messageId)?.equals(content))
  })

  test(`${channel} duplicate: a repeat of what was taken is done`, async t => {
    const bench = await open(t)
    for (const behavior of ['accepted', 'duplicate'] as const) {
      bench.behave(behavior)
      t.strictSame(await handOver(bench), { kind: 'done', reference: attempt.messageId })
    }
    t.equal(bench.taken.size, 1)
  })

  test(`${channel} slow: doubt, which a repeat settles`, async t => {
    const bench = await open(t)
    bench.behave('slow')
    t.match(await handOver(bench), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN' } })
    bench.behave('duplicate')
    t.match(await handOver(bench), { kind: 'done' })
  })

  test(`${channel} busy: not before the moment it says`, async t => {
    const bench = await open(t)
    bench.behave('busy')
    const notBefore = new Date(benchNow.getTime() + 60_000)
    t.match(await handOver(bench), { kind: 'retry', error: { code: 'ERR_DISPATCH_THROTTLED', notBefore } })
  })

  test(`${channel} refused: stops for a person`, async t => {
    const bench = await open(t)
    bench.behave('refused')
    t.match(await handOver(bench), { kind: 'stop', error: { code: 'ERR_DISPATCH_REFUSED' } })
    t.equal(bench.taken.size, 0)
  })

  test(`${channel} garbage: never taken for success`, async t => {
    const bench = await open(t)
    bench.behave('garbage')
    t.match(await handOver(bench), { kind: 'retry', error: { code: 'ERR_DISPATCH_UNCERTAIN' } })
  })
}
