// A writer that was overtaken, or that does not know how its own commit ended, must not take anything away from what counts.
import { test } from 'tap'
import { createJourney } from '../../src/journey.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { chunkBytes } from '../../src/store/contents.ts'
import { aJourney, aSubmission, carryStep, letterBefore, statusOf } from '../support/a-journey.ts'
import { inPieces, wholeOf } from '../support/a-store.ts'
import { tinyPdf } from '../support/letter-input.ts'

const sealed = Buffer.concat([Buffer.from('sealed: '), tinyPdf]).toString()

test('accept() keeps the documents of a letter whose commit was answered by silence', async t => {
  const bench = await aJourney()
  const { records } = bench
  const shared: typeof records.shared = async work => {
    await records.shared(work)
    throw new GatewayError('ERR_STORE_UNAVAILABLE', 'Cannot reach the database: the connection broke after the commit')
  }
  const cut = createJourney({ ...bench.ports, records: { ...records, shared } })
  await t.rejects(cut.accept(aSubmission()), { code: 'ERR_STORE_UNAVAILABLE' })
  const result = await bench.journey.accept(aSubmission())
  t.match(result, { kind: 'replayed' })
  const letterId = result.kind === 'refused' ? '' : result.letterId
  const id = (await records.contents.documentsOf(letterId)).get(0) ?? ''
  t.ok(tinyPdf.equals(await wholeOf(records.contents.read({ id, letterId, kind: 'document', number: 0 }))))
})

test('sealStep() of a worker that was overtaken before it stored leaves the newer package alone', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (_input, sink) => {
    bench.rooms.seal = seal
    await carryStep(bench, 'seal', id)
    await sink(inPieces('a stale package'))
    return { fingerprint: 'stale', packageBytes: 1, signedBy: 'a'.repeat(64) }
  }
  await carryStep(bench, 'seal', id)
  t.strictSame(bench.stale, ['seal'])
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver.map(sent => sent.package), [sealed])
  t.equal(await bench.records.contents.sweep(new Date(bench.clock.now.getTime() + 86_400_000)), 0)
})

test('sealStep() of a worker that was overtaken while it stored adds nothing to the newer package', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (_input, sink) => {
    bench.rooms.seal = seal
    await sink((async function* () {
      yield Buffer.alloc(chunkBytes)
      bench.clock.now = new Date(bench.clock.now.getTime() + 60_000)
      await carryStep(bench, 'seal', id)
      yield Buffer.alloc(chunkBytes)
    })())
    return { fingerprint: 'stale', packageBytes: 1, signedBy: 'a'.repeat(64) }
  }
  await carryStep(bench, 'seal', id)
  t.strictSame(bench.stale, ['seal'])
  await carryStep(bench, 'send', id)
  t.strictSame(bench.handedOver.map(sent => sent.package), [sealed])
  t.match(await statusOf(bench, id), { state: 'dispatched' })
})
