import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { readSettings } from '../../src/config.ts'
import { createJourney } from '../../src/journey.ts'
import { faultPoints, type FaultPoint } from '../../src/journey/fault-points.ts'
import { openGateway } from '../../src/main/open-gateway.ts'
import { withFaultPoints } from '../../src/main/with-fault-points.ts'
import { letIn } from '../../src/queue/dispatcher.ts'
import { aJourney, aSubmission, carryStep, statusOf, type TestJourney } from '../support/a-journey.ts'
import { silent } from '../support/running.ts'

/** A bench on which every place is noted, and one of them may fail. */
async function aNotedBench (): Promise<TestJourney & { reached: [FaultPoint, string?][], fail: (at: FaultPoint) => void }> {
  const bench = await aJourney()
  const reached: [FaultPoint, string?][] = []
  let failing: FaultPoint | undefined
  const faulty = withFaultPoints({
    reach: async (point, letterId) => {
      reached.push(letterId === undefined ? [point] : [point, letterId])
      if (point === failing) throw new Error(`told to fail at ${point}`)
    }
  })
  const { records, waitingRoom } = faulty.store(bench)
  const journey = faulty.journey(createJourney({ ...bench.ports, rooms: faulty.rooms(bench.rooms), records }))
  return { ...bench, journey, records, waitingRoom, reached, fail: point => { failing = point } }
}

async function delivered (bench: TestJourney): Promise<string> {
  const result = await bench.journey.accept(aSubmission({ idempotencyKey: randomUUID() }))
  const id = result.kind === 'created' ? result.letterId : ''
  for (const step of ['lookup', 'seal', 'send'] as const) {
    const { waitingRoom, records: { transaction }, clock } = bench
    await letIn({ queue: { enqueue: async () => {} }, ...waitingRoom, transaction, pauses: async () => [], now: () => clock.now })
    await carryStep(bench, step, id)
  }
  const [attempt] = (await statusOf(bench, id)).attempts
  await bench.journey.settle(JSON.stringify({
    id: randomUUID(), conversationId: attempt?.conversationId, kind: 'delivery', issuer: attempt?.receiver, occurredAt: bench.clock.now.toISOString()
  }))
  return id
}

test('withFaultPoints() comes by every declared place on the way of one letter, in their order', async t => {
  const bench = await aNotedBench()
  const id = await delivered(bench)
  t.strictSame([...new Set(bench.reached.map(([point]) => point))].sort(), [...faultPoints].sort())
  const once = ['accept.uploading', 'accept.stored', 'accept.before-commit', 'accept.after-commit', 'seal.begun', 'seal.signed', 'seal.encrypting',
    'seal.encrypted', 'seal.stored', 'send.begun', 'send.answered', 'receipt.before-commit', 'receipt.after-commit']
  t.strictSame(bench.reached.map(([point]) => point).filter(point => once.includes(point)), once)
  t.ok(bench.reached.every(([point, letterId]) => letterId === id || point === 'lookup.answered'))
})

test('withFaultPoints() rolls back what fails before its commit, and keeps what fails after it', async t => {
  const bench = await aNotedBench()
  const counted = async (): Promise<unknown> => (await bench.database.query('select count(*)::int as letters from letter'))[0]?.letters
  bench.fail('accept.before-commit')
  await t.rejects(bench.journey.accept(aSubmission()))
  t.equal(await counted(), 0)
  bench.fail('accept.after-commit')
  await t.rejects(bench.journey.accept(aSubmission()))
  t.equal(await counted(), 1)
})

test('withFaultPoints() passes on what the rooms answer', async t => {
  const bench = await aNotedBench()
  t.match(await statusOf(bench, await delivered(bench)), { state: 'delivered', attempts: [{ state: 'delivered' }] })
  t.equal(bench.handedOver.length, 1)
})

test('openGateway() refuses to start production with fault points plugged in', async t => {
  const address = 'https://outside.example'
  const settings = readSettings({
    POSTBUD_MODE: 'production', DATABASE_URL: 'postgres://127.0.0.1:1/none', POSTBUD_API_KEY: 'k'.repeat(32), POSTBUD_MASTER_KEY_FILE: '/none',
    POSTBUD_SIGNING_KEY_FILE: '/none', POSTBUD_SIGNING_CHAIN_FILE: '/none', POSTBUD_TRUST_FILE: '/none', POSTBUD_MASKINPORTEN_URL: address,
    POSTBUD_RETURN_ADDRESS: 'Vår kommune; Postboks 1; 5003; BERGEN',
    POSTBUD_KRR_URL: address, POSTBUD_FOLKEREGISTERET_URL: address, POSTBUD_ACCESS_POINT_URL: address
  })
  const faultPoints = { reach: async () => {} }
  await t.rejects(openGateway(settings, silent, { supervise: false, faultPoints }), { code: 'ERR_CONFIG_UNSAFE', message: /fault points/ })
})
