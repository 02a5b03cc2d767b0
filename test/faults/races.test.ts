// The same call, the same job, the same receipt, many times at once: on PostgreSQL these are real races.
import { test } from 'tap'
import type { AcceptResult } from '../../src/journey/accept.ts'
import { readStage } from '../support/stage.ts'
import { aJourney, aSubmission, carryStep, eventsOf, letterBefore, statusOf } from '../support/a-journey.ts'

// PGlite has one connection, so its races are none: there a few show that nothing gets stuck.
const manyKeys = readStage().backend === 'postgres' ? 50 : 2

test(`${manyKeys} keys called twenty times each at once make ${manyKeys} letters, and nobody hears of another one`, async t => {
  const bench = await aJourney()
  const keys = Array.from({ length: manyKeys }, (_, key) => `race-${key}`)
  const results: { idempotencyKey: string, result: AcceptResult }[] = []
  const race = async (idempotencyKey: string): Promise<void> => {
    const calls = Array.from({ length: 20 }, () => bench.journey.accept(aSubmission({ idempotencyKey })))
    results.push(...(await Promise.all(calls)).map(result => ({ idempotencyKey, result })))
  }
  // Five keys race at a time, which is more callers than there are connections.
  const waiting = [...keys]
  const lane = async (): Promise<void> => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) await race(key)
  }
  await Promise.all(Array.from({ length: 5 }, lane))
  const made = results.filter(({ result }) => result.kind === 'created')
  t.strictSame(made.map(({ idempotencyKey }) => idempotencyKey).toSorted(), keys.toSorted())
  const code = (result: AcceptResult): string => result.kind === 'refused' ? result.problems.map(problem => problem.code).join() : result.kind
  t.strictSame([...new Set(results.map(({ result }) => code(result)))].filter(one => !['created', 'replayed', 'ERR_INTAKE_IN_FLIGHT'].includes(one)), [])
  const idOf = new Map(made.map(({ idempotencyKey, result }) => [idempotencyKey, result.kind === 'refused' ? '' : result.letterId]))
  t.ok(results.every(({ idempotencyKey, result }) => result.kind === 'refused' || result.letterId === idOf.get(idempotencyKey)))
  t.same(await bench.database.query('select count(*)::int as letters from letter'), [{ letters: manyKeys }])
})

test('the job of a letter that is there three times sends one message, whoever takes it', async t => {
  const bench = await aJourney()
  const heard = new Set<string>()
  bench.rooms.follow = async ({ messageId }) => ({ status: heard.has(messageId) ? 'registered' : 'unknown' })
  const { handOver } = bench.rooms
  bench.rooms.handOver = async envelope => {
    heard.add(envelope.attempt.messageId)
    return handOver(envelope)
  }
  const id = await letterBefore(bench, 'send')
  await Promise.all([carryStep(bench, 'send', id), carryStep(bench, 'send', id), carryStep(bench, 'send', id, id)])
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'handed_over' }] })
  t.equal(heard.size, 1)
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.dispatched').length, 1)
})

test('ten copies of a receipt at once are one change', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'follow')
  const { attempts: [attempt] } = await statusOf(bench, id)
  const raw = JSON.stringify({ id: 'r1', conversationId: attempt?.conversationId, kind: 'delivery', issuer: attempt?.receiver, occurredAt: bench.clock.now })
  const settled = await Promise.all(Array.from({ length: 10 }, () => bench.journey.settle(raw)))
  t.strictSame(settled.toSorted(), ['applied', ...Array.from({ length: 9 }, () => 'known')])
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.delivered').length, 1)
})
