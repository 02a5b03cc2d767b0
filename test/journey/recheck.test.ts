import { test } from 'tap'
import { recheck } from '../../src/journey/recheck.ts'
import type { ErrorCode } from '../../src/letter/error-table.ts'
import type { AttemptState } from '../../src/letter/states.ts'
import { GatewayError } from '../../src/letter/gateway-error.ts'
import { acceptOne, aJourney, carryStep, eventsOf, letterBefore, statusOf, type TestJourney } from '../support/a-journey.ts'
import { spoil, wholeOf } from '../support/a-store.ts'
import { aPerson, facts } from '../support/facts.ts'

/** News of the recipient, now. */
function news ({ records, clock }: TestJourney, id: string): Promise<boolean> {
  return recheck(records, id, 'population-register', clock.now)
}

for (const step of ['seal', 'send'] as const) {
  test(`recheck() calls the hand-over off of a letter that waits to ${step}, and sends it back to its lookup`, async t => {
    const bench = await aJourney()
    const id = await letterBefore(bench, step)
    t.ok(await news(bench, id))
    t.match(await statusOf(bench, id), {
      state: 'received', channel: null, reason: null, next: { step: 'lookup', at: bench.clock.now }, attempts: [{ state: 'refused' }]
    })
    t.strictSame((await eventsOf(bench, id)).slice(-2), ['letter.rechecked', 'attempt.called_off'])
  })
}

test('recheck() drops the package that was sealed for facts that no longer hold', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const [attempt] = (await statusOf(bench, id)).attempts
  await news(bench, id)
  await t.rejects(wholeOf(bench.records.contents.read({ id: attempt?.messageId ?? '', letterId: id, kind: 'package', number: 1 })), RangeError)
})

test('recheck() has a letter decided anew by what the register says now, with an attempt of its own', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await news(bench, id)
  for (const step of ['lookup', 'seal', 'send'] as const) await carryStep(bench, step, id)
  t.match(await statusOf(bench, id), { state: 'dispatched', attempts: [{ ordinal: 1, state: 'refused' }, { ordinal: 2, state: 'handed_over' }] })
  t.equal(bench.handedOver.length, 1)
})

test('recheck() twice, as after a crash, tells it once', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  for (const time of [1, 2]) t.ok(await news(bench, id), `time ${time}`)
  t.equal((await eventsOf(bench, id)).filter(type => type === 'letter.rechecked').length, 1)
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' } })
})

for (const way of [['handing_over'], ['handing_over', 'uncertain'], ['handing_over', 'handed_over']] as const) {
  test(`recheck() leaves a letter alone whose attempt is ${way.at(-1) ?? ''}`, async t => {
    const bench = await aJourney()
    const id = await letterBefore(bench, 'send')
    for (const to of way) {
      const [attempt] = (await statusOf(bench, id)).attempts
      if (attempt !== undefined) await bench.records.attempts.move(attempt, to satisfies AttemptState)
    }
    const before = await statusOf(bench, id)
    t.notOk(await news(bench, id))
    t.strictSame(await statusOf(bench, id), before)
  })
}

test('recheck() in the middle of sealing makes the worker stale: what it sealed is never sent', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'seal')
  const { seal } = bench.rooms
  bench.rooms.seal = async (input, sink) => { const sealed = await seal(input, sink); await news(bench, id); return sealed }
  await carryStep(bench, 'seal', id)
  t.strictSame([bench.stale, bench.acknowledged], [['seal'], [id]])
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' }, attempts: [{ state: 'refused' }] })
})

test('recheck() in the middle of a lookup has the register asked again', async t => {
  const bench = await aJourney()
  const id = await acceptOne(bench)
  const { lookup } = bench.rooms
  bench.rooms.lookup = async people => { const answer = await lookup(people); await news(bench, id); return answer }
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'received', next: { step: 'lookup' }, attempts: [] })
  bench.rooms.lookup = lookup
  await carryStep(bench, 'lookup', id)
  t.equal((await statusOf(bench, id)).state, 'routed')
})

test('recheck() in the moment before a hand-over stops it', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  const { holdToSend } = bench.records.letters
  bench.records.letters.holdToSend = async (claim, now) => {
    bench.records.letters.holdToSend = holdToSend
    await news(bench, id)
    return holdToSend(claim, now)
  }
  await carryStep(bench, 'send', id)
  t.strictSame([bench.handedOver.length, bench.stale], [0, ['send']])
})

const held: Partial<Record<ErrorCode, boolean>> = {
  ERR_SEAL_ADDRESS: true, ERR_CRYPTO_REVOKED: true, ERR_SEAL_DOCUMENT_CHANGED: false, ERR_SEAL_TOO_LARGE: true
}

for (const [code, isGoing] of Object.entries(held)) {
  test(`recheck() ${isGoing ? 'sends a letter back' : 'leaves a letter'} that is held with ${code}`, async t => {
    const bench = await aJourney({ seal: async () => { throw new GatewayError(code as ErrorCode, 'Cannot seal') } })
    const id = await letterBefore(bench, 'seal')
    await carryStep(bench, 'seal', id)
    t.equal(await news(bench, id), isGoing)
    t.equal((await statusOf(bench, id)).state, isGoing ? 'received' : 'held')
  })
}

test('recheck() asks anew about a letter that a rule stopped', async t => {
  const bench = await aJourney({ lookup: async people => new Map(people.map(number => [number, facts({ person: aPerson({ status: 'disappeared' }) })])) })
  const id = await acceptOne(bench)
  await carryStep(bench, 'lookup', id)
  t.equal((await statusOf(bench, id)).state, 'needs_decision')
  t.ok(await news(bench, id))
  bench.rooms.lookup = async people => new Map(people.map(number => [number, facts()]))
  await carryStep(bench, 'lookup', id)
  t.match(await statusOf(bench, id), { state: 'routed', channel: 'digipost' })
})

test('recheck() says so when a letter cannot be opened, and changes nothing', async t => {
  const bench = await aJourney()
  const id = await letterBefore(bench, 'send')
  await spoil(bench, id)
  await t.rejects(news(bench, id), { code: 'ERR_STORE_KEY' })
  t.match(await statusOf(bench, id), { state: 'sealed', attempts: [{ state: 'sealed' }] })
})
