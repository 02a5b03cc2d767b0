import { createHash } from 'node:crypto'
import { test } from 'tap'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { aJourney, carryStep, letterBefore, statusOf } from '../support/a-journey.ts'
import { inPieces, wholeOf } from '../support/a-store.ts'
import { tinyPdf } from '../support/letter-input.ts'

const sealed = Buffer.concat([Buffer.from('sealed: '), tinyPdf])

test('sealStep() stores the package under the attempt, and its fingerprint with the attempt', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { attempts: [attempt] } = await statusOf(bench, id)
  t.match(attempt, { state: 'sealed', packageBytes: sealed.length, fingerprint: createHash('sha256').update(sealed).digest('base64') })
  const key = { id: attempt?.messageId ?? '', letterId: id, kind: 'package', number: 1 } as const
  t.ok(sealed.equals(await wholeOf(bench.records.contents.read(key))))
})

test('sealStep() links the package, so that no sweep takes it', async t => {
  const bench = await aJourney()
  await letterBefore(bench, 'send')
  t.equal(await bench.records.contents.sweep(new Date(bench.clock.now.getTime() + 86_400_000)), 0)
})

for (const code of ['ERR_SEAL_DOCUMENT_CHANGED', 'ERR_SEAL_TOO_LARGE', 'ERR_SEAL_ADDRESS'] as const) {
  test(`sealStep() holds a letter on ${code}`, async t => {
    const bench = await aJourney({ seal: async () => { throw new GatewayError(code, 'Cannot seal') } })
    const id = await letterBefore(bench, 'seal')
    await carryStep(bench, 'seal', id)
    t.match(await statusOf(bench, id), { state: 'held', reason: { code }, next: null, attempts: [{ state: 'planned' }] })
  })
}

test('sealStep() makes a whole new package after one that was cut off', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (_input, sink) => { await sink(inPieces('half a package, much longer than the whole one will ever be')); throw new Error('killed') }
  await carryStep(bench, 'seal', id)
  bench.rooms.seal = seal
  bench.clock.now = new Date(bench.clock.now.getTime() + 60_000)
  await carryStep(bench, 'seal', id)
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver.map(sent => sent.package), [sealed.toString()])
})
